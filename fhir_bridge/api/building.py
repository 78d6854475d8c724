"""Puts the API together over an open data folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from fhir_bridge.api.authority import CARDS, KIOSKS, Authority
from fhir_bridge.api.chain import CareChain
from fhir_bridge.api.desk import Custom, Desk
from fhir_bridge.api.limits import Buckets, Limits
from fhir_bridge.api.relaying import open_grant
from fhir_bridge.keeping import Keeping
from fhir_bridge.service import Service
from fhir_bridge.store.arrivals import ArrivalTables
from fhir_bridge.store.cards import CardRegistry
from fhir_bridge.store.grants import GrantTables
from fhir_bridge.store.kiosks import Kiosks
from fhir_bridge.store.visits import Visits

if TYPE_CHECKING:
    from anchor.care import Care

MOST_GRANTS: Final = 32_768
"""Kept open in memory; the others are opened again when they are asked of."""


def desk_of(
    service: Service,
    care: Care | None,
    custom: Custom,
    *,
    second: Care | None = None,
    clock: Callable[[], float] = time.time,
    woken: Callable[[], None] = lambda: None,
) -> Desk:
    """What kiosks are answered from.

    `second` is the contracts as another officer's account uses them; `woken` is called when something was accepted that
    somebody should seal.
    """
    database, keeping = service.journal.database, Keeping(service.pipeline.custody)
    now = int(clock())
    return Desk(
        service=service,
        keeping=keeping,
        kiosks=Kiosks(database),
        visits=Visits(database),
        cards=CardRegistry(database),
        grants=GrantTables(database),
        arrivals=ArrivalTables(database),
        limits=Limits(Buckets(database), clock),
        kiosk_authority=Authority.of(KIOSKS, service.journal, keeping, now),
        card_authority=Authority.of(CARDS, service.journal, keeping, now),
        chain=CareChain(care, second) if care else None,
        custom=custom,
        clock=clock,
        granted=lru_cache(MOST_GRANTS)(lambda grant: open_grant(keeping, grant).opened),
        woken=woken,
    )
