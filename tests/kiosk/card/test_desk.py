"""The contract of a `Desk`: over virtual readers, and over a child process and a real PC/SC daemon."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from kiosk.card import challenge
from kiosk.card import messages as said
from kiosk.card.connection import Bounds
from kiosk.card.desk import Desk
from kiosk.card.errors import Trouble
from kiosk.card.face import Interface, Slot
from kiosk.card.process import CardDesk
from kiosk.card.signature import checked
from kiosk.card.trust import TrustStore, parsed, public_key
from kiosk.card.virtual.applet import Chip
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.desk import VirtualDesk
from kiosk.card.virtual.memory import MANAGEMENT_KEY
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued, clone
from kiosk.card.virtual.readers import VirtualReaders
from tests.kiosk.pcsc import READERS, Pcscd
from tests.kiosk.waiting import DEADLINE

Make = Callable[[Profile], Issued]
Said = TypeVar("Said", bound=said.Event)
SLOT, PAD = READERS
NONCE = bytes(range(32))
BOUNDS = Bounds(reading=5.0, computing=5.0, making=10.0)  # a busy machine is no relay


@dataclass(slots=True)
class Table:
    """A desk, and hands that put cards before it."""

    desk: Desk
    insert: Callable[[Chip, str], None]
    pull: Callable[[str], None]
    serve: Callable[[bool], None]

    def heard(self, kind: type[Said]) -> Said:
        """The next event of a kind; what comes before it is let go."""
        for _ in range(1000):
            event = self.desk.receive(DEADLINE)
            assert event is not None, f"no {kind.__name__} came"
            if isinstance(event, kind):
                return event
        raise AssertionError

    def presented(self, chip: Chip, reader: str = SLOT) -> said.CardPresented:
        """Put a card in; what the desk says of it."""
        self.insert(chip, reader)
        return self.heard(said.CardPresented)

    def outcome(self, command: said.Command, *secrets: bytes) -> said.Outcome:
        """What became of a command; the secrets were wiped before the desk returned."""
        buffers = [bytearray(secret) for secret in secrets]
        request = self.desk.send(command, *buffers)
        assert not any(any(buffer) for buffer in buffers)
        outcome = self.heard(said.Outcome)  # type: ignore[arg-type]  # a union is as good for isinstance
        assert outcome.request == request
        return outcome

    def trouble(self, command: said.Command, *secrets: bytes) -> Trouble:
        """Why a command was not done."""
        outcome = self.outcome(command, *secrets)
        assert isinstance(outcome, said.Failed)
        return outcome.trouble


@pytest.fixture(params=["virtual", "process"])
def table(request: pytest.FixtureRequest, trust: Path) -> Iterator[Table]:
    if request.param == "virtual":
        readers = VirtualReaders(*READERS)
        desk = VirtualDesk(readers, TrustStore.load(trust), bounds=BOUNDS)
        yield Table(
            desk,
            lambda chip, reader: readers.insert(reader, chip),
            readers.pull,
            lambda serving: readers.serve(serving=serving),
        )
        desk.close()
        return
    pcscd: Pcscd = request.getfixturevalue("pcscd")
    with CardDesk(trust, bounds=BOUNDS) as real:
        yield Table(real, pcscd.insert, pcscd.pull, lambda serving: (pcscd.stop, pcscd.start)[serving]())


def test_readers_are_told_first(table: Table) -> None:
    table.heard(said.ServiceBack)
    assert [table.heard(said.ReaderBack).reader for _ in READERS] == list(READERS)
    assert table.desk.receive(0.05) is None


def test_a_visits_worth_of_signatures(table: Table, made: Make) -> None:
    presented = table.presented(made(Profile.GOOD).chip())
    assert (presented.reader, presented.interface) == (SLOT, Interface.CONTACT)
    assert (presented.tries, presented.standing) == (3, None)
    card = presented.face.fingerprint
    keys = {slot: public_key(parsed(presented.face.certificates[slot])) for slot in Slot}
    tap = table.outcome(said.ProvePresence(card, NONCE))
    assert isinstance(tap, said.Proved)
    assert checked(keys[Slot.PRESENCE], challenge.digest(Slot.PRESENCE, NONCE), tap.signature)
    assert table.trouble(said.ProveLogin(card, NONCE)) is Trouble.NOT_VERIFIED
    assert isinstance(table.outcome(said.VerifyPin(card), b"123456"), said.PinAccepted)
    login = table.outcome(said.ProveLogin(card, NONCE))
    assert isinstance(login, said.Proved)
    assert checked(keys[Slot.LOGIN], challenge.digest(Slot.LOGIN, NONCE), login.signature)
    digest = os.urandom(32)
    signed = table.outcome(said.SignStatement(card, digest), b"123456")
    assert isinstance(signed, said.Signed)
    assert checked(keys[Slot.SIGNING], digest, signed.signature) == signed.signature


def test_t102_the_tries_are_told_and_a_new_session_has_no_more(table: Table, made: Make) -> None:
    card = made(Profile.GOOD)
    face = table.presented(card.chip()).face
    outcome = table.outcome(said.VerifyPin(face.fingerprint), b"999999")
    assert outcome == said.Failed(outcome.request, Trouble.WRONG_PIN, 2)
    assert table.trouble(said.VerifyPin(face.fingerprint), b"12") is Trouble.PIN_UNUSABLE
    table.desk.forget()
    assert table.heard(said.CardPresented).tries == 2


def test_t102_a_pulled_card_is_out_at_once_and_its_pin_with_it(table: Table, made: Make) -> None:
    card = made(Profile.GOOD)
    face = table.presented(card.chip()).face
    assert isinstance(table.outcome(said.VerifyPin(face.fingerprint), b"123456"), said.PinAccepted)
    table.pull(SLOT)
    assert table.heard(said.CardRemoved).reader == SLOT
    again = table.presented(card.chip())
    assert again.face.fingerprint == face.fingerprint
    assert table.trouble(said.ProveLogin(face.fingerprint, NONCE)) is Trouble.NOT_VERIFIED


def test_t102_a_command_for_one_card_never_reaches_another(table: Table, made: Make) -> None:
    first = table.presented(made(Profile.GOOD).chip()).face
    table.pull(SLOT)
    table.heard(said.CardRemoved)
    table.presented(made(Profile.GOOD).chip())
    assert table.trouble(said.VerifyPin(first.fingerprint), b"123456") is Trouble.CHANGED
    assert table.trouble(said.ProvePresence(first.fingerprint, NONCE)) is Trouble.CHANGED


def test_t102_two_cards_end_the_session(table: Table, made: Make) -> None:
    face = table.presented(made(Profile.GOOD).chip()).face
    other = made(Profile.GOOD)
    table.insert(other.chip(), PAD)
    assert table.heard(said.CardRemoved).reader == SLOT
    table.heard(said.TwoCards)
    assert table.trouble(said.VerifyPin(face.fingerprint), b"123456") in (
        Trouble.TWO_CARDS,
        Trouble.NO_CARD,
        Trouble.GONE,
    )
    table.pull(SLOT)
    presented = table.heard(said.CardPresented)
    assert presented.reader == PAD
    assert presented.face.fingerprint != face.fingerprint


@pytest.mark.parametrize(
    ("profile", "trouble"), [(Profile.FOREIGN, Trouble.FOREIGN), (Profile.ENDLESS, Trouble.MALFORMED)]
)
def test_a_card_that_cannot_be_used_is_refused_once(
    table: Table, made: Make, profile: Profile, trouble: Trouble
) -> None:
    table.insert(made(profile).chip(), SLOT)
    assert table.heard(said.CardRefused) == said.CardRefused(SLOT, trouble)
    assert table.desk.receive(0.2) is None
    table.pull(SLOT)
    assert table.heard(said.CardRemoved).reader == SLOT
    assert table.presented(made(Profile.GOOD).chip()).standing is None


@pytest.mark.parametrize(
    ("profile", "trouble"), [(Profile.EXPIRED, Trouble.EXPIRED), (Profile.REVOKED, Trouble.REVOKED)]
)
def test_t102_a_card_that_does_not_stand_is_shown_no_pin(
    table: Table, authority: TrainingAuthority, trust: Path, made: Make, profile: Profile, trouble: Trouble
) -> None:
    card = made(profile)
    authority.write(trust)
    table.desk.forget()
    presented = table.presented(card.chip())
    expected = {trouble} if isinstance(table.desk, CardDesk) or profile is Profile.EXPIRED else {None}
    assert presented.standing in expected
    if presented.standing is not None:
        assert table.trouble(said.VerifyPin(presented.face.fingerprint), b"123456") is trouble
    assert card.memory.tries == 3


def test_t102_a_clone_is_found_out_by_its_signature(table: Table, made: Make) -> None:
    presented = table.presented(clone(made(Profile.GOOD).memory).chip())
    assert presented.standing is None
    face = presented.face
    assert table.trouble(said.ProvePresence(face.fingerprint, NONCE)) is Trouble.WRONG_SIGNATURE
    table.heard(said.CardRemoved)


def test_the_service_goes_and_comes_back(table: Table, made: Make) -> None:
    table.presented(made(Profile.GOOD).chip())
    table.pull(SLOT)
    table.heard(said.CardRemoved)
    table.serve(False)
    table.heard(said.ServiceDown)
    table.serve(True)
    table.heard(said.ServiceBack)
    assert table.presented(made(Profile.GOOD).chip()).standing is None


def test_a_card_is_issued_from_blank(table: Table, authority: TrainingAuthority, made: Make) -> None:
    presented = table.presented(made(Profile.BLANK).chip())
    assert presented.standing is Trouble.UNISSUED
    card, guid = presented.face.fingerprint, uuid4()
    assert table.trouble(said.MakeKey(card, Slot.SIGNING)) is Trouble.NOT_VERIFIED
    assert isinstance(table.outcome(said.OpenAdministration(card), MANAGEMENT_KEY), said.Done)
    for slot in Slot:
        key = table.outcome(said.MakeKey(card, slot))
        assert isinstance(key, said.KeyMade)
        public = load_der_public_key(key.public_key)
        assert isinstance(public, EllipticCurvePublicKey)
        der = authority.certify(public, guid).public_bytes(Encoding.DER)
        assert isinstance(table.outcome(said.WriteCertificate(card, slot, der)), said.Done)
    assert isinstance(table.outcome(said.WriteIdentity(card, guid, date(2029, 1, 1))), said.Done)
    assert isinstance(table.outcome(said.ChangePin(card), b"123456", b"271828"), said.Done)
    assert isinstance(table.outcome(said.ChangePuk(card), b"12345678", b"31415926"), said.Done)
    assert isinstance(table.outcome(said.ReadAgain(card)), said.Done)
    issued = table.heard(said.CardPresented)
    assert (issued.face.guid, issued.standing) == (guid, None)
    fingerprint = issued.face.fingerprint
    assert isinstance(table.outcome(said.SignStatement(fingerprint, NONCE), b"271828"), said.Signed)
    assert isinstance(table.outcome(said.Unblock(fingerprint), b"31415926", b"161803"), said.Done)


def test_a_command_without_a_card_fails(table: Table) -> None:
    table.heard(said.ServiceBack)
    assert table.trouble(said.VerifyPin(bytes(32)), b"123456") is Trouble.NO_CARD
    assert table.trouble(said.VerifyPin(bytes(32))) is not None


def test_forgetting_fails_what_was_asked_and_the_card_must_begin_anew(table: Table, made: Make) -> None:
    face = table.presented(made(Profile.SLOW).chip()).face
    assert isinstance(table.outcome(said.VerifyPin(face.fingerprint), b"123456"), said.PinAccepted)
    table.desk.forget()
    table.heard(said.CardRemoved)
    assert table.heard(said.CardPresented).tries == 3
    assert table.trouble(said.ProveLogin(face.fingerprint, NONCE)) is Trouble.NOT_VERIFIED
