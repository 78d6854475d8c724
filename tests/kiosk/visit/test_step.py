"""Whatever happens in whatever order: a visit never fails, hides what is a patient's when it must, and has an end."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.visit import states, tasks
from kiosk.visit.asked import DoTask, ForgetPin, KeepDigit, Wipe
from kiosk.visit.events import (
    Answered,
    Back,
    CardRemoved,
    Choose,
    Event,
    Next,
    PinDigit,
    Reader,
    ReaderLost,
    ReaderReady,
    ServiceLost,
    Stop,
    Tick,
    Typed,
)
from kiosk.visit.outcomes import TaskDone
from kiosk.visit.states import (
    Attract,
    Locked,
    OutOfOrder,
    State,
    Troubled,
)
from kiosk.visit.step import step
from kiosk.visit.trouble import Trouble
from kiosk.visit.visit import Held, Visit
from tests.kiosk.visit.happenings import ANSWERS, CARD, OTHERS, PERSON, PHI

HAPPENINGS = st.one_of(
    st.sampled_from([*CARD, *PERSON, *OTHERS, *ANSWERS]),
    st.sampled_from([*ANSWERS]),
    st.sampled_from(PERSON),
)


def run(visit: Visit, happening: Any) -> tuple[Visit, tuple[Any, ...]]:
    """An answer is to what was asked last."""
    event = Answered(visit.number, happening) if isinstance(happening, ANSWER) else happening
    return step(visit, event)


ANSWER = tuple({type(answer) for answer in ANSWERS})


def after(happenings: list[Any], visit: Visit | None = None) -> Visit:
    visit = Visit() if visit is None else visit
    for happening in happenings:
        visit, _ = run(visit, happening)
    return visit


def shows_patient(visit: Visit) -> bool:
    """Whether anything of a patient's is on the page, below it, or beside it."""
    return PHI in repr([astuple(part) for part in (visit.state, visit.under, visit.held) if part is not None])


@given(st.lists(HAPPENINGS, max_size=60))
def test_nothing_raises_and_a_removed_card_hides_everything(happenings: list[Any]) -> None:
    visit = after(happenings)
    reader = visit.card or Reader.CONTACT
    gone, _ = step(visit, CardRemoved(reader))
    if visit.card is not None and not isinstance(visit.state, STAFF):
        assert not shows_patient(gone)


STAFF = (tasks.SwapCards,)  # staff's own card goes out, and the one that the task is for comes in


@given(st.lists(HAPPENINGS, max_size=60))
def test_a_wipe_leaves_nothing_in_the_visit(happenings: list[Any]) -> None:
    visit = Visit()
    for happening in happenings:
        visit, effects = run(visit, happening)
        if any(isinstance(effect, Wipe) for effect in effects):
            assert not shows_patient(visit)


@given(st.lists(HAPPENINGS, max_size=60))
def test_there_is_always_a_way_out(happenings: list[Any]) -> None:
    visit = after(happenings)
    out = after([Stop(), CardRemoved(Reader.CONTACT), CardRemoved(Reader.CONTACTLESS), ReaderReady()], visit)
    out = after([Tick()] * 300, out)
    assert isinstance(out.state, Attract | Locked)
    assert out.held == Held()
    assert out.manner == out.house


@given(st.lists(HAPPENINGS, max_size=60))
def test_left_alone_a_visit_ends_and_is_empty(happenings: list[Any]) -> None:
    visit = after([*happenings, *[Tick()] * 300])
    assert isinstance(visit.state, Attract | Locked | OutOfOrder | Troubled)
    assert not shows_patient(visit)


@given(st.lists(HAPPENINGS, max_size=60))
def test_t102_no_digit_is_in_a_repr(happenings: list[Any]) -> None:
    visit = after(happenings)
    before, _ = step(visit, PinDigit(4))
    again, effects = step(visit, PinDigit(5))
    assert repr(before) == repr(again)
    assert before == again
    assert repr(PinDigit(4)) == repr(PinDigit(5))
    assert "5" not in repr([effect for effect in effects if isinstance(effect, KeepDigit)])


@given(st.lists(HAPPENINGS, max_size=60), st.sampled_from(ANSWERS))
def test_an_answer_that_comes_after_the_end_changes_nothing(happenings: list[Any], answer: Any) -> None:
    visit = after(happenings)
    late = Answered(visit.number - 1, answer)
    assert step(visit, late) == (visit, ())


@given(st.lists(HAPPENINGS, max_size=40))
def test_no_patient_stands_in_a_repr(happenings: list[Any]) -> None:
    assert PHI not in repr(after(happenings))


def test_the_property_can_fail() -> None:
    """The control: a visit that shows somebody is seen to."""
    assert shows_patient(Visit(state=states.Identified(PHI)))
    assert shows_patient(Visit(held=Held(greeting=PHI)))


@pytest.mark.parametrize("event", [*CARD[8:12]])
def test_a_reader_that_goes_hides_everything(event: Event) -> None:
    shown = Visit(state=states.MyData(()), held=replace(Held(), greeting=PHI), card=Reader.CONTACT)
    hidden, effects = step(shown, event)
    if type(event).__name__ != "ReaderReady":
        assert not shows_patient(hidden)
        assert Wipe() in effects


def test_back_from_a_pin_forgets_it() -> None:
    state: State = states.PinEntry(states.PinFor.LOG_IN, 3, length=4)
    _, effects = step(Visit(state=state), Back())
    assert ForgetPin() in effects


def test_a_card_that_is_left_sounds() -> None:
    visit = Visit(state=states.TakeCard(states.Ending.DONE, 1), card=Reader.CONTACT)
    assert step(visit, Tick())[0].state == Troubled(Trouble.CARD_LEFT)


@pytest.mark.parametrize("task", tasks.UNNAMED)
def test_an_order_takes_a_number_and_the_staff_card_that_is_in(task: tasks.StaffTask) -> None:
    home = Visit(state=tasks.StaffHome("Olga"), held=Held(staff="Olga"), card=Reader.CONTACT)
    number = tuple(tasks.StaffTask).index(task)
    visit = after([Choose(number), Typed("770"), Next()], home)
    assert visit.state == tasks.StaffConfirm(task, "770")
    working, effects = step(visit, Next())
    assert working.state == tasks.StaffWorking(task)
    assert effects == (DoTask(task, mrn="770"),)
    assert after([TaskDone(pending=True)], working).state == tasks.StaffDone(task, pending=True)


def test_a_service_that_comes_back_without_a_reader_serves_nobody() -> None:
    shown = Visit(state=states.MyData(()), held=Held(greeting=PHI), card=Reader.CONTACT)
    without = after([ServiceLost(), ReaderReady(), ReaderLost()], shown)
    assert without.state == OutOfOrder(Trouble.READER_GONE)
    assert after([ReaderReady()], without).state == Attract()
