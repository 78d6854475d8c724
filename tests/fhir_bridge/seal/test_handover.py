from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchor.logkey import LogKey
from anchor.note import note_text, sign
from fhir_bridge.seal.context import context, framed, unframed
from fhir_bridge.seal.envelope import open_envelope, seal
from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.handover import SUITE, Handed, SealingKey, hand_over, take_over
from fhir_bridge.seal.secret import Secret, new_key

CID = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
CONTEXT = context(pseudonym="p", record="r", version=1, profile="fhir-lex-1")
CLINIC = LogKey.make("clinic.example/log")
HOSPITAL_ID = "hospital.example/log"
HOSPITAL = SealingKey(Secret(bytes(range(32))))


def note(key: Secret | None = None) -> str:
    return hand_over(
        Handed(CID, key or new_key(), CONTEXT), HOSPITAL_ID, sealing=HOSPITAL.public, signer=CLINIC
    )


def fault_of(
    text: str, *, recipient: str = HOSPITAL_ID, key: SealingKey = HOSPITAL, sender: LogKey = CLINIC
) -> Fault:
    with pytest.raises(SealTampered) as refused:
        take_over(text, sender.verifier, recipient=recipient, key=key)
    return refused.value.fault


def resigned(text: str) -> str:
    return sign(note_text(text), CLINIC)


def test_another_organisation_opens_what_it_was_handed() -> None:
    key = new_key()
    envelope = seal(b"a record", key, CONTEXT)
    handed = take_over(note(key), CLINIC.verifier, recipient=HOSPITAL_ID, key=HOSPITAL)
    assert handed.cid == CID
    assert open_envelope(envelope, handed.key, handed.context) == b"a record"


def test_t057_every_changed_character_is_refused() -> None:
    text = note()
    for place in range(0, len(text), 7):
        changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        with pytest.raises(SealTampered):
            take_over(changed, CLINIC.verifier, recipient=HOSPITAL_ID, key=HOSPITAL)


@pytest.mark.parametrize("place", [0, 500, 1087, 1088, 1119, 1120, -1])
def test_t063_a_change_in_either_half_of_the_hybrid_is_refused(place: int) -> None:
    text = note()
    line = next(line for line in text.splitlines() if line.startswith("sealed "))
    sealed = bytearray(base64.b64decode(line[7:]))
    sealed[place] ^= 1
    changed = text.replace(line, "sealed " + base64.b64encode(sealed).decode())
    assert fault_of(changed) is Fault.HANDOVER_SIGNATURE
    assert fault_of(resigned(changed)) is Fault.HANDOVER_SEALED


def test_t064_a_note_without_one_of_its_signatures_is_refused() -> None:
    lines = note().splitlines(keepends=True)
    for stripped in (lines[:-1], [*lines[:-2], lines[-1]], lines[:-2], [*lines, lines[-1]]):
        assert fault_of("".join(stripped)) in {Fault.HANDOVER_SIGNATURE, Fault.HANDOVER_FORM}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (CID, "bafkreigks6arfsq3xxfpvqrrwonchxcnu6do76auprhhfomao6c273sixm"),
        (f"to {HOSPITAL_ID}", "to another.example/log"),
        ("from clinic", "from klinik"),
        (SUITE, "X25519/HKDF-SHA256/AES-256-GCM"),
        ("handover/v1", "handover/v2"),
        ("sealed ", "sealed  "),
    ],
)
def test_t062_a_resigned_note_with_another_cid_recipient_sender_or_suite_is_refused(
    old: str, new: str
) -> None:
    text = note()
    assert old in text
    changed = resigned(text.replace(old, new, 1))
    fault = fault_of(changed, recipient="another.example/log" if new.startswith("to ") else HOSPITAL_ID)
    assert fault in {Fault.HANDOVER_SEALED, Fault.HANDOVER_RECIPIENT, Fault.HANDOVER_FORM}


def test_a_note_for_or_from_somebody_else_is_refused() -> None:
    assert fault_of(note(), recipient="another.example/log") is Fault.HANDOVER_RECIPIENT
    assert fault_of(note(), key=SealingKey(new_key())) is Fault.HANDOVER_SEALED
    assert fault_of(note(), sender=LogKey.make("clinic.example/log")) is Fault.HANDOVER_SIGNATURE


@pytest.mark.parametrize("text", ["", "\n\n", "x", "fhir-anchor/handover/v1\n\n— a b\n"])
def test_what_is_no_note_is_refused(text: str) -> None:
    assert fault_of(text) in {Fault.HANDOVER_FORM, Fault.HANDOVER_SIGNATURE}


def test_a_signed_note_of_another_kind_is_refused() -> None:
    assert fault_of(
        sign("clinic.example/log\n10\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", CLINIC)
    ) is (Fault.HANDOVER_FORM)


def test_a_sealing_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1216 bytes"):
        hand_over(Handed(CID, new_key(), CONTEXT), HOSPITAL_ID, sealing=b"short", signer=CLINIC)


@given(st.lists(st.binary(max_size=40)))
def test_framed_fields_come_back(fields: list[bytes]) -> None:
    data = framed(*fields)
    assert unframed(data) == fields
    if data and fields[-1]:
        with pytest.raises(ValueError, match="within a field"):
            unframed(data[:-1])
