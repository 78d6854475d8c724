"""What staff do at the kiosk, by their own card, over a virtual card and the clinic in memory."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from kiosk.card.virtual.profile import Profile
from kiosk.double.clinic import Holder
from kiosk.visit import states, tasks
from kiosk.visit.events import CallStaff, Choose, ChooseDocument, Next, Typed
from kiosk.visit.trouble import Trouble
from tests.kiosk.clinic import OFFICER, PATIENT, Kiosk, card, kiosk


def test_staff_unblock_a_card(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        blocked = card(one, profile=Profile.BLOCKED)
        one.insert(card(one, OFFICER))
        one.until(states.PinEntry)
        one.pin()
        home = one.until(tasks.StaffHome)
        assert isinstance(home, tasks.StaffHome)
        one.say(Choose(home.tasks.index(tasks.StaffTask.UNBLOCK)))
        one.until(tasks.SwapCards)
        one.pull()
        one.insert(blocked)
        one.until(tasks.ChoosePin)
        one.pin("654321")
        one.pin("654320")
        one.until(tasks.ChoosePin, lambda state: getattr(state, "unlike", False))
        one.pin("654321")
        one.pin("654321")
        one.until(tasks.StaffDone)
        assert blocked.memory.tries == 3
        assert blocked.memory.pin == b"654321"


def to_task(one: Kiosk, task: tasks.StaffTask) -> None:
    one.insert(card(one, OFFICER))
    one.until(states.PinEntry)
    one.pin()
    home = one.until(tasks.StaffHome)
    assert isinstance(home, tasks.StaffHome)
    one.say(Choose(home.tasks.index(task)))


def leave(one: Kiosk) -> None:
    one.say(Next())
    one.pull()
    one.until(states.Attract)


def test_staff_suspend_a_lost_card_by_its_number_and_reinstate_it(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        one.clinic.numbers["4711"] = PATIENT.bytes
        to_task(one, tasks.StaffTask.SUSPEND)
        one.say(Typed("4711"), Next())
        assert one.visit.state == tasks.StaffConfirm(tasks.StaffTask.SUSPEND, "4711")
        one.say(Next())
        one.until(tasks.StaffDone)
        assert one.clinic.suspended == {PATIENT.bytes}
        leave(one)
        one.insert(card(one))
        one.until(states.Troubled, lambda state: state == states.Troubled(Trouble.SUSPENDED))
        one.pull()
        one.until(states.Attract)
        to_task(one, tasks.StaffTask.REINSTATE)
        one.say(Typed("4711"), Next())
        assert isinstance(one.visit.state, tasks.StaffIdentity)
        one.say(ChooseDocument(tasks.Document.PASSPORT), Next(), Next())
        one.until(tasks.StaffDone)
        assert one.clinic.suspended == set()


def test_an_order_for_a_number_that_nobody_has_is_told(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        to_task(one, tasks.StaffTask.CONFIRM)
        one.say(Typed("9"), Next(), Next())
        one.until(states.Troubled, lambda state: state == states.Troubled(Trouble.NOT_FOUND))


def test_staff_appoint_a_representative(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        one.clinic.numbers["4711"] = PATIENT.bytes
        to_task(one, tasks.StaffTask.GUARDIAN)
        one.say(ChooseDocument(tasks.Document.PASSPORT), Typed("4711"), Next(), Typed("Anna"), Next(), Next())
        one.until(tasks.SwapCards)
        one.pull()
        mother = UUID(int=9, version=4)
        one.clinic.holders[mother.bytes] = Holder("Mira")
        one.insert(card(one, mother))
        one.until(tasks.StaffDone)
        assert one.clinic.holders[mother.bytes].stands_for == (PATIENT.bytes,)


def test_staff_is_called(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        one.say(CallStaff(states.Call.NO_CARD))
        one.until(states.StaffCalled, lambda state: getattr(state, "heard", False))
        assert len(one.clinic.calls) == 1
