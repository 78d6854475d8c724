"""The client against the virtual card, in the three places where one can be: each test is the connection's contract."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.card.connection import CardConnection
from kiosk.card.errors import CardGone, Declined, PinBlocked, PinUnusable, Trouble, Untrusted, WrongPin
from kiosk.card.face import Slot
from kiosk.card.issuing import Issuing
from kiosk.card.piv import Piv
from kiosk.card.signature import ORDER, Algorithm, checked
from kiosk.card.trust import parsed, public_key
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.memory import MANAGEMENT_KEY
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from kiosk.card.virtual.readers import VirtualConnection

Insert = Callable[[Issued], CardConnection]
Make = Callable[[Profile], Issued]
DIGEST = bytes(range(32))


def pin(text: str = "123456") -> bytearray:
    return bytearray(text.encode())


def selected(connection: CardConnection) -> Piv:
    card = Piv(connection)
    card.select()
    return card


def test_the_face_is_read(inserted: Insert, made: Make) -> None:
    card = selected(inserted(made(Profile.GOOD)))
    chuid = card.chuid()
    assert chuid is not None
    assert card.discovery() == 0x40
    assert card.tries() == 3
    for slot in Slot:
        der = card.certificate(slot)
        assert der is not None
        assert str(chuid.guid) in parsed(der).subject.rfc4514_string()


@pytest.mark.parametrize("profile", [Profile.GOOD, Profile.RSA])
def test_a_tap_needs_no_pin(inserted: Insert, made: Make, profile: Profile) -> None:
    card = selected(inserted(made(profile)))
    key = public_key(parsed(card.certificate(Slot.PRESENCE) or b""))
    signature = card.sign(Slot.PRESENCE, Algorithm.of(key), DIGEST)
    assert checked(key, DIGEST, signature)
    with pytest.raises(Untrusted):
        checked(key, bytes(32), signature)


def test_the_other_keys_ask_for_the_pin(inserted: Insert, made: Make) -> None:
    card = selected(inserted(made(Profile.GOOD)))
    for slot in (Slot.LOGIN, Slot.SIGNING):
        with pytest.raises(Declined) as refused:
            card.sign(slot, Algorithm.P256, DIGEST)
        assert refused.value.trouble is Trouble.NOT_VERIFIED
    card.verify(pin())
    assert card.tries() is None
    assert card.sign(Slot.LOGIN, Algorithm.P256, DIGEST)
    with pytest.raises(Declined):
        card.sign(Slot.SIGNING, Algorithm.P256, DIGEST)
    card.verify(pin())
    assert card.sign(Slot.SIGNING, Algorithm.P256, DIGEST)
    with pytest.raises(Declined):
        card.sign(Slot.SIGNING, Algorithm.P256, DIGEST)


def test_t102_wrong_pins_count_down_on_the_card_and_a_reset_changes_nothing(
    inserted: Insert, made: Make
) -> None:
    issued = made(Profile.GOOD)
    connection = inserted(issued)
    card = selected(connection)
    for left in (2, 1):
        with pytest.raises(WrongPin) as wrong:
            card.verify(pin("999999"))
        assert wrong.value.tries == left
    card.select()
    assert card.tries() == 1
    with pytest.raises(PinBlocked):
        card.verify(pin("999999"))
    with pytest.raises(PinBlocked):
        card.verify(pin())
    assert card.tries() == 0


@pytest.mark.parametrize("unusable", ["", "12345", "123456789", "12345a", "      "])
def test_t102_an_unusable_pin_costs_no_try(inserted: Insert, made: Make, unusable: str) -> None:
    card = selected(inserted(made(Profile.GOOD)))
    with pytest.raises(PinUnusable):
        card.verify(pin(unusable))
    assert card.tries() == 3


def test_the_pin_is_changed_and_the_card_unblocked(inserted: Insert, made: Make) -> None:
    card = selected(inserted(made(Profile.BLOCKED)))
    with pytest.raises(WrongPin):
        card.unblock(pin("87654321"), pin("234567"))
    card.unblock(pin("12345678"), pin("234567"))
    card.change_pin(pin("234567"), pin("345678"))
    card.change_puk(pin("12345678"), pin("abcdefgh"))
    card.verify(pin("345678"))
    card.unblock(pin("abcdefgh"), pin("456789"))


def test_a_card_is_issued(inserted: Insert, made: Make, authority: TrainingAuthority) -> None:
    card = selected(inserted(made(Profile.BLANK)))
    assert card.chuid() is None
    issuing = Issuing(card)
    with pytest.raises(Declined) as refused:
        issuing.make_key(Slot.PRESENCE)
    assert refused.value.trouble is Trouble.NOT_VERIFIED
    with pytest.raises(Declined):
        issuing.open(bytearray(16))
    issuing.open(bytearray(MANAGEMENT_KEY))
    guid, day = uuid4(), date(2029, 2, 28)
    key = issuing.make_key(Slot.PRESENCE)
    certificate = authority.certify(key, guid).public_bytes(Encoding.DER)
    issuing.write_certificate(Slot.PRESENCE, certificate)
    issuing.write_identity(guid, day)
    card.select()
    chuid = card.chuid()
    assert chuid is not None
    assert (chuid.guid, chuid.expires) == (guid, day)
    assert card.certificate(Slot.PRESENCE) == certificate
    assert checked(key, DIGEST, card.sign(Slot.PRESENCE, Algorithm.P256, DIGEST))


def test_a_foreign_card_is_told_from_a_piv_card(inserted: Insert, made: Make) -> None:
    with pytest.raises(Declined) as refused:
        Piv(inserted(made(Profile.FOREIGN))).select()
    assert refused.value.trouble is Trouble.FOREIGN


def test_a_closed_card_answers_nothing_and_has_forgotten_the_pin(inserted: Insert, made: Make) -> None:
    issued = made(Profile.GOOD)
    connection = inserted(issued)
    card = selected(connection)
    card.verify(pin())
    connection.close()
    connection.close()
    with pytest.raises(CardGone):
        card.tries()


def test_s_is_in_the_lower_half_whatever_the_card_gave(made: Make) -> None:
    card = selected(VirtualConnection(made(Profile.GOOD).chip()))
    key = public_key(parsed(card.certificate(Slot.PRESENCE) or b""))
    raised = 0
    for _ in range(24):
        digest = os.urandom(32)
        given = card.sign(Slot.PRESENCE, Algorithm.P256, digest)
        lower = checked(key, digest, given)
        (r, s), (r_given, s_given) = decode_dss_signature(lower), decode_dss_signature(given)
        assert r == r_given
        assert s == min(s_given, ORDER - s_given)
        raised += s != s_given
    assert raised, "no signature needed it: with 24 that is one chance in 16 million"
