"""A second has passed: pages that count, and the person who has gone away."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.visit.asked import Sound
from kiosk.visit.states import (
    Attract,
    CardPulled,
    Ending,
    IdleWarning,
    InsertCard,
    Locked,
    OutOfOrder,
    StaffCalled,
    TakeCard,
    Troubled,
)
from kiosk.visit.tasks import SwapCards
from kiosk.visit.trouble import Trouble
from kiosk.visit.visit import Stepped, Visit, ended, rested, wiped

CALLED_SECONDS: Final = 180  # somebody is on the way; the page says so and shows nothing else


def on_tick(visit: Visit) -> Stepped:
    """The visit a second later."""
    match visit.state:
        case IdleWarning() | InsertCard() | CardPulled() | SwapCards() | TakeCard():
            return _count(visit, visit.state)
        case OutOfOrder() | Troubled(trouble=Trouble.CARD_LEFT):
            return visit, ()
        case Attract() | Locked():
            return _forgotten(visit)
        case StaffCalled():
            return _quieter(visit, CALLED_SECONDS)
        case _:
            return _quieter(visit, visit.pace.idle)


def _count(visit: Visit, state: IdleWarning | InsertCard | CardPulled | SwapCards | TakeCard) -> Stepped:
    left = state.seconds_left - 1
    if left > 0:
        return replace(visit, state=replace(state, seconds_left=left)), ()
    match state:
        case IdleWarning():
            return ended(visit, Ending.IDLE)
        case TakeCard():
            return wiped(visit, Troubled(Trouble.CARD_LEFT), Sound())
        case InsertCard() | CardPulled() | SwapCards():
            return ended(visit, Ending.STOPPED)


def _quieter(visit: Visit, limit: int) -> Stepped:
    if visit.quiet + 1 < limit:
        return replace(visit, quiet=visit.quiet + 1), ()
    if isinstance(visit.state, Troubled) or isinstance(visit.under, (Attract, Locked)):
        return ended(visit, Ending.FAULT)
    under = visit.under if visit.under is not None else visit.state
    return replace(visit, state=IdleWarning(visit.pace.extend), under=under, quiet=0), ()


def _forgotten(visit: Visit) -> Stepped:
    """Somebody chose a language and went away without a card."""
    if visit.manner == visit.house:
        return visit, ()
    if visit.quiet + 1 < visit.pace.idle:
        return replace(visit, quiet=visit.quiet + 1), ()
    return rested(visit)
