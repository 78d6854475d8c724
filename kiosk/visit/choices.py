"""What a patient does on a page, and the page that follows. What does not belong to the page is nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

from kiosk.visit.asked import (
    CheckInByTap,
    Choice,
    Decline,
    Effect,
    EraseDigit,
    FetchConsents,
    FetchReads,
    ForgetPin,
    KeepDigit,
    LogIn,
    PageQuietly,
    Prepare,
    PrepareRevocation,
    PrintReceipt,
    ReportDetails,
    ReportRead,
    SignAndSubmit,
    VerifyPin,
)
from kiosk.visit.events import (
    Allow,
    Assisted,
    Back,
    Choose,
    HoldFor,
    LooksWrong,
    Next,
    OnlyCheckIn,
    PersonEvent,
    PinDigit,
    PinErase,
    Print,
    Reader,
    Refuse,
    SeeConsents,
    SeeReads,
)
from kiosk.visit.shown import Decision, Validity
from kiosk.visit.states import (
    Appointments,
    Consents,
    ConsentText,
    DetailsConfirm,
    Ending,
    Identified,
    InsertCard,
    MyConsents,
    MyData,
    PinEntry,
    PinFor,
    Receipt,
    Representing,
    RevokeConfirm,
    Signing,
    State,
    Troubled,
    Work,
    Working,
)
from kiosk.visit.trouble import Trouble
from kiosk.visit.visit import Stepped, Visit, asks, ended, shows, wiped

LEAST_DIGITS: Final = 6
MOST_DIGITS: Final = 8  # SP 800-73: a PIN has six to eight digits
DIGITS: Final = range(10)
INSERT_SECONDS: Final = 60
ERASED_CALLS: Final = 3

Entry = TypeVar("Entry")


def hub(visit: Visit) -> Appointments:
    """The page of the day's appointments, from which everything else is reached."""
    held = visit.held
    greeting, standing_for = held.people[0].greeting, standing(visit)
    asks_ = sum(decision.allow is None for decision in held.decisions)
    return Appointments(greeting, held.appointments, asks_, standing_for, held.number)


def standing(visit: Visit) -> str:
    """The greeting of whom the card's holder stands for; empty for themselves."""
    held = visit.held
    return held.people[held.person].greeting if held.person else ""


def on_choice(visit: Visit, event: PersonEvent) -> Stepped:
    """The visit after what a patient did."""
    match visit.state:
        case PinEntry() as state:
            return _pin(visit, state, event)
        case Identified() | Representing() | Appointments() | DetailsConfirm():
            return _arriving(visit, visit.state, event)
        case Consents() as state:
            return _deciding(visit, state, event)
        case ConsentText() | MyConsents() | RevokeConfirm() | MyData():
            return _reading(visit, visit.state, event)
        case Receipt() as state:
            return _leaving(visit, state, event)
        case Troubled() if isinstance(event, Back | Next):
            return ended(visit, Ending.FAULT)
        case _:
            return visit, ()


def _arriving(visit: Visit, state: State, event: PersonEvent) -> Stepped:
    match state, event:
        case Identified(), OnlyCheckIn():
            return asks(visit, Working(Work.CHECKING_IN), CheckInByTap())
        case Identified(), Next():
            return _to_pin(visit, state)
        case Representing(people), Choose(number) if 0 <= number < len(people):
            visit = replace(visit, held=replace(visit.held, person=number))
            return asks(visit, Working(Work.LOGGING_IN), LogIn(number))
        case Appointments(), Next():
            return _after_hub(visit)
        case Appointments(), SeeConsents():
            return asks(visit, Working(Work.FETCHING), FetchConsents())
        case Appointments(), SeeReads():
            return asks(visit, Working(Work.FETCHING), FetchReads())
        case DetailsConfirm(), _:
            return _confirming(visit, state, event)
        case _:
            return visit, ()


def _to_pin(visit: Visit, state: Identified) -> Stepped:
    """A PIN crosses contacts only: a tapped card is put in first."""
    if state.blocked:
        return wiped(visit, Troubled(Trouble.BLOCKED))
    if visit.card is not Reader.CONTACT:
        visit = replace(visit, held=replace(visit.held, again=PinFor.LOG_IN))
        return shows(visit, InsertCard(INSERT_SECONDS))
    return shows(visit, PinEntry(PinFor.LOG_IN, visit.held.tries or 1))


def _pin(visit: Visit, state: PinEntry, event: PersonEvent) -> Stepped:
    match event:
        case PinDigit(digit) if state.length < MOST_DIGITS and digit in DIGITS:
            return shows(visit, replace(state, length=state.length + 1, wrong=False), KeepDigit(digit))
        case PinErase() if state.length:
            return shows(visit, replace(state, length=state.length - 1), EraseDigit())
        case PinErase():
            return _erased(visit)
        case Next() if state.length >= LEAST_DIGITS:
            return _typed(visit, state.why)
        case Back():
            return _no_pin(visit, state)
        case _:
            return visit, ()


def _erased(visit: Visit) -> Stepped:
    """Erase in an empty field, three times: the agreed sign of somebody who is not free. The page stays as it is."""
    erased = visit.held.erased + 1
    calls = erased == ERASED_CALLS
    visit = replace(visit, held=replace(visit.held, erased=0 if calls else erased))
    return visit, ((PageQuietly(),) if calls else ())


def _typed(visit: Visit, why: PinFor) -> Stepped:
    if why is PinFor.SIGN:
        return asks(visit, Signing(), SignAndSubmit(visit.held.assisted))
    return asks(visit, Working(Work.LOGGING_IN), VerifyPin())


def _no_pin(visit: Visit, state: PinEntry) -> Stepped:
    held = visit.held
    if state.why is PinFor.SIGN:
        back: State = (
            RevokeConfirm(held.revoking, held.text)
            if held.revoking
            else ConsentText(held.text, held.assisted)
        )
        return shows(visit, back, ForgetPin())
    if state.why is PinFor.LOG_IN:
        return shows(visit, Identified(held.greeting), ForgetPin())
    return ended(visit, Ending.STOPPED)


def _after_hub(visit: Visit) -> Stepped:
    held = visit.held
    if any(detail.right is None for detail in held.details):
        return shows(visit, DetailsConfirm(held.details))
    return _to_consents(visit)


def _to_consents(visit: Visit) -> Stepped:
    held = visit.held
    if held.decisions:
        return shows(visit, Consents(held.decisions, standing(visit)))
    return shows(visit, Receipt("", number=held.number))


def _confirming(visit: Visit, state: DetailsConfirm, event: PersonEvent) -> Stepped:
    match event:
        case Allow(number) | Refuse(number) if 0 <= number < len(state.details):
            right = isinstance(event, Allow)
            details = _with(state.details, number, replace(state.details[number], right=right))
            held = replace(visit.held, details=details)
            return shows(replace(visit, held=held), DetailsConfirm(details))
        case Next() if state.complete:
            after, _ = _to_consents(visit)
            wrong = tuple(detail for detail in state.details if not detail.right)
            return after, ((ReportDetails(wrong),) if wrong else ())
        case Back():
            return shows(visit, hub(visit))
        case _:
            return visit, ()


def _deciding(visit: Visit, state: Consents, event: PersonEvent) -> Stepped:
    match event:
        case Allow(number) | Refuse(number) if 0 <= number < len(state.decisions):
            chosen = state.decisions[number].decided(isinstance(event, Allow))
            return _decided(visit, number, chosen)
        case HoldFor(number, validity) if 0 <= number < len(state.decisions):
            offered = state.decisions[number]
            return _decided(visit, number, _held_for(offered, validity))
        case Next() if state.complete:
            return _to_text(visit, state)
        case Back():
            return shows(visit, hub(visit))
        case _:
            return visit, ()


def _held_for(decision: Decision, validity: Validity) -> Decision:
    return replace(decision, validity=validity) if validity in decision.offered else decision


def _decided(visit: Visit, number: int, decision: Decision) -> Stepped:
    decisions = _with(visit.held.decisions, number, decision)
    visit = replace(visit, held=replace(visit.held, decisions=decisions))
    return shows(visit, Consents(decisions, standing(visit)))


def _to_text(visit: Visit, state: Consents) -> Stepped:
    """The text of what will be signed; where all is refused there is nothing to sign."""
    choices = tuple(Choice(one.validity if one.allow else None) for one in state.decisions)
    effect: Effect = Prepare(choices) if any(choice.validity for choice in choices) else Decline()
    return asks(visit, Working(Work.PREPARING), effect)


def _reading(visit: Visit, state: State, event: PersonEvent) -> Stepped:
    match state, event:
        case ((ConsentText() | RevokeConfirm()), Next()):
            return shows(visit, PinEntry(PinFor.SIGN, visit.held.tries or 1), ForgetPin())
        case ConsentText(text), Assisted(on):
            held = replace(visit.held, assisted=on)
            return shows(replace(visit, held=held), ConsentText(text, on))
        case ConsentText(), Back():
            return shows(visit, Consents(visit.held.decisions, standing(visit)))
        case MyConsents(given), Choose(number) if 0 <= number < len(given):
            visit = replace(visit, held=replace(visit.held, revoking=given[number]))
            return asks(visit, Working(Work.PREPARING), PrepareRevocation(number))
        case RevokeConfirm(), Back():
            visit = replace(visit, held=replace(visit.held, revoking=None, text=""))
            return shows(visit, MyConsents(visit.held.given))
        case ((MyConsents() | MyData()), Back()):
            return shows(visit, hub(visit))
        case MyData(reads), LooksWrong(number) if 0 <= number < len(reads):
            return visit, (ReportRead(number),)
        case _:
            return visit, ()


def _leaving(visit: Visit, state: Receipt, event: PersonEvent) -> Stepped:
    match event:
        case Print() if state.printer and state.qr:
            return visit, (PrintReceipt(),)
        case Next() | Back():
            return ended(visit, Ending.DONE)
        case _:
            return visit, ()


def _with(entries: tuple[Entry, ...], number: int, entry: Entry) -> tuple[Entry, ...]:
    return tuple(entry if at == number else one for at, one in enumerate(entries))
