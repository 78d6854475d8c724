"""What a member of staff does on a page, and the page that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.visit.asked import ComparePins, Diagnose, EraseDigit, ForgetPin, KeepDigit, KeepPin
from kiosk.visit.choices import DIGITS, LEAST_DIGITS, MOST_DIGITS
from kiosk.visit.events import (
    Back,
    Choose,
    ChooseDocument,
    LockKiosk,
    Next,
    PersonEvent,
    PinDigit,
    PinErase,
    SeeDiagnostics,
    Typed,
)
from kiosk.visit.states import Ending, State
from kiosk.visit.tasks import (
    ORDERS,
    UNNAMED,
    ChoosePin,
    Diagnostics,
    StaffConfirm,
    StaffDone,
    StaffHome,
    StaffIdentity,
    StaffName,
    StaffNumber,
    StaffTask,
    StaffWorking,
    SwapCards,
)
from kiosk.visit.visit import Stepped, Visit, ended, order, shows

SWAP_SECONDS: Final = 60
LONGEST_TYPED: Final = 60


def on_staff(visit: Visit, event: PersonEvent) -> Stepped:
    """The visit after what a member of staff did."""
    match visit.state:
        case StaffHome() as state:
            return _home(visit, state, event)
        case StaffIdentity() as state:
            return _identity(visit, state, event)
        case StaffNumber() as state:
            return _number(visit, state, event)
        case StaffName() as state:
            return _name(visit, state, event)
        case ChoosePin() as state:
            return _new_pin(visit, state, event)
        case StaffConfirm() | StaffDone() | Diagnostics() | SwapCards():
            return _simple(visit, visit.state, event)
        case _:
            return visit, ()


def _home(visit: Visit, state: StaffHome, event: PersonEvent) -> Stepped:
    match event:
        case Choose(number) if 0 <= number < len(state.tasks):
            task = state.tasks[number]
            visit = replace(visit, held=replace(visit.held, task=task))
            return shows(visit, _first(task))
        case SeeDiagnostics():
            return shows(visit, Diagnostics(), Diagnose())
        case LockKiosk():
            return ended(replace(visit, locked=True), Ending.STOPPED)
        case Back() | Next():
            return ended(visit, Ending.DONE)
        case _:
            return visit, ()


def _first(task: StaffTask) -> State:
    """The first page of a task."""
    if task is StaffTask.UNBLOCK:
        return SwapCards(task, SWAP_SECONDS)
    return StaffNumber(task) if task in UNNAMED else StaffIdentity(task)


def _number(visit: Visit, state: StaffNumber, event: PersonEvent) -> Stepped:
    match event:
        case Typed(text):
            return shows(visit, replace(state, mrn=text[:LONGEST_TYPED]))
        case Next() if state.complete:
            visit = replace(visit, held=replace(visit.held, mrn=state.mrn))
            return shows(visit, StaffConfirm(state.task, state.mrn))
        case Back():
            return shows(visit, StaffHome(visit.held.staff))
        case _:
            return visit, ()


def _identity(visit: Visit, state: StaffIdentity, event: PersonEvent) -> Stepped:
    match event:
        case ChooseDocument(document):
            return shows(visit, replace(state, document=document))
        case Typed(text):
            return shows(visit, replace(state, mrn=text[:LONGEST_TYPED]))
        case Next() if state.complete:
            held = replace(visit.held, document=state.document, mrn=state.mrn)
            named = state.task not in ORDERS
            following = StaffName(state.task) if named else StaffConfirm(state.task, state.mrn)
            return shows(replace(visit, held=held), following)
        case Back():
            return shows(visit, StaffHome(visit.held.staff))
        case _:
            return visit, ()


def _name(visit: Visit, state: StaffName, event: PersonEvent) -> Stepped:
    match event:
        case Typed(text):
            return shows(visit, replace(state, greeting=text[:LONGEST_TYPED]))
        case Next() if state.complete:
            greeting = state.greeting.strip()
            visit = replace(visit, held=replace(visit.held, greeting=greeting))
            return shows(visit, StaffConfirm(state.task, greeting))
        case Back():
            return shows(visit, StaffIdentity(state.task, visit.held.document, visit.held.mrn))
        case _:
            return visit, ()


def _new_pin(visit: Visit, state: ChoosePin, event: PersonEvent) -> Stepped:
    """Twice; the two are compared where they are kept."""
    match event:
        case PinDigit(digit) if state.length < MOST_DIGITS and digit in DIGITS:
            longer = replace(state, length=state.length + 1, unlike=False)
            return shows(visit, longer, KeepDigit(digit))
        case PinErase() if state.length:
            return shows(visit, replace(state, length=state.length - 1), EraseDigit())
        case Next() if state.length >= LEAST_DIGITS:
            return _spelt(visit, state)
        case Back():
            return shows(visit, ChoosePin(state.task), ForgetPin())
        case _:
            return visit, ()


def _spelt(visit: Visit, state: ChoosePin) -> Stepped:
    if state.again:
        return visit, (ComparePins(),)
    return shows(visit, ChoosePin(state.task, again=True), KeepPin())


def _simple(visit: Visit, state: State, event: PersonEvent) -> Stepped:
    match state, event:
        case StaffConfirm(task), Next():
            return _confirmed(visit, task)
        case ((StaffConfirm() | Diagnostics()), Back()):
            return shows(visit, StaffHome(visit.held.staff))
        case SwapCards(), Back():
            return ended(visit, Ending.STOPPED)
        case StaffDone(), (Next() | Back()):
            return ended(visit, Ending.DONE)
        case Diagnostics(), Next():
            return visit, (Diagnose(),)
        case _:
            return visit, ()


def _confirmed(visit: Visit, task: StaffTask) -> Stepped:
    """An order is signed by the staff card that is in; any other task asks for its card."""
    if task in ORDERS:
        return shows(visit, StaffWorking(task), order(visit, task))
    return shows(visit, SwapCards(task, SWAP_SECONDS))
