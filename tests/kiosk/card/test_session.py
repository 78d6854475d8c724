from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from kiosk.card import challenge
from kiosk.card.connection import Bounds
from kiosk.card.errors import (
    CardChanged,
    CardError,
    CardGone,
    Declined,
    Late,
    Malformed,
    PinBlocked,
    Trouble,
    Untrusted,
    WrongPin,
)
from kiosk.card.face import Interface, Slot
from kiosk.card.session import Session
from kiosk.card.signature import checked
from kiosk.card.trust import parsed, public_key
from kiosk.card.virtual.applet import Applet, Chip
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.faults import Slow
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued, clone, issue
from kiosk.card.virtual.readers import VirtualConnection

Make = Callable[[Profile], Issued]
NONCE = bytes(range(32))
DIGEST = bytes(range(100, 132))


class Heard:
    """A chip that remembers what it was told, and can be torn out before the nth APDU."""

    def __init__(self, chip: Chip, *, torn_before: int = 10**9) -> None:
        self._chip, self._left = chip, torn_before
        self.apdus: list[bytes] = []
        self.atr = chip.atr

    def reset(self) -> None:
        self._chip.reset()

    def answer(self, apdu: bytes) -> bytes:
        if self._left == 0:
            raise CardGone
        self._left -= 1
        self.apdus.append(apdu)
        return self._chip.answer(apdu)


def pin(text: str = "123456") -> bytearray:
    return bytearray(text.encode())


def opened(chip: Chip, *, interface: Interface = Interface.CONTACT, bounds: Bounds | None = None) -> Session:
    return Session.open(VirtualConnection(chip), interface=interface, bounds=bounds or Bounds())


def visit(chip: Chip) -> tuple[bytes, bytes, bytes]:
    """Everything that a visit asks of a card."""
    session = opened(chip)
    tap = session.prove(Slot.PRESENCE, NONCE)
    session.verify(pin())
    login = session.prove(Slot.LOGIN, NONCE)
    return tap, login, session.sign(DIGEST, pin())


@pytest.mark.parametrize("profile", [Profile.GOOD, Profile.RSA])
def test_what_the_card_signs_verifies_under_its_certificates(made: Make, profile: Profile) -> None:
    card = made(profile)
    tap, login, statement = visit(card.chip())
    face = opened(card.chip()).face
    keys = {slot: public_key(parsed(face.certificates[slot])) for slot in Slot}
    assert checked(keys[Slot.PRESENCE], challenge.digest(Slot.PRESENCE, NONCE), tap) == tap
    assert checked(keys[Slot.LOGIN], challenge.digest(Slot.LOGIN, NONCE), login) == login
    assert checked(keys[Slot.SIGNING], DIGEST, statement) == statement


def test_a_challenge_is_never_what_the_bridge_chose(made: Make) -> None:
    session = opened(made(Profile.GOOD).chip())
    key = public_key(parsed(session.face.certificates[Slot.PRESENCE]))
    signature = session.prove(Slot.PRESENCE, NONCE)
    for other in (NONCE, challenge.digest(Slot.LOGIN, NONCE)):
        with pytest.raises(Untrusted):
            checked(key, other, signature)
    for slot, nonce in ((Slot.SIGNING, NONCE), (Slot.LOGIN, NONCE[:-1])):
        with pytest.raises(ValueError, match="a challenge"):
            challenge.digest(slot, nonce)


def test_t102_the_tries_are_asked_before_anything_else(made: Make) -> None:
    chip = Heard(made(Profile.LAST_TRY).chip())
    assert opened(chip).tries == 1
    assert [apdu[1] for apdu in chip.apdus[:2]] == [0xA4, 0x20]
    assert len(chip.apdus[1]) == 4


def test_t102_the_last_try_and_the_block(made: Make) -> None:
    card = made(Profile.LAST_TRY)
    session = opened(card.chip())
    with pytest.raises(PinBlocked):
        session.verify(pin("000000"))
    assert not session.dead
    assert opened(card.chip()).tries == 0


def test_t102_a_wrong_pin_is_never_tried_twice(made: Make) -> None:
    card = made(Profile.GOOD)
    chip = Heard(card.chip())
    session = opened(chip)
    with pytest.raises(WrongPin):
        session.sign(DIGEST, pin("000000"))
    verifications = [apdu for apdu in chip.apdus if apdu[1] == 0x20 and len(apdu) > 4]
    assert len(verifications) == 1
    assert chip.apdus[-1] == verifications[0]


def test_t102_a_card_torn_out_before_any_apdu_ends_the_session(made: Make) -> None:
    whole = Heard(made(Profile.GOOD).chip())
    visit(whole)
    assert len(whole.apdus) > 12
    for cut in range(len(whole.apdus)):
        with pytest.raises(CardGone):
            visit(Heard(made(Profile.GOOD).chip(), torn_before=cut))


def test_t102_a_dead_session_asks_nothing_more(made: Make) -> None:
    whole = Heard(made(Profile.GOOD).chip())
    session = opened(whole)
    before = len(whole.apdus)
    torn = Heard(made(Profile.GOOD).chip(), torn_before=before)
    session = opened(torn)
    with pytest.raises(CardGone):
        session.prove(Slot.PRESENCE, NONCE)
    assert session.dead
    with pytest.raises(CardGone):
        session.verify(pin())
    assert len(torn.apdus) == before


class Swapped:
    """Becomes another card, unpowered and unselected as a real one, once it has heard the PIN."""

    def __init__(self, first: Chip, second: Chip, *, selected: bool) -> None:
        self._chip, self._second, self._selected = first, second, selected
        self.atr = first.atr

    def reset(self) -> None:
        self._chip.reset()

    def answer(self, apdu: bytes) -> bytes:
        said = self._chip.answer(apdu)
        if apdu[1] == 0x20 and len(apdu) > 4:
            self._chip = self._second
            if self._selected:
                self._chip.answer(bytes.fromhex("00A4040009A00000030800001000"))
                self._chip.answer(apdu)
        return said


@pytest.mark.parametrize("selected", [False, True])
def test_t102_a_card_swapped_between_pin_and_signature_signs_nothing(made: Make, *, selected: bool) -> None:
    session = opened(Swapped(made(Profile.GOOD).chip(), made(Profile.GOOD).chip(), selected=selected))
    with pytest.raises(CardError) as refused:
        session.sign(DIGEST, pin())
    expected = {Trouble.WRONG_SIGNATURE} if selected else {Trouble.DECLINED, Trouble.NOT_VERIFIED}
    assert refused.value.trouble in expected


def test_t102_another_card_of_the_same_model_is_told_from_the_first(
    made: Make, authority: TrainingAuthority
) -> None:
    first = made(Profile.GOOD)
    face = opened(first.chip()).face
    again = Session.open(
        VirtualConnection(first.chip()), interface=Interface.CONTACT, bounds=Bounds(), expected=face
    )
    assert again.face.fingerprint == face.fingerprint
    same_guid = issue(Profile.GOOD, authority, guid=face.guid)
    for other in (made(Profile.GOOD), same_guid):
        with pytest.raises(CardChanged):
            Session.open(
                VirtualConnection(other.chip()), interface=Interface.CONTACT, bounds=Bounds(), expected=face
            )


def test_t102_a_clone_is_never_shown_a_pin(made: Make) -> None:
    chip = Heard(clone(made(Profile.GOOD).memory).chip())
    session = opened(chip)
    with pytest.raises(Untrusted) as refused:
        session.verify(pin())
    assert refused.value.trouble is Trouble.WRONG_SIGNATURE
    assert session.dead
    assert not any(b"123456" in apdu for apdu in chip.apdus)


def test_t102_a_relay_is_late(made: Make) -> None:
    with pytest.raises(Late):
        opened(_Relayed(made(Profile.GOOD).chip()), bounds=Bounds(reading=0.001))
    slow = opened(Slow(made(Profile.GOOD).chip(), 0.05), bounds=Bounds(reading=5, computing=0.01))
    with pytest.raises(Late):
        slow.prove(Slot.PRESENCE, NONCE)
    assert slow.dead


class _Relayed(Heard):
    def answer(self, apdu: bytes) -> bytes:
        time.sleep(0.005)
        return super().answer(apdu)


@pytest.mark.parametrize("profile", [Profile.LYING, Profile.CLONED])
def test_a_signature_that_does_not_verify_is_never_given_on(made: Make, profile: Profile) -> None:
    session = opened(made(profile).chip())
    with pytest.raises(Untrusted) as refused:
        session.prove(Slot.PRESENCE, NONCE)
    assert refused.value.trouble is Trouble.WRONG_SIGNATURE


def test_an_endless_object_is_malformed(made: Make) -> None:
    with pytest.raises(Malformed):
        opened(made(Profile.ENDLESS).chip())


@pytest.mark.parametrize("profile", [Profile.FOREIGN, Profile.ENDLESS])
def test_a_card_that_is_refused_is_let_go(made: Make, profile: Profile) -> None:
    connection = VirtualConnection(made(profile).chip())
    with pytest.raises(CardError):
        Session.open(connection, interface=Interface.CONTACT, bounds=Bounds())
    with pytest.raises(CardGone):
        connection.transmit(b"\0\xa4\4\0")


class _OtherPolicy(Heard):
    def answer(self, apdu: bytes) -> bytes:
        return super().answer(apdu).replace(b"\x5f\x2f\x02\x40\x00", b"\x5f\x2f\x02\x20\x00")


def test_a_card_whose_pin_is_not_its_own_is_refused(made: Make) -> None:
    with pytest.raises(Declined) as refused:
        opened(_OtherPolicy(made(Profile.GOOD).chip()))
    assert refused.value.trouble is Trouble.FOREIGN


def test_a_tapped_card_identifies_and_no_more(made: Make) -> None:
    card = made(Profile.GOOD)
    chip = Heard(Applet(card.memory, contactless=True))
    session = opened(chip, interface=Interface.CONTACTLESS)
    assert session.tries is None
    assert session.prove(Slot.PRESENCE, NONCE)
    for forbidden in (
        lambda: session.verify(pin()),
        lambda: session.prove(Slot.LOGIN, NONCE),
        lambda: session.sign(DIGEST, pin()),
        lambda: session.unblock(pin("12345678"), pin()),
    ):
        with pytest.raises(Declined) as refused:
            forbidden()
        assert refused.value.trouble is Trouble.NOT_HERE
    assert not any(b"123456" in apdu for apdu in chip.apdus)


def test_nothing_of_a_card_stands_in_a_repr_or_an_error(made: Make) -> None:
    card = made(Profile.GOOD)
    session = opened(card.chip())
    guid = str(session.face.guid)
    said = [repr(session.face), repr(session), repr(card.memory), repr(card)]
    try:
        session.verify(pin("654321"))
    except WrongPin as fault:
        said += [repr(fault), str(fault)]
    assert len(said) == 6
    assert not any(guid in words or "654321" in words or "123456" in words for words in said)


def test_every_mutilated_answer_is_a_refusal(made: Make) -> None:
    """Each answer of a whole visit, each of its first bytes and its length changed: an error of ours, or the same."""
    whole = _Kept(made(Profile.GOOD).chip())
    visit(whole)
    for at, answer in enumerate(whole.answers):
        for change in (*_changed(answer), b"", answer[:-1], answer + b"\x00", os.urandom(len(answer))):
            try:
                visit(_Kept(made(Profile.GOOD).chip(), at=at, instead=change))
            except CardError:
                continue


def _changed(answer: bytes) -> list[bytes]:
    places = {*range(min(len(answer), 6)), len(answer) - 1, len(answer) - 2}
    return [answer[:at] + bytes((answer[at] ^ 0x41,)) + answer[at + 1 :] for at in places]


class _Kept(Heard):
    def __init__(self, chip: Chip, *, at: int = -1, instead: bytes = b"") -> None:
        super().__init__(chip)
        self._at, self._instead = at, instead
        self.answers: list[bytes] = []

    def answer(self, apdu: bytes) -> bytes:
        said = super().answer(apdu)
        self.answers.append(self._instead if len(self.answers) == self._at else said)
        return self.answers[-1]
