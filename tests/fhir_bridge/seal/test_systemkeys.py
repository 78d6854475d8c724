from __future__ import annotations

import pytest

from anchor.logkey import LogKey
from anchor.note import note_text, sign
from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.systemkeys import SystemKeys

HOSPITAL = LogKey.make("hospital.example/log")
WARD = SystemKeys("ward", b'{"keys": []}')
NOTE = WARD.certified(HOSPITAL)


def refused(note: str, organisation: LogKey = HOSPITAL) -> bool:
    with pytest.raises(SealTampered) as error:
        SystemKeys.open(note, organisation.verifier)
    return error.value.fault is Fault.SYSTEM


def test_a_systems_keys_are_read_back() -> None:
    assert SystemKeys.open(NOTE, HOSPITAL.verifier) == WARD


def test_what_another_organisation_signed_is_refused() -> None:
    assert refused(NOTE, LogKey.make("hospital.example/log"))


def test_t057_every_changed_character_is_refused() -> None:
    for place in range(0, len(NOTE), 11):
        assert refused(NOTE[:place] + chr(ord(NOTE[place]) ^ 1) + NOTE[place + 1 :])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("system/v1", "system/v2"),
        ("name ", "names "),
        ("keys ", "keys A"),
        ("name ward\n", "name ward\nmore\n"),
    ],
)
def test_a_signed_note_in_another_spelling_is_refused(old: str, new: str) -> None:
    text = note_text(NOTE)
    assert old in text
    assert refused(sign(text.replace(old, new), HOSPITAL))
