"""A visit on the real window and the real state machine; what card and bridge would answer is written here.

The effects that the visit asks for are answered when `answer` is called, so that every page can be looked at.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from kiosk.ui.window import Window
from kiosk.visit import asked, outcomes
from kiosk.visit.asked import Effect
from kiosk.visit.events import Answered, Event
from kiosk.visit.outcomes import Answer, Holder
from kiosk.visit.shown import Appointment, Decision, Detail, Given, Person, Read
from kiosk.visit.step import step
from kiosk.visit.visit import Visit


@dataclass(frozen=True, slots=True)
class Script:
    """What card and bridge know of one patient."""

    greeting: str
    pin: str = "482915"
    people: tuple[Person, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    details: tuple[Detail, ...] = ()
    decisions: tuple[Decision, ...] = ()
    given: tuple[Given, ...] = ()
    reads: tuple[Read, ...] = ()
    text: str = ""
    qr: str = ""
    holder: Holder = Holder.PATIENT


@dataclass(slots=True, weakref_slot=True)
class Rehearsal:
    """Joins window and visit; `log` keeps the names of the pages that were shown."""

    window: Window
    script: Script
    visit: Visit = field(default_factory=Visit)
    waiting: deque[Effect] = field(default_factory=deque)
    typed: str = ""
    tries: int = 3
    log: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Show the first page and listen."""
        self.window.happened.connect(self.hear)
        self.window.show_visit(self.visit)

    def hear(self, event: Event) -> None:
        """Step, show, keep what was asked for."""
        self.visit, effects = step(self.visit, event)
        self.window.show_visit(self.visit)
        self.log.append(type(self.visit.state).__name__)
        for effect in effects:
            if isinstance(effect, asked.Speak | asked.Sound | asked.Hush):
                self.window.obey(effect)
            else:
                self.waiting.append(effect)

    def answer(self) -> None:
        """Answer everything that was asked for."""
        while self.waiting:
            for said in self._answers(self.waiting.popleft()):
                self.hear(Answered(self.visit.number, said))

    def _answers(self, effect: Effect) -> list[Answer]:
        script = self.script
        match effect:
            case asked.KeepDigit(digit):
                self.typed += str(digit)
            case asked.EraseDigit():
                self.typed = self.typed[:-1]
            case asked.ForgetPin() | asked.Wipe():
                self.typed = ""
            case asked.VerifyPin() | asked.SignAndSubmit() if self.typed != script.pin:
                self.tries, self.typed = self.tries - 1, ""
                return [outcomes.PinRefused(self.tries)]
            case asked.VerifyPin():
                return [outcomes.PinAccepted()]
            case asked.SignAndSubmit():
                return [outcomes.Signed(), outcomes.Taken(script.qr, printer=True)]
            case _:
                return self._fetched(effect)
        return []

    def _fetched(self, effect: Effect) -> list[Answer]:
        script = self.script
        people = script.people or (Person(script.greeting, self_=True),)
        plain: dict[type, list[Answer]] = {
            asked.ProvePresence: [outcomes.Recognised(script.greeting, script.holder, people)],
            asked.LogIn: [outcomes.LoggedIn()],
            asked.CheckIn: [outcomes.CheckedIn(script.appointments, script.details, script.decisions, 17)],
            asked.CheckInByTap: [outcomes.Arrived(17)],
            asked.Prepare: [outcomes.Prepared(script.text)],
            asked.PrepareRevocation: [outcomes.Prepared(script.text)],
            asked.FetchConsents: [outcomes.ConsentsFetched(script.given)],
            asked.FetchReads: [outcomes.ReadsFetched(script.reads)],
            asked.PrintReceipt: [outcomes.Printed()],
            asked.Page: [outcomes.StaffHeard()],
            asked.ComparePins: [outcomes.PinAgrees()],
            asked.DoTask: [outcomes.TaskDone()],
        }
        if isinstance(effect, asked.ReportRead):
            return [outcomes.Reported(effect.number)]
        return plain.get(type(effect), [])
