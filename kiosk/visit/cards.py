"""The card comes and goes. Whatever was shown is hidden in the same step in which it goes."""

from __future__ import annotations

from dataclasses import replace

from kiosk.visit.asked import ForgetPin, ProvePresence
from kiosk.visit.events import (
    CardEvent,
    CardRemoved,
    CardSeen,
    Reader,
    ReaderLost,
    ReaderReady,
    ServiceLost,
    TwoCards,
)
from kiosk.visit.shown import Validity
from kiosk.visit.states import (
    Attract,
    CardPulled,
    CardReading,
    Consents,
    ConsentText,
    Ending,
    Identified,
    InsertCard,
    Locked,
    OutOfOrder,
    PinEntry,
    PinFor,
    Receipt,
    Signing,
    StaffCalled,
    State,
    TakeCard,
    Troubled,
    Working,
)
from kiosk.visit.tasks import (
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
from kiosk.visit.trouble import Trouble
from kiosk.visit.visit import Held, Stepped, Visit, ended, order, rested, shows, wiped

RESUME_SECONDS = 60  # for a card that was pulled by mistake, or tapped and not yet put in

STAFF_STATES = (
    StaffHome,
    StaffIdentity,
    StaffNumber,
    StaffName,
    StaffConfirm,
    StaffWorking,
    StaffDone,
    ChoosePin,
    Diagnostics,
)
_BEFORE_LOG_IN = (CardReading, Identified)
_UNTOUCHED = (Attract, Locked)


def on_card(visit: Visit, event: CardEvent) -> Stepped:
    """What a card or a reader does to a visit."""
    match event:
        case CardSeen():
            return _seen(replace(visit, card=event.reader), event)
        case CardRemoved():
            return _removed(visit, event.reader)
        case TwoCards():
            return wiped(visit, Troubled(Trouble.TWO_CARDS))
        case ReaderLost():
            return wiped(replace(visit, card=None), OutOfOrder(Trouble.READER_GONE))
        case ServiceLost():
            return wiped(replace(visit, card=None), OutOfOrder(Trouble.SERVICE_DOWN))
        case ReaderReady():
            return rested(visit) if isinstance(visit.state, OutOfOrder) else (visit, ())


def covered(visit: Visit) -> State:
    """The page of the visit itself, below whatever covers it."""
    return visit.under if visit.under is not None else visit.state


def _seen(visit: Visit, card: CardSeen) -> Stepped:
    match covered(visit):
        case Attract() | Locked() | StaffCalled():
            return _begin(visit, card)
        case InsertCard() | CardPulled():
            return _again(visit, card)
        case SwapCards(task):
            return _for_task(visit, task, card)
        case Troubled(trouble=Trouble.TWO_CARDS):
            return _begin(visit, card)
        case TakeCard() | Troubled() | OutOfOrder():
            return visit, ()
        case _ if card.mark == visit.held.mark and card.trouble is None:
            return _pulled(visit) if _logged_in(visit) else ended(visit, Ending.FAULT)
        case _:
            return wiped(visit, Troubled(Trouble.SWAPPED))


def _begin(visit: Visit, card: CardSeen) -> Stepped:
    if card.trouble is not None:
        return wiped(visit, Troubled(card.trouble))
    if card.blank:
        return wiped(visit, Troubled(Trouble.NOT_KNOWN))
    held = Held(mark=card.mark, tries=card.tries)
    return shows(replace(visit, held=held, quiet=0), CardReading(), ProvePresence())


def _again(visit: Visit, card: CardSeen) -> Stepped:
    """The card that was tapped or pulled, or another: that is a swap."""
    if card.mark != visit.held.mark:
        return wiped(visit, Troubled(Trouble.SWAPPED))
    if card.trouble is not None:
        return wiped(visit, Troubled(card.trouble))
    held = replace(visit.held, tries=card.tries)
    return shows(replace(visit, held=held, quiet=0), CardReading(), ProvePresence())


def _for_task(visit: Visit, task: StaffTask, card: CardSeen) -> Stepped:
    """The card that staff has put in for a task; their own is not it."""
    if card.mark == visit.held.mark:
        return visit, ()
    if card.trouble is not None:
        return wiped(visit, Troubled(card.trouble))
    if task is StaffTask.GUARDIAN:
        return shows(visit, StaffWorking(task), order(visit, task))
    return shows(visit, ChoosePin(task), ForgetPin())


def _removed(visit: Visit, reader: Reader) -> Stepped:
    if visit.card is not None and visit.card is not reader:
        return visit, ()
    visit = replace(visit, card=None)
    match covered(visit):
        case SwapCards() | OutOfOrder() | InsertCard() | CardPulled() | Attract() | Locked() | StaffCalled():
            return visit, ()
        case Identified() | CardReading() if reader is Reader.CONTACTLESS:
            return wiped(
                visit, InsertCard(RESUME_SECONDS), held=Held(mark=visit.held.mark, again=PinFor.LOG_IN)
            )
        case _ if _logged_in(visit):
            return _pulled(visit)
        case _:
            return rested(visit)


def _logged_in(visit: Visit) -> bool:
    """Whether there is a patient's visit to come back to."""
    state = covered(visit)
    over = (*STAFF_STATES, *_UNTOUCHED, *_BEFORE_LOG_IN, TakeCard, Troubled, Receipt)
    return (
        bool(visit.held.people)
        and not isinstance(state, over)
        and not visit.held.staff
        and not _before(state)
    )


def _before(state: State) -> bool:
    return isinstance(state, PinEntry) and state.why in (PinFor.LOG_IN, PinFor.STAFF)


def _pulled(visit: Visit) -> Stepped:
    """Nothing shows; what was chosen so far is kept, which says nothing of who chose.

    Whoever can stand for others chooses anew for whom: choices for one patient never come back as another's.
    """
    held = Held(mark=visit.held.mark, again=PinFor.RESUME, choices=_choices(visit))
    return wiped(visit, CardPulled(RESUME_SECONDS), held=held)


def _choices(visit: Visit) -> tuple[tuple[bool | None, Validity], ...]:
    """What was chosen on the way to a signature, or before the card was pulled the last time."""
    on_the_way = (Consents, ConsentText, PinEntry, Working, Signing)
    if (
        not isinstance(covered(visit), on_the_way)
        or visit.held.revoking is not None
        or len(visit.held.people) > 1
    ):
        return ()
    chosen = tuple((decision.allow, decision.validity) for decision in visit.held.decisions)
    return chosen or visit.held.choices
