"""What the consents' contract itself says, asked on the chain of a bridge's data folder."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from anchor.chains import EmbeddedChoice
from anchor.consents import Consents
from anchor.home import Home
from anchor.statement import Opening, classes, named, purpose
from fhir_bridge.api.building import desk_of
from fhir_bridge.api.desk import Custom
from fhir_bridge.api.relaying import kept_grant
from fhir_bridge.opening import looking
from fhir_bridge.settings import Settings
from kiosk import enrolment


def contract_says(data: Path, state: Path, patient: str) -> list[bool]:
    """Whether it lets the holder of each of the patient's openings read; `state`: of a kiosk that pinned it."""
    consents = enrolment.standing(state).consents.contract
    with looking(Settings(data=data)) as service, ExitStack() as stack:
        desk = desk_of(service, None, Custom())
        name = desk.keeping.chain_name(patient)
        opened = [kept_grant(desk, one).opened for one in desk.grants.of(patient)]
        chain = EmbeddedChoice(time.time).chain(Home(data / "anchor"), "looker", stack)
        contract = Consents(chain, consents)
        return [
            contract.may_read(
                Opening(name, one.salt, named(one.grantee), purpose(one.purpose), classes(one.classes)),
                int(time.time()),
            )
            for one in opened
        ]
