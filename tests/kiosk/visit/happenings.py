"""Everything that can happen to a visit, a few of each kind. What is a patient's carries a mark that is looked for."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.visit import events, outcomes
from kiosk.visit.events import Event, Reader
from kiosk.visit.shown import (
    Appointment,
    Contact,
    Decision,
    Detail,
    Given,
    Language,
    Person,
    Read,
    TextSize,
    Theme,
    Validity,
)
from kiosk.visit.states import Call
from kiosk.visit.tasks import CardStage, Document, StaffTask
from kiosk.visit.trouble import Trouble

PHI = "Marjorie"
MINE, OTHER = b"m" * 32, b"o" * 32
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

DECISIONS = (Decision(PHI, "TREAT", (PHI,)), Decision(PHI, "HRESCH", (PHI,)))
GIVEN = (Given(PHI, "TREAT", (PHI,), NOON, NOON),)
READS = (Read(PHI, NOON, "TREAT", (PHI,)),)
PEOPLE = (Person(PHI, self_=True), Person(PHI + " B."))
DETAILS = (Detail(Contact.PHONE, PHI),)
DAY = (Appointment(NOON, PHI, PHI),)

ANSWERS: tuple[outcomes.Answer, ...] = (
    outcomes.Recognised(PHI),
    outcomes.Recognised(PHI, people=PEOPLE),
    outcomes.Recognised("Olga", outcomes.Holder.STAFF),
    outcomes.PinAccepted(),
    outcomes.PinRefused(1),
    outcomes.PinRefused(0),
    outcomes.LoggedIn(),
    outcomes.CheckedIn(DAY, DETAILS, DECISIONS, 7),
    outcomes.CheckedIn(DAY, DETAILS, DECISIONS[:1], 7),
    outcomes.CheckedIn(DAY, (), ()),
    outcomes.Arrived(3),
    outcomes.Arrived(queued=True),
    outcomes.Prepared(PHI),
    outcomes.Signed(),
    outcomes.Taken(PHI, printer=True),
    outcomes.Taken("", pending=True),
    outcomes.ConsentsFetched(GIVEN),
    outcomes.ReadsFetched(READS),
    outcomes.Reported(0),
    outcomes.Printed(),
    outcomes.StaffHeard(),
    outcomes.PinUnlike(),
    outcomes.PinAgrees(),
    outcomes.StageReached(CardStage.MAKING_KEY),
    outcomes.TaskDone(),
    outcomes.Diagnosed(()),
    *(outcomes.Failed(trouble) for trouble in (Trouble.BRIDGE_DOWN, Trouble.CLONED)),
)

CARD: tuple[Event, ...] = (
    events.CardSeen(Reader.CONTACT, MINE, 3),
    events.CardSeen(Reader.CONTACTLESS, MINE),
    events.CardSeen(Reader.CONTACT, OTHER, 3),
    events.CardSeen(Reader.CONTACT, MINE, 0),
    events.CardSeen(Reader.CONTACT, OTHER, 3, Trouble.EXPIRED),
    events.CardSeen(Reader.CONTACT, OTHER, 3, blank=True),
    events.CardRemoved(Reader.CONTACT),
    events.CardRemoved(Reader.CONTACTLESS),
    events.TwoCards(),
    events.ReaderLost(),
    events.ServiceLost(),
    events.ReaderReady(),
)

PERSON: tuple[Event, ...] = (
    events.ChooseLanguage(Language.ARABIC),
    events.ChooseTheme(Theme.CONTRAST),
    events.ChooseTextSize(TextSize.LARGEST),
    events.ChooseSpeech(on=True),
    events.ChooseMotion(on=False),
    events.ReadAloud(),
    *(events.Choose(number) for number in range(-1, len(StaffTask))),
    *(events.Allow(number) for number in (-1, 0, 1, 9)),
    *(events.Refuse(number) for number in (-1, 0, 1, 9)),
    events.HoldFor(0, Validity.YEAR),
    events.HoldFor(9, Validity.YEAR),
    events.Next(),
    events.Back(),
    events.Stop(),
    events.OnlyCheckIn(),
    events.SeeConsents(),
    events.SeeReads(),
    events.LooksWrong(0),
    events.LooksWrong(9),
    events.Print(),
    events.PinDigit(7),
    events.PinErase(),
    events.Extend(),
    *(events.CallStaff(call) for call in Call),
    events.ChooseDocument(Document.PASSPORT),
    events.Typed(PHI),
    events.Assisted(on=True),
    events.SeeDiagnostics(),
    events.LockKiosk(),
)

OTHERS: tuple[Event, ...] = (events.Tick(), events.BridgeUp(up=True), events.BridgeUp(up=False))


def everything(number: int) -> tuple[Event, ...]:
    """All of it, the answers to the visit with this number."""
    return (*CARD, *PERSON, *OTHERS, *(events.Answered(number, answer) for answer in ANSWERS))
