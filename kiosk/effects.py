"""The one place where the kiosk does things: what a visit asks for, off the window's thread, one after the other.

    window ── start(effects) ──> a lane a person ── post(Answered) ──> window
                  │ at once: digits, wipes          card thread ── post(CardSeen, ...) ──> window
                                                    health thread ── post(BridgeUp), what waits in the queue

`post` must be safe from any thread (the window wires it to a signal). Digits and wipes, which are only about memory,
are done at once on the caller's thread, so that nothing overtakes them; whatever waits for a card or the bridge is not.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Final

from fhir_bridge.api.wire import card, visit
from fhir_bridge.api.wire.coding import CodingError
from fhir_bridge.api.wire.enrolment import HEARTBEAT, Heartbeat
from fhir_bridge.api.wire.operation import Visit
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.bridge_client import Bridge
from kiosk.card.desk import Desk
from kiosk.card.errors import CardError, CardGone, PinBlocked, PinUnusable, WrongPin
from kiosk.cardtalk import CardTalk
from kiosk.cardwatch import TROUBLES
from kiosk.errors import BridgeDown, BridgeRefused, KioskError, PersonGone
from kiosk.lane import BridgeWhileHere, CardWhileHere, Lane
from kiosk.pinpad import PinPad
from kiosk.queue import Queue
from kiosk.visit import asked
from kiosk.visit.asked import RunnerEffect
from kiosk.visit.events import Answered, BridgeUp, Event
from kiosk.visit.outcomes import (
    Answer,
    Failed,
    PinAgrees,
    PinRefused,
    PinUnlike,
    Printed,
    Signed,
    StaffHeard,
    StageReached,
)
from kiosk.visit.states import Call
from kiosk.visit.trouble import Trouble
from kiosk.work import arriving, deciding, diagnosing, issuing, replaying
from kiosk.work.bench import Bench, Session, Site

HEALTH_SECONDS: Final = 10.0
VERSION: Final = version("fhir-anchor")
PRINT_SECONDS: Final = 20.0

REFUSALS: Final = {
    Refusal.CARD_UNKNOWN: Trouble.NOT_KNOWN,
    Refusal.CARD_FOREIGN: Trouble.FOREIGN,
    Refusal.CARD_EXPIRED: Trouble.EXPIRED,
    Refusal.CARD_SUSPENDED: Trouble.SUSPENDED,
    Refusal.CARD_REVOKED: Trouble.REVOKED,
    Refusal.CARD_UNPROVED: Trouble.CLONED,
    Refusal.NOT_ENTITLED: Trouble.NOT_ALLOWED,
    Refusal.STAFF_ONLY: Trouble.NOT_ALLOWED,
    Refusal.LOG_IN_FIRST: Trouble.NOT_ALLOWED,
    Refusal.NOT_FOUND: Trouble.NOT_FOUND,
    Refusal.TOO_EARLY: Trouble.TOO_EARLY,
    Refusal.SAME_OFFICER: Trouble.SAME_OFFICER,
}
"""What a patient is told of a refusal; any other is REFUSED."""

HELP: Final = {
    Call.HELP: visit.Help.ASSISTANCE,
    Call.NO_CARD: visit.Help.NO_CARD,
    Call.INTERPRETER: visit.Help.INTERPRETER,
}


@dataclass(frozen=True, slots=True)
class Job:
    """An effect, the number of the visit that asks for it, and its page's language."""

    number: int
    effect: RunnerEffect
    language: str


@dataclass(slots=True)
class Runner:
    """Runs effects. `visit` and `language` come with each `start`: answers carry the number of the visit that asked."""

    desk: Desk
    bridge: Bridge
    queue: Queue
    site: Site
    state: Path
    post: Callable[[Event], None]
    _closed: Flag = field(default_factory=Flag)
    _lane: Lane[Job] = field(init=False)
    _card: CardTalk = field(init=False)
    _health: Thread = field(init=False)
    _known: bool | None = None

    def __post_init__(self) -> None:
        self._card = CardTalk(self.desk, self.post)
        self._lane = Lane(self._do, self._leave)
        self._health = Thread(target=self._look_around, name="health", daemon=True)

    @property
    def pad(self) -> PinPad:
        """Where the PIN is that is being typed."""
        return self._lane.pad

    def open(self) -> None:
        """Start the threads."""
        self._card.start()
        self._health.start()

    def close(self) -> None:
        """Wipe, and end them."""
        self._closed.set()
        self._wipe().join(PRINT_SECONDS)
        self._health.join(PRINT_SECONDS)
        self._card.close()

    def start(self, effects: Iterable[RunnerEffect], *, number: int, language: str) -> None:
        """Begin what visit `number` asks for, in this order. Returns at once."""
        for effect in effects:
            match effect:
                case asked.Wipe():
                    self._wipe()
                case asked.KeepDigit(digit):
                    self.pad.push(digit)
                case asked.EraseDigit():
                    self.pad.erase()
                case asked.ForgetPin():
                    self.pad.wipe()
                case asked.KeepPin():
                    self.pad.keep()
                case _:
                    self._lane.put(Job(number, effect, language))

    def _wipe(self) -> Lane[Job]:
        """Everything of this person goes: PIN, card session, what was fetched. Work under way ends into nothing."""
        self._card.forget()
        old, self._lane = self._lane, Lane(self._do, self._leave)
        old.over()
        return old

    def _bench(self, lane: Lane[Job], language: str) -> Bench:
        bridge, card = BridgeWhileHere(self.bridge, lane.here), CardWhileHere(self._card, lane.here)
        return Bench(self.site, bridge, card, self.queue, lane.pad, lane.session, language)

    def _do(self, lane: Lane[Job], job: Job) -> None:
        """One effect, and its answer. Whatever fails is an answer too."""
        number, effect, bench = job.number, job.effect, self._bench(lane, job.language)
        try:
            answer = self._answer(bench, number, effect)
        except (WrongPin, PinBlocked) as fault:
            answer = PinRefused(fault.tries or 0)
        except (CardGone, PersonGone):
            answer = None  # that it went is told by itself, and hides everything
        except (CardError, KioskError, CodingError) as fault:
            answer = Failed(trouble_of(fault))
            if isinstance(fault, BridgeDown):
                self._known = None  # whoever waits for it is told when it answers, though nobody saw it go
        if answer is not None:
            self.post(Answered(number, answer))

    def _answer(self, bench: Bench, number: int, effect: RunnerEffect) -> Answer | None:
        match effect:
            case asked.SignAndSubmit(assisted):
                decisions = deciding.sign(bench, assisted=assisted)
                self.post(Answered(number, Signed()))
                return deciding.submit(bench, decisions)
            case asked.DoTask():
                return issuing.do_task(
                    bench, effect, lambda stage: self.post(Answered(number, StageReached(stage)))
                )
            case asked.Diagnose():
                card = self._card
                return diagnosing.diagnose(bench, self.state, reader=card.reader, service=card.service)
            case asked.ComparePins():
                return PinAgrees() if bench.pad.alike() else PinUnlike()
            case _:
                return _done(bench, effect)

    def _leave(self, session: Session) -> None:
        """Tell the bridge that the visit is over; it ends by itself where that is not heard."""
        token, session.visit = session.visit, b""
        if not token:
            return
        try:
            self.bridge.ask(card.LEAVE, Visit(token))
        except (BridgeDown, BridgeRefused):
            return

    def _look_around(self) -> None:
        """Whether the bridge is there, and what waits for it; asked more often while it is not."""
        while not self._closed.wait(HEALTH_SECONDS if self._known else HEALTH_SECONDS / 4):
            up = self._replayed()
            if up is not self._known:
                self._known = up
                self.post(BridgeUp(up))

    def _replayed(self) -> bool:
        try:
            said = Heartbeat(VERSION, self._card.reader and self._card.service, len(self.queue))
            self.bridge.ask(HEARTBEAT, said)
            replaying.replay(self.bridge, self.queue)
        except BridgeDown:
            return False
        except (KioskError, CodingError):
            return True
        return True


def _done(bench: Bench, effect: RunnerEffect) -> Answer | None:
    match effect:
        case asked.Page(call):
            bench.bridge.ask(visit.CALL_STAFF, visit.CallStaff(HELP[call]))
            return StaffHeard()
        case asked.PageQuietly():
            bench.bridge.ask(visit.CALL_STAFF, visit.CallStaff(visit.Help.DISCREET))
            return None
        case asked.ReportDetails(details):
            deciding.report_details(bench, details)
            return None
        case asked.PrintReceipt():
            return _printed(bench)
        case (
            asked.ProvePresence() | asked.VerifyPin() | asked.LogIn() | asked.CheckIn() | asked.CheckInByTap()
        ):
            return _arrived(bench, effect)
        case _:
            return _decided(bench, effect)


def _arrived(bench: Bench, effect: RunnerEffect) -> Answer | None:
    match effect:
        case asked.ProvePresence():
            return arriving.tap(bench)
        case asked.VerifyPin():
            return arriving.verify_pin(bench)
        case asked.LogIn(person):
            return arriving.log_in(bench, person)
        case asked.CheckIn():
            return arriving.check_in(bench)
        case asked.CheckInByTap():
            return arriving.check_in_by_tap(bench)
        case _:
            return None


def _decided(bench: Bench, effect: RunnerEffect) -> Answer | None:
    match effect:
        case asked.Prepare(choices):
            return deciding.prepare(bench, choices)
        case asked.PrepareRevocation(number):
            return deciding.prepare_revocation(bench, number)
        case asked.Decline():
            return deciding.decline(bench)
        case asked.FetchConsents():
            return deciding.fetch_consents(bench)
        case asked.FetchReads():
            return deciding.fetch_reads(bench)
        case asked.ReportRead(number):
            return deciding.report_read(bench, number)
        case _:
            return None


def _printed(bench: Bench) -> Answer:
    """The receipt's reference to the printer's command, on its standard input; never an argument, never a file."""
    try:
        subprocess.run(
            bench.site.printer,
            input=bench.session.receipt.encode(),
            check=True,
            timeout=PRINT_SECONDS,
            capture_output=True,
        )
    except (OSError, subprocess.SubprocessError):
        return Failed(Trouble.REFUSED)
    return Printed()


def trouble_of(fault: CardError | KioskError | CodingError) -> Trouble:
    """What a patient is told of a fault."""
    match fault:
        case PinUnusable():
            return Trouble.UNREADABLE
        case CardError():
            return TROUBLES[fault.trouble]
        case BridgeDown():
            return Trouble.BRIDGE_DOWN
        case BridgeRefused(refusal=refusal):
            return REFUSALS.get(refusal, Trouble.REFUSED)
        case _:
            return Trouble.REFUSED
