from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from anchor.cardproof import ORDER, CardProof
from anchor.errors import FormatError
from anchor.statement import (
    Consent,
    Decision,
    Opening,
    Place,
    Possession,
    classes,
    grant_id,
    member,
    named,
    purpose,
    shown_text,
)

PLACE = Place(1, "0x" + "ab" * 20)
WORD = bytes(range(32))
words = st.binary(min_size=32, max_size=32)


def test_everything_in_a_consent_is_in_its_digest() -> None:
    consent = Consent(WORD, WORD, 0, WORD, (Decision(WORD, 5),))
    other = bytes(32)
    changed = [
        replace(consent, patient=other),
        replace(consent, signer=other),
        replace(consent, nonce=1),
        replace(consent, text=other),
        replace(consent, decisions=(Decision(other, 5),)),
        replace(consent, decisions=(Decision(WORD, 6),)),
        replace(consent, decisions=(Decision(WORD, 5), Decision(WORD, 5))),
        replace(consent, decisions=()),
    ]
    digests = {one.digest(PLACE) for one in [consent, *changed]}
    digests |= {consent.digest(Place(2, PLACE.contract)), consent.digest(Place(1, "0x" + "cd" * 20))}
    assert len(digests) == len(changed) + 3


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Consent(WORD[1:], WORD, 0, WORD, ()).digest(PLACE),
        lambda: Consent(WORD, WORD, -1, WORD, ()).digest(PLACE),
        lambda: Consent(WORD, WORD, 2**64, WORD, ()).digest(PLACE),
        lambda: Consent(WORD, WORD, 0, b"text", ()).digest(PLACE),
        lambda: Consent(WORD, WORD, 0, WORD, (Decision(b"", 1),)).digest(PLACE),
        lambda: Possession(WORD, WORD, 0).digest(PLACE),
        lambda: Possession(WORD, WORD[:23], 0).digest(Place(1, "0xAB" + "ab" * 19)),
        lambda: Possession(WORD, WORD[:23], 0).digest(Place(1, "ab" * 20)),
        lambda: Opening(WORD, WORD, WORD, WORD, b""),
        lambda: shown_text("text", b"salt"),
        lambda: member("0x", 1),
        lambda: member(PLACE.contract, 2**64),
        lambda: purpose(""),
        lambda: purpose("T R"),
        lambda: purpose("x" * 33),
        lambda: classes([]),
        lambda: classes(["a\nb"]),
        lambda: classes([""]),
    ],
)
def test_what_cannot_stand_in_a_statement_is_refused(broken: Callable[[], object]) -> None:
    with pytest.raises(FormatError):
        broken()


@given(patient=words, salt=words, grantee=words)
def test_an_opening_gives_commitment_and_grant(patient: bytes, salt: bytes, grantee: bytes) -> None:
    opening = Opening(patient, salt, grantee, purpose("TREAT"), classes(["a"]))
    inside = salt + grantee + purpose("TREAT") + classes(["a"])
    assert opening.commitment() == keccak(inside)
    assert opening.grant() == grant_id(patient, keccak(inside)) == keccak(patient + keccak(inside))


def test_the_words_of_an_opening_have_one_spelling() -> None:
    assert member(PLACE.contract, 5) == bytes(4) + b"\xab" * 20 + (5).to_bytes(8, "big")
    assert purpose("TREAT") == b"TREAT" + bytes(27)
    assert classes(["b", "a", "b"]) == classes(["a", "b"]) != classes(["a"])
    assert named("https://clinic.example|7") == keccak(b"https://clinic.example|7")


def test_a_text_is_told_with_its_salt_so_that_nobody_guesses_it() -> None:
    assert shown_text("May they read?", WORD) != shown_text("May they read?", bytes(32))
    assert shown_text("May they read?", WORD) != shown_text("May they read!", WORD)


def test_an_opening_is_not_shown() -> None:
    assert WORD.hex() not in repr(Opening(WORD, WORD, WORD, WORD, WORD))


@pytest.mark.parametrize("bad", [b"", b"\x30\x00", b"\x30\x06\x02\x01\x01\x02\x01\x01\x00"])
def test_a_signature_that_is_no_der_is_refused(bad: bytes) -> None:
    key = ec.derive_private_key(1, ec.SECP256R1()).public_key()
    with pytest.raises(FormatError):
        CardProof.of(bad, key)


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (ORDER, 1), (1, ORDER)])
def test_numbers_out_of_range_are_refused(r: int, s: int) -> None:
    key = ec.derive_private_key(1, ec.SECP256R1()).public_key()
    with pytest.raises(FormatError):
        CardProof.of(encode_dss_signature(r, s), key)


def test_a_key_of_another_curve_is_refused() -> None:
    key = ec.derive_private_key(1, ec.SECP384R1()).public_key()
    with pytest.raises(FormatError):
        CardProof.of(encode_dss_signature(1, 1), key)
