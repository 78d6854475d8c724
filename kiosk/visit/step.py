"""`step`: a visit and what happens give the next visit and what is to be done. Pure: no thread, no clock, no chance.

cards    the card comes and goes           answers   what the card and the bridge say
clock    a second passes                   choices   what a patient does      staff   and what staff do
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.visit.answers import on_answer, on_bridge
from kiosk.visit.asked import Page, Speak
from kiosk.visit.cards import STAFF_STATES, on_card
from kiosk.visit.choices import on_choice
from kiosk.visit.clock import on_tick
from kiosk.visit.events import (
    Answered,
    Back,
    BridgeUp,
    CallStaff,
    CardRemoved,
    CardSeen,
    ChooseLanguage,
    ChooseMotion,
    ChooseSpeech,
    ChooseTextSize,
    ChooseTheme,
    Event,
    Extend,
    PersonEvent,
    ReadAloud,
    ReaderLost,
    ReaderReady,
    ServiceLost,
    Stop,
    Tick,
    TwoCards,
)
from kiosk.visit.outcomes import StaffHeard
from kiosk.visit.shown import Manner
from kiosk.visit.staff import on_staff
from kiosk.visit.states import (
    Attract,
    Ending,
    IdleWarning,
    Locked,
    OutOfOrder,
    StaffCalled,
    TakeCard,
    Troubled,
)
from kiosk.visit.tasks import SwapCards
from kiosk.visit.trouble import Trouble
from kiosk.visit.visit import Stepped, Visit, ended, shows

_OVER = (Attract, Locked, OutOfOrder, TakeCard)


def step(visit: Visit, event: Event) -> Stepped:
    """The visit after an event, and what is to be done, in order."""
    match event:
        case Tick():
            return on_tick(visit)
        case CardSeen() | CardRemoved() | TwoCards() | ReaderLost() | ServiceLost() | ReaderReady():
            return on_card(visit, event)
        case BridgeUp(up):
            return on_bridge(visit, up=up)
        case Answered(number):
            return _answered(visit, event) if number == visit.number else (visit, ())
        case _:
            return _touched(replace(visit, quiet=0), event)


def _answered(visit: Visit, event: Answered) -> Stepped:
    """An answer lifts the idle warning; a call for staff stays over whatever the answer brings."""
    state = visit.state
    if (
        isinstance(state, StaffCalled)
        and visit.under is not None
        and not isinstance(event.answer, StaffHeard)
    ):
        after, effects = on_answer(replace(visit, state=visit.under, under=None), event.answer)
        if after.number != visit.number or after.under is not None:
            return after, effects
        return replace(after, state=state, under=after.state), effects
    if isinstance(state, IdleWarning) and visit.under is not None:
        visit = replace(visit, state=visit.under, under=None, quiet=0)
    return on_answer(visit, event.answer)


def _touched(visit: Visit, event: PersonEvent) -> Stepped:
    match event:
        case ChooseLanguage() | ChooseTheme() | ChooseTextSize() | ChooseSpeech() | ChooseMotion():
            return replace(visit, manner=_manner(visit.manner, event)), ()
        case ReadAloud():
            return visit, (Speak(),)
        case CallStaff():
            return _call(visit, event)
        case Stop() if not isinstance(visit.state, _OVER):
            return ended(visit, Ending.STOPPED)
        case _:
            return _on_page(visit, event)


def _manner(manner: Manner, event: PersonEvent) -> Manner:
    match event:
        case ChooseLanguage(language):
            return replace(manner, language=language)
        case ChooseTheme(theme):
            return replace(manner, theme=theme)
        case ChooseTextSize(size):
            return replace(manner, text_size=size)
        case ChooseSpeech(on):
            return replace(manner, speech=on)
        case ChooseMotion(on):
            return replace(manner, motion=on)
        case _:
            return manner


def _call(visit: Visit, event: CallStaff) -> Stepped:
    """The call covers the page, and what is patient's on it."""
    if isinstance(visit.state, StaffCalled):
        return visit, ()
    under = visit.under if isinstance(visit.state, IdleWarning) else visit.state
    return replace(visit, state=StaffCalled(event.call), under=under), (Page(event.call),)


def _on_page(visit: Visit, event: PersonEvent) -> Stepped:
    match visit.state, event:
        case IdleWarning(), (Extend() | Back()) if visit.under is not None:
            return shows(visit, visit.under)
        case StaffCalled(), Back() if visit.under is not None:
            return shows(visit, visit.under)
        case ((IdleWarning() | StaffCalled()), _):
            return visit, ()
        case Troubled(trouble=Trouble.CARD_LEFT), _:
            return visit, ()
        case state, _ if isinstance(state, (*STAFF_STATES, SwapCards)):
            return on_staff(visit, event)
        case _:
            return on_choice(visit, event)
