"""What comes back from the card and the bridge, and the page that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kiosk.visit.asked import (
    CheckIn,
    CheckInByTap,
    Decline,
    FetchConsents,
    FetchReads,
    LogIn,
    Prepare,
    PrepareRevocation,
    SignAndSubmit,
    VerifyPin,
)
from kiosk.visit.choices import hub
from kiosk.visit.events import Reader
from kiosk.visit.outcomes import (
    Answer,
    Arrived,
    CheckedIn,
    ConsentsFetched,
    Diagnosed,
    Failed,
    Holder,
    LoggedIn,
    PinAccepted,
    PinAgrees,
    PinRefused,
    PinUnlike,
    Prepared,
    Printed,
    ReadsFetched,
    Recognised,
    Reported,
    Signed,
    StaffHeard,
    StageReached,
    Taken,
    TaskDone,
)
from kiosk.visit.shown import Decision, Person
from kiosk.visit.states import (
    Attract,
    CardReading,
    Consents,
    ConsentText,
    Identified,
    Locked,
    MyConsents,
    MyData,
    OutOfOrder,
    Paper,
    PinEntry,
    PinFor,
    Receipt,
    Representing,
    RevokeConfirm,
    Signing,
    StaffCalled,
    State,
    TakeCard,
    Troubled,
    Work,
    Working,
)
from kiosk.visit.tasks import (
    ChoosePin,
    Diagnostics,
    StaffDone,
    StaffHome,
    StaffWorking,
)
from kiosk.visit.trouble import Trouble
from kiosk.visit.visit import Held, Stepped, Visit, asks, order, rested, shows, wiped

FITTING: Final[Mapping[type[object], type[Answer]]] = {
    VerifyPin: PinAccepted,
    LogIn: LoggedIn,
    CheckIn: CheckedIn,
    CheckInByTap: Arrived,
    Prepare: Prepared,
    PrepareRevocation: Prepared,
    Decline: Taken,
    FetchConsents: ConsentsFetched,
    FetchReads: ReadsFetched,
}
"""What a page that waits takes as the answer to what it asked: nothing else."""

UNMOVED = (Attract, Locked, OutOfOrder, TakeCard, Troubled, StaffCalled, Diagnostics, Receipt)
"""Pages on which a failure changes nothing."""

MOST_TRIES = 3  # shown until the card's own counter is known


def on_answer(visit: Visit, answer: Answer) -> Stepped:
    """The visit after an answer to what it asked last; one that fits no page that is shown changes nothing."""
    state = visit.state
    match answer:
        case Failed(trouble):
            return _failed(visit, trouble)
        case PinRefused(tries):
            return _refused(visit, tries)
        case Recognised() if isinstance(state, CardReading):
            return _recognised(visit, answer)
        case StaffHeard() if isinstance(state, StaffCalled):
            return replace(visit, state=replace(state, heard=True)), ()
        case Printed() if isinstance(state, Receipt):
            return replace(visit, state=replace(state, paper=Paper.PRINTED)), ()
        case Reported(number) if isinstance(state, MyData):
            return _reported(visit, state, number)
        case Signed() if isinstance(state, Signing):
            return replace(visit, state=Signing(sent=True)), ()
        case Taken() if isinstance(state, Signing):
            return _taken(visit, answer)
        case _ if isinstance(state, Working):
            fits = type(answer) is FITTING.get(type(visit.held.asked))
            return _worked(visit, answer) if fits else (visit, ())
        case _:
            return _for_staff(visit, state, answer)


def _worked(visit: Visit, answer: Answer) -> Stepped:
    """What was waited for is here."""
    match answer:
        case PinAccepted():
            return _accepted(visit)
        case LoggedIn():
            return _logged_in(visit)
        case CheckedIn():
            return _checked_in(visit, answer)
        case Arrived(number, queued):
            return shows(visit, Receipt("", queued=queued, pending=queued, number=number))
        case Taken():
            return _taken(visit, answer)
        case Prepared(text):
            return _prepared(visit, text)
        case ConsentsFetched(given):
            return shows(replace(visit, held=replace(visit.held, given=given)), MyConsents(given))
        case ReadsFetched(reads):
            return shows(visit, MyData(reads))
        case _:
            return visit, ()


def _recognised(visit: Visit, answer: Recognised) -> Stepped:
    held = visit.held
    tries = MOST_TRIES if held.tries is None else held.tries
    if answer.holder is Holder.STAFF:
        held = replace(held, staff=answer.greeting)
        return shows(replace(visit, held=held), PinEntry(PinFor.STAFF, tries)) if tries else _blocked(visit)
    if visit.locked:
        return rested(visit)
    people = answer.people or (Person(answer.greeting, self_=True),)
    choices = held.choices if len(people) == 1 else ()
    held = replace(held, greeting=answer.greeting, people=people, choices=choices)
    visit = replace(visit, held=held)
    if held.again is not None and visit.card is Reader.CONTACT and tries:
        return shows(visit, PinEntry(held.again, tries))
    return shows(visit, Identified(answer.greeting, blocked=not tries))


def _blocked(visit: Visit) -> Stepped:
    return wiped(visit, Troubled(Trouble.BLOCKED))


def _refused(visit: Visit, tries: int) -> Stepped:
    if not isinstance(visit.held.asked, VerifyPin | SignAndSubmit):
        return visit, ()
    if not isinstance(visit.state, Signing | Working):
        return visit, ()
    if not tries:
        return _blocked(visit)
    visit = replace(visit, held=replace(visit.held, tries=tries))
    why = PinFor.SIGN if isinstance(visit.state, Signing) else _why(visit.held)
    return shows(visit, PinEntry(why, tries, wrong=True))


def _why(held: Held) -> PinFor:
    if held.staff:
        return PinFor.STAFF
    return held.again or PinFor.LOG_IN


def _accepted(visit: Visit) -> Stepped:
    """The PIN is right: whom is the visit for, when that can be asked."""
    held = visit.held
    if len(held.people) > 1:
        return shows(visit, Representing(held.people))
    return asks(visit, Working(Work.LOGGING_IN), LogIn(held.person))


def _logged_in(visit: Visit) -> Stepped:
    if visit.held.staff:
        return shows(replace(visit, locked=False), StaffHome(visit.held.staff))
    return asks(visit, Working(Work.CHECKING_IN), CheckIn())


def _checked_in(visit: Visit, answer: CheckedIn) -> Stepped:
    """To the appointments, or back to the decisions that were being made when the card was pulled."""
    held = visit.held
    decisions = _put_back(answer.decisions, held)
    held = replace(
        held,
        appointments=answer.appointments,
        details=answer.details,
        decisions=decisions,
        number=answer.number,
        choices=(),
    )
    resumed = decisions != answer.decisions
    visit = replace(visit, held=held)
    return shows(visit, Consents(decisions, _standing_for(held)) if resumed else hub(visit))


def _put_back(decisions: tuple[Decision, ...], held: Held) -> tuple[Decision, ...]:
    """The choices that were made before, when the same number of things is still to be decided."""
    if len(held.choices) != len(decisions):
        return decisions
    pairs = zip(decisions, held.choices, strict=True)
    return tuple(replace(one, allow=allow, validity=validity) for one, (allow, validity) in pairs)


def _standing_for(held: Held) -> str:
    return held.people[held.person].greeting if held.person else ""


def _prepared(visit: Visit, text: str) -> Stepped:
    visit = replace(visit, held=replace(visit.held, text=text))
    if visit.held.revoking is not None:
        return shows(visit, RevokeConfirm(visit.held.revoking, text))
    return shows(visit, ConsentText(text, visit.held.assisted))


def _taken(visit: Visit, answer: Taken) -> Stepped:
    held = replace(visit.held, decisions=(), choices=(), text="", revoking=None, assisted=False)
    receipt = Receipt(answer.qr, pending=answer.pending, printer=answer.printer, number=held.number)
    return shows(replace(visit, held=held), receipt)


def _reported(visit: Visit, state: MyData, number: int) -> Stepped:
    reads = tuple(
        replace(read, reported=True) if at == number else read for at, read in enumerate(state.reads)
    )
    return replace(visit, state=MyData(reads)), ()


def _for_staff(visit: Visit, state: State, answer: Answer) -> Stepped:
    match answer:
        case Diagnosed(checked) if isinstance(state, Diagnostics):
            return shows(visit, Diagnostics(checked))
        case PinUnlike() if isinstance(state, ChoosePin):
            return shows(visit, ChoosePin(state.task, unlike=True))
        case PinAgrees() if isinstance(state, ChoosePin):
            return shows(visit, StaffWorking(state.task), order(visit, state.task))
        case StageReached(stage) if isinstance(state, StaffWorking):
            return shows(visit, StaffWorking(state.task, stage))
        case TaskDone(pending) if isinstance(state, StaffWorking):
            return shows(visit, StaffDone(state.task, pending))
        case _:
            return visit, ()


def _failed(visit: Visit, trouble: Trouble) -> Stepped:
    """Without the bridge a tap goes into the queue, and a visit waits in sight; anything else is its end."""
    state = visit.state
    if isinstance(state, UNMOVED):
        return visit, ()
    if trouble is Trouble.BRIDGE_DOWN:
        visit = replace(visit, bridge=False)
        if isinstance(state, CardReading):
            return asks(visit, Working(Work.CHECKING_IN), CheckInByTap())
        if visit.held.asked not in (None, VerifyPin()):
            return replace(visit, state=Troubled(trouble), under=state), ()
    return wiped(visit, Troubled(trouble))


def on_bridge(visit: Visit, *, up: bool) -> Stepped:
    """The bridge is there, or not: a visit that waited for it goes on."""
    state, asked, visit = visit.state, visit.held.asked, replace(visit, bridge=up)
    if isinstance(state, Attract):
        return replace(visit, state=Attract(up)), ()
    if up and isinstance(state, Troubled) and visit.under is not None and asked is not None:
        return replace(visit, state=visit.under, under=None, quiet=0), (asked,)
    return visit, ()
