"""A whole visit: the kiosk's own client, words and virtual card against a real bridge and its contracts.

The card is issued by the bridge, taken by the kiosk's own trust, tapped, logged in and signs; the contract verifies it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import httpx
import pytest

from anchor.statement import grant_id
from fhir_bridge.access.decide import Deny, Permit, Policy, Request, Why, decide
from fhir_bridge.api.relaying import grants_of
from fhir_bridge.api.wire import card as wire
from fhir_bridge.api.wire import consent
from fhir_bridge.api.wire.card import Slot as WireSlot
from fhir_bridge.api.wire.consent import ConsentState, SubmissionState
from fhir_bridge.api.wire.operation import Nothing, Visit
from kiosk.bridge_client import HttpBridge, Identity
from kiosk.card import messages as said
from kiosk.card.connection import Bounds
from kiosk.card.face import Slot
from kiosk.card.objects import CERTIFICATES, CHUID, Chuid, write_certificate
from kiosk.card.trust import TrustStore
from kiosk.card.virtual.desk import VirtualDesk
from kiosk.card.virtual.memory import PIN, Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from kiosk.card.virtual.readers import VirtualReaders
from kiosk.consent_form import granting, revoking
from kiosk.wording import wording
from tests.fhir_bridge.api.clinic import CLASSES, HOSPITAL, Clinic, Http, KioskClient, SoftCard, clinic_at

READER = "Contact"
Said = TypeVar("Said", bound=said.Event)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with clinic_at(tmp_path, at=int(time.time())) as found:
        yield found


def desk_of(clinic: Clinic, card: SoftCard, folder: Path) -> VirtualDesk:
    """The kiosk's card desk, with this card inserted, trusting what the bridge says is to be trusted."""
    authority, revoked = clinic.desk.card_authority.trust(int(clinic.time))
    folder.mkdir()
    (folder / "cards.crt").write_bytes(authority)
    (folder / "cards.crl").write_bytes(revoked)
    slots = {Slot.PRESENCE: WireSlot.TAP, Slot.LOGIN: WireSlot.LOG_IN, Slot.SIGNING: WireSlot.SIGN}
    expires = (datetime.now(UTC) + timedelta(days=1000)).date()
    objects = {CHUID: Chuid(UUID(bytes=card.guid), expires).write()}
    objects |= {
        CERTIFICATES[ours]: write_certificate(card.certificates[slot]) for ours, slot in slots.items()
    }
    memory = Memory(objects=objects, keys={ours.value: card.keys[slot] for ours, slot in slots.items()})
    readers = VirtualReaders(READER)
    readers.insert(READER, Issued(Profile.GOOD, memory).chip())
    return VirtualDesk(
        readers, TrustStore.load(folder), bounds=Bounds(reading=5.0, computing=5.0, making=10.0)
    )


def heard(desk: VirtualDesk, kind: type[Said]) -> Said:
    for _ in range(100):
        event = desk.receive(10)
        if isinstance(event, kind):
            return event
        assert not isinstance(event, said.Failed), event
    raise AssertionError


def bridge_of(clinic: Clinic, kiosk: KioskClient) -> HttpBridge:
    def answer(request: httpx.Request) -> httpx.Response:
        found = Http(clinic.http.app).post(
            request.url.path, content=request.content, headers=dict(request.headers)
        )
        return httpx.Response(found.status_code, content=found.content)

    client = httpx.Client(base_url="http://127.0.0.1", transport=httpx.MockTransport(answer))
    return HttpBridge(client, Identity(kiosk.id, kiosk.key), clock=lambda: clinic.time)


def test_t102_a_visit_from_the_tap_to_the_revocation(clinic: Clinic, tmp_path: Path) -> None:
    kiosk = clinic.kiosk()
    issued = clinic.enrol(kiosk, 0)
    clinic.request(issued)
    assert clinic.turn()
    desk, bridge = desk_of(clinic, issued, tmp_path / "trust"), bridge_of(clinic, kiosk)
    presented = heard(desk, said.CardPresented)
    assert presented.standing is None
    face, words = presented.face, wording("en")

    def proved(command: Callable[[bytes, bytes], said.Command], slot: Slot) -> wire.CardProved:
        challenge = bridge.ask(wire.CHALLENGE, Nothing()).challenge
        desk.send(command(face.fingerprint, wire.proof_nonce(kiosk.id, challenge)))
        return wire.CardProved(challenge, face.certificates[slot], heard(desk, said.Proved).signature)

    def decided(form: object) -> consent.Submitted:
        desk.send(said.SignStatement(face.fingerprint, form.digest(kiosk.place)), bytearray(PIN))
        signature = heard(desk, said.Signed).signature
        return bridge.ask(consent.DECIDE, form.signed(visit, face.certificates[Slot.SIGNING], signature))

    def answer() -> Permit | Deny:
        patient = clinic.pseudonym(issued)
        request = Request(patient, frozenset({HOSPITAL}), "TREAT", CLASSES[0])
        return decide(request, Policy(), grants_of(clinic.desk, patient), int(clinic.time))

    greeting = bridge.ask(wire.TAP, wire.Tap(issued.guid, proved(said.ProvePresence, Slot.PRESENCE)))
    assert greeting.name == "Ana"
    visit = greeting.visit
    desk.send(said.VerifyPin(face.fingerprint), bytearray(PIN))
    heard(desk, said.PinAccepted)
    bridge.ask(wire.LOG_IN, wire.LogIn(visit, issued.guid, proved(said.ProveLogin, Slot.LOGIN)))

    asked = bridge.ask(consent.CONSENT_REQUESTS, Visit(visit))
    known = bridge.ask(consent.CONSENT_TEXT, consent.TextQuery(words.version, words.language))
    assert known.digest == words.digest
    salts = iter(lambda: secrets.token_bytes(32), b"")
    end = datetime.fromtimestamp(clinic.time, UTC) + timedelta(days=90)
    submitted = decided(granting(asked, [end], words=words, salts=salts))
    assert (submitted.state, answer()) == (SubmissionState.PENDING, Deny(Why.NOT_CONFIRMED))
    assert clinic.turn()
    assert isinstance(answer(), Permit)
    mine = bridge.ask(consent.MY_CONSENTS, Visit(visit))
    (given,) = mine.consents
    assert given.state is ConsentState.LIVE
    assert clinic.care.consents.grant(grant_id(mine.patient, given.commitment)) is not None

    decided(revoking(mine, given, words=words, salts=salts))
    assert answer() == Deny(Why.REVOKED)
    assert clinic.turn()
    assert bridge.ask(consent.MY_CONSENTS, Visit(visit)).consents[0].state is ConsentState.REVOKED
    on_chain = clinic.care.consents.grant(grant_id(mine.patient, given.commitment))
    assert on_chain is not None
    assert on_chain.revoked
    desk.close()
