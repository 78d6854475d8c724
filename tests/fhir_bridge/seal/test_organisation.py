from __future__ import annotations

from datetime import date, timedelta

import pytest

from anchor.logkey import LogKey
from anchor.note import note_text, sign
from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.handover import SealingKey
from fhir_bridge.seal.organisation import Organisation
from fhir_bridge.seal.secret import Secret

KEEPER = LogKey.make("directory.example/log")
TODAY = date(2026, 11, 21)
HOSPITAL = Organisation(
    LogKey.make("hospital.example/log").verifier,
    SealingKey(Secret(bytes(32))).public,
    "https://hospital.example/fhir-anchor",
    TODAY,
)
NOTE = HOSPITAL.certified(KEEPER)


def refused(note: str, *, keeper: LogKey = KEEPER, today: date = TODAY) -> bool:
    with pytest.raises(SealTampered) as error:
        Organisation.open(note, keeper.verifier, today)
    return error.value.fault is Fault.DIRECTORY


def test_a_member_is_read_back() -> None:
    assert Organisation.open(NOTE, KEEPER.verifier, TODAY) == HOSPITAL
    assert HOSPITAL.name == "hospital.example/log"


def test_a_member_that_another_keeper_signed_or_whose_time_is_over_is_refused() -> None:
    assert refused(NOTE, keeper=LogKey.make("directory.example/log"))
    assert refused(NOTE, today=TODAY + timedelta(days=1))


def test_t057_every_changed_character_is_refused() -> None:
    for place in range(0, len(NOTE), 11):
        changed = NOTE[:place] + chr(ord(NOTE[place]) ^ 1) + NOTE[place + 1 :]
        assert refused(changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("organisation/v1", "organisation/v2"),
        ("sealing-key ", "sealing-key A"),
        ("until 2026-11-21", "until 20261121"),
        ("until 2026-11-21", "until tomorrow"),
        ("until 2026-11-21\n", "until 2026-11-21\nmore\n"),
        ("address ", "verifies "),
    ],
)
def test_a_signed_note_in_another_spelling_is_refused(old: str, new: str) -> None:
    text = note_text(NOTE)
    assert old in text
    assert refused(sign(text.replace(old, new, 1), KEEPER))
