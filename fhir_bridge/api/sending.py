"""Tells the hospital of arrivals, in order, until it has taken each: what was not acknowledged is sent again.

An arrival that was taken is CONFIRMED; one that the hospital refuses is UNCONFIRMED, and the desk sees it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fhir_bridge.api.desk import Desk
from fhir_bridge.api.wire.visit import ArrivalState
from fhir_bridge.errors import Reason, Refused, Unavailable
from fhir_bridge.source.mllp_client import Hospital, Outgoing, Verdict, send_all
from fhir_bridge.store.arrivals import DispatchKept, DispatchState


def send_waiting(desk: Desk, hospital: Hospital) -> bool:
    """Send what waits; whether the hospital answered (or nothing waited)."""
    waiting = {one.id[:20]: one for one in desk.arrivals.waiting()}
    messages = [Outgoing(control, data) for control, one in waiting.items() if (data := _opened(desk, one))]
    try:
        asyncio.run(_send(desk, hospital, messages, waiting))
    except Unavailable as fault:
        for one in desk.arrivals.waiting():
            desk.arrivals.dispatched(one.id, DispatchState.WAITING, said=str(fault), arrival="")
        return False
    return True


def _opened(desk: Desk, kept: DispatchKept) -> bytes | None:
    """The message; None for somebody who was erased since, of whom nothing is sent any more."""
    try:
        return desk.keeping.open(kept.sealed, kept.pseudonym, kind="dispatch", name=kept.id.encode())
    except Refused as refusal:
        if refusal.reason is not Reason.ERASED:
            raise
        desk.arrivals.dispatched(kept.id, DispatchState.REFUSED, said="erased", arrival="")
        return None


async def _send(
    desk: Desk, hospital: Hospital, messages: Sequence[Outgoing], waiting: dict[str, DispatchKept]
) -> None:
    if not messages:
        return
    async for control, verdict in send_all(hospital, messages):
        taken = verdict is Verdict.TAKEN
        state = DispatchState.SENT if taken else DispatchState.REFUSED
        arrival = ArrivalState.CONFIRMED if taken else ArrivalState.UNCONFIRMED
        desk.arrivals.dispatched(waiting[control].id, state, said=verdict, arrival=arrival)
