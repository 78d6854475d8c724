"""Whole visits over a virtual card and a training clinic: nobody's data stays, and what is signed is what was shown."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.api.wire import consent
from fhir_bridge.api.wire.operation import Operation
from fhir_bridge.api.wire.visit import Help
from kiosk.card.virtual.profile import Profile
from kiosk.double.bridge import ClinicInMemory
from kiosk.visit import states
from kiosk.visit.events import (
    Allow,
    Answered,
    Assisted,
    Choose,
    LooksWrong,
    Next,
    OnlyCheckIn,
    PinErase,
    Refuse,
    SeeConsents,
    SeeReads,
    Stop,
)
from kiosk.visit.states import PinFor
from kiosk.visit.trouble import Trouble
from tests.kiosk.clinic import OTHER, PATIENT, card, kiosk, to_hub, to_text


def test_a_whole_visit(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        shown = to_hub(one, card(one))
        assert (shown.greeting, shown.number, shown.asks) == ("Anna", 1, 2)
        text = to_text(one).text
        one.say(Next())
        one.pin()
        receipt = one.until(states.Receipt)
        assert isinstance(receipt, states.Receipt)
        assert not receipt.pending
        assert receipt.qr.startswith("record-")
        consents = one.clinic.holders[PATIENT.bytes].consents
        assert len(consents) == 2
        assert "Cardio Clinic" in text
        one.say(Next())
        one.until(states.TakeCard)
        one.pull()
        one.until(states.Attract)


def test_revoking_takes_three_taps(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        to_hub(one, card(one))
        one.say(SeeConsents())
        one.until(states.MyConsents)
        one.say(Choose(0))
        one.until(states.RevokeConfirm)
        one.say(Next())
        one.pin()
        one.until(states.Receipt)
        assert one.clinic.holders[PATIENT.bytes].consents == ()


def test_refusing_everything_needs_no_pin(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        to_hub(one, card(one))
        one.say(Next(), Allow(0), Allow(1), Next(), Refuse(0), Refuse(1), Next())
        one.until(states.Receipt)
        assert one.clinic.holders[PATIENT.bytes].requests == ()
        assert one.clinic.holders[PATIENT.bytes].nonce == 0


def test_reads_are_seen_and_reported(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        to_hub(one, card(one))
        one.say(SeeReads())
        shown = one.until(states.MyData)
        one.say(LooksWrong(0))
        assert shown == states.MyData(())


def test_a_representative_signs_for_another(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        one.insert(card(one, OTHER))
        one.until(states.Identified)
        one.say(Next())
        one.pin()
        one.until(states.Representing)
        one.say(Choose(1))
        shown = one.until(states.Appointments)
        assert isinstance(shown, states.Appointments)
        assert shown.standing_for == "Anna"
        text = to_text(one).text
        assert "Anna" in text
        one.say(Next())
        one.pin()
        one.until(states.Receipt)
        assert len(one.clinic.holders[PATIENT.bytes].consents) == 2


@pytest.mark.parametrize(
    ("profile", "trouble"),
    [
        (Profile.EXPIRED, Trouble.EXPIRED),
        (Profile.REVOKED, Trouble.REVOKED),
        (Profile.CLONED, Trouble.CLONED),
        (Profile.LYING, Trouble.CLONED),
        (Profile.FOREIGN, Trouble.FOREIGN),
        (Profile.BLANK, Trouble.NOT_KNOWN),
    ],
)
def test_a_bad_card_is_told(tmp_path: Path, profile: Profile, trouble: Trouble) -> None:
    with kiosk(tmp_path) as one:
        one.insert(card(one, profile=profile))
        one.until(states.Troubled, lambda state: state == states.Troubled(trouble))


def test_t102_a_wrong_pin_counts_and_a_blocked_card_can_still_check_in(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        issued = card(one)
        one.insert(issued)
        one.until(states.Identified)
        one.say(Next())
        for left in (2, 1):
            one.pin("000000")
            shown = one.until(states.PinEntry, lambda state: getattr(state, "wrong", False))
            assert isinstance(shown, states.PinEntry)
            assert shown.tries_left == left
        assert shown.last
        one.pin("000000")
        one.until(states.Troubled, lambda state: state == states.Troubled(Trouble.BLOCKED))
        one.pull()
        one.until(states.Attract)
        one.insert(issued)
        assert one.until(states.Identified) == states.Identified("Anna", blocked=True)
        one.say(OnlyCheckIn())
        one.until(states.Receipt)
        assert one.clinic.arrivals == [PATIENT.bytes]


@pytest.mark.parametrize("other", [False, True])
def test_t102_a_pulled_card_resumes_and_another_does_not(tmp_path: Path, *, other: bool) -> None:
    with kiosk(tmp_path) as one:
        issued = card(one)
        to_hub(one, issued)
        to_text(one)
        one.pull()
        one.until(states.CardPulled)
        if other:
            one.insert(card(one, OTHER))
            one.until(states.Troubled, lambda state: state == states.Troubled(Trouble.SWAPPED))
            return
        one.insert(issued)
        shown = one.until(states.PinEntry)
        assert isinstance(shown, states.PinEntry)
        assert shown.why is PinFor.RESUME
        one.pin()
        consents = one.until(states.Consents)
        assert isinstance(consents, states.Consents)
        assert [decision.allow for decision in consents.decisions] == [True, False]


def test_a_tap_is_followed_by_the_slot(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        issued = card(one)
        one.insert(issued, contactless=True)
        one.until(states.Identified)
        one.say(Next())
        one.pull()
        one.until(states.InsertCard)
        one.insert(issued)
        one.until(states.PinEntry)
        one.pin()
        one.until(states.Appointments)


def test_a_card_that_is_left_is_told_once(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        to_hub(one, card(one))
        one.say(Stop())
        one.until(states.TakeCard)
        one.wait(20)
        assert one.visit.state == states.Troubled(Trouble.CARD_LEFT)
        one.pull()
        one.until(states.Attract)


def test_t103_three_erasures_in_an_empty_field_call_staff_and_show_nothing(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        one.insert(card(one))
        one.until(states.Identified)
        one.say(Next())
        shown = one.until(states.PinEntry)
        one.say(PinErase(), PinErase())
        assert one.visit.state == shown
        one.say(PinErase())
        assert one.visit.state == shown
        one.pin()
        one.until(states.Appointments)
        assert one.clinic.calls == [Help.DISCREET]


def test_t103_that_somebody_helps_goes_with_what_is_signed(tmp_path: Path) -> None:
    told: list[bool] = []

    class Listening(ClinicInMemory):
        def ask(self, operation: Operation[Any, Any], asked: Any, once: str = "") -> Any:
            if operation is consent.DECIDE:
                told.append(asked.assisted)
            return super().ask(operation, asked, once)

    with kiosk(tmp_path, lambda clinic: Listening(clinic.holders)) as one:
        to_hub(one, card(one))
        to_text(one)
        one.say(Assisted(on=True))
        assert getattr(one.visit.state, "assisted", False)
        one.say(Next())
        one.pin()
        one.until(states.Receipt)
    assert told == [True]


def shown_texts() -> list[object]:
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, states.ConsentText | Answered)]


def test_t102_nothing_of_a_person_is_left_after_a_wipe(tmp_path: Path) -> None:
    samples = shown_texts()  # other tests' own
    with kiosk(tmp_path) as one:
        to_hub(one, card(one))
        to_text(one)
        one.say(Stop())
        one.pull()
        one.until(states.Attract)
        one.seen.clear()
        session = one.runner._lane.session
        assert session.form is None
        assert session.visit == b""
        assert one.runner.pad.take() == bytearray()
        assert not [text for text in shown_texts() if not any(text is sample for sample in samples)]
