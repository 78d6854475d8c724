"""A clinic: a real bridge and its care contracts on the embedded chain, kiosks that sign, cards with real keys."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI

from anchor.cardproof import card_key
from anchor.care import Care, open_care
from anchor.chains import EmbeddedChoice
from anchor.errors import LedgerError
from anchor.home import Home
from anchor.statement import Consent, Place, classes, named, purpose, shown_text
from anchor.statement import Decision as Signed
from anchor.statement import Opening as OnChain
from anchor.statement import Possession as Possessed
from fhir_bridge.api.asking import ask
from fhir_bridge.api.building import desk_of
from fhir_bridge.api.desk import Custom, Desk
from fhir_bridge.api.kiosks import new_code
from fhir_bridge.api.relaying import turn
from fhir_bridge.api.routes import ROUTES
from fhir_bridge.api.server import application
from fhir_bridge.api.staff import add_staff
from fhir_bridge.api.wire import card as cards
from fhir_bridge.api.wire import consent, enrolment, staff
from fhir_bridge.api.wire.card import Slot
from fhir_bridge.api.wire.coding import decode
from fhir_bridge.api.wire.operation import Nothing, Operation, Visit
from fhir_bridge.api.wire.refusal import Problem, Refusal
from fhir_bridge.api.wire.signing import Message, PrivateKey, signed, spelled, thumbprint
from tests.fhir_bridge.house import House, admission

Asked = TypeVar("Asked")
Given = TypeVar("Given")
NOW = 1_800_000_000
DAY = 86_400
SYSTEM = "urn:fhir-anchor:v2:authority:NORTH"
HOSPITAL = "urn:oid:2.16.840.1.113883.3.9|other-hospital"
CLASSES = ("http://hl7.org/fhir/resource-types|Observation", "http://hl7.org/fhir/resource-types|Encounter")


class Refused(Exception):
    """The bridge refused."""

    def __init__(self, refusal: Refusal, status: int) -> None:
        super().__init__(refusal.code)
        assert status == refusal.status
        self.refusal = refusal


@dataclass(frozen=True)
class Http:
    """HTTP to an application in this process."""

    app: FastAPI

    def post(self, path: str, *, content: bytes, headers: dict[str, str]) -> httpx.Response:
        async def post() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as client:
                return await client.post(path, content=content, headers=headers)

        return asyncio.run(post())


@dataclass
class SoftCard:
    """A card: a GUID, three keys, and the certificates that were written onto it."""

    guid: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    keys: dict[Slot, ec.EllipticCurvePrivateKey] = field(
        default_factory=lambda: {slot: ec.generate_private_key(ec.SECP256R1()) for slot in Slot}
    )
    certificates: dict[Slot, bytes] = field(default_factory=dict)

    def made(self) -> tuple[staff.MadeKey, ...]:
        return tuple(staff.MadeKey(slot, _spki(key)) for slot, key in self.keys.items())

    def prove(self, slot: Slot, kiosk: str, challenge: bytes) -> cards.CardProved:
        signature = self.keys[slot].sign(
            cards.proof_message(slot, kiosk, challenge), ec.ECDSA(hashes.SHA256())
        )
        return cards.CardProved(challenge, self.certificates[slot], signature)

    def sign(self, digest: bytes) -> bytes:
        return self.keys[Slot.SIGN].sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))


@dataclass
class KioskClient:
    """A kiosk as its bridge sees it."""

    http: Http
    clinic: Clinic
    key: PrivateKey
    id: str = ""
    pinned: enrolment.Enrolled | None = None

    def ask(self, operation: Operation[Asked, Given], asked: Asked, *, key: str | None = None) -> Given:
        """What the bridge gives; Refused where it refuses."""
        status, body = self.send(self.request(operation, asked, key=key))
        if status == 200:
            return operation.answer(body)
        raise Refused(decode(body, Problem).refusal(), status)

    def request(self, operation: Operation[Asked, Given], asked: Asked, *, key: str | None = None) -> Any:
        name = (secrets.token_hex(8) if key is None else key) if operation.changes else ""
        message = Message("POST", operation.path, operation.request(asked), name)
        headers = signed(message, self.key, key_id=self.id, at=int(self.clinic.time))
        return operation.path, message.body, headers

    def send(self, request: Any) -> tuple[int, bytes]:
        path, body, headers = request
        answer = self.http.post(path, content=body, headers=headers)
        return answer.status_code, answer.content

    def enrol(self, code: str) -> enrolment.Enrolled:
        spki = spelled(self.key.public_key())
        self.id = thumbprint(spki)
        self.pinned = self.ask(enrolment.ENROL, enrolment.Enrolment(code, spki, "Hall"))
        self.id = self.pinned.kiosk
        return self.pinned

    def challenge(self) -> bytes:
        return self.ask(cards.CHALLENGE, Nothing()).challenge

    def tap(self, card: SoftCard) -> cards.Greeting:
        proof = card.prove(Slot.TAP, self.id, self.challenge())
        return self.ask(cards.TAP, cards.Tap(card.guid, proof))

    def log_in(self, card: SoftCard, *, stands_for: int | None = None) -> bytes:
        """A visit that is logged in."""
        greeting = self.tap(card)
        handle = None if stands_for is None else greeting.represents[stands_for].handle
        proof = card.prove(Slot.LOG_IN, self.id, self.challenge())
        self.ask(cards.LOG_IN, cards.LogIn(greeting.visit, card.guid, proof, handle))
        return greeting.visit

    @property
    def place(self) -> Place:
        assert self.pinned
        return Place(self.pinned.chain_id, self.pinned.consents)

    def consent(
        self, visit: bytes, card: SoftCard, *, days: int = 90, revoke: tuple[bytes, ...] = ()
    ) -> consent.Decisions:
        """Every open request granted, and these revoked, in one signed list."""
        asked = self.ask(consent.CONSENT_REQUESTS, Visit(visit))
        decisions = [self.granted(asked, one, days) for one in asked.requests]
        decisions += [consent.Decision(commitment, 0, None, None) for commitment in revoke]
        return self.signed(visit, card, asked, tuple(decisions))

    def granted(
        self, asked: consent.ConsentRequests, request: consent.ConsentRequest, days: int
    ) -> consent.Decision:
        opened = consent.Opened(secrets.token_bytes(32), request.grantee, request.purpose, request.classes)
        on_chain = OnChain(
            asked.patient,
            opened.salt,
            named(opened.grantee),
            purpose(opened.purpose),
            classes(opened.classes),
        )
        return consent.Decision(on_chain.commitment(), int(self.clinic.time) + days * DAY, opened, request.id)

    def signed(
        self,
        visit: bytes,
        card: SoftCard,
        asked: consent.ConsentRequests,
        decisions: tuple[consent.Decision, ...],
    ) -> consent.Decisions:
        text, salt = "Other Hospital may read your results.", secrets.token_bytes(32)
        on_chain = tuple(Signed(one.commitment, one.end) for one in decisions)
        statement = Consent(asked.patient, asked.signer, asked.nonce, shown_text(text, salt), on_chain)
        return consent.Decisions(
            visit=visit,
            nonce=asked.nonce,
            decisions=decisions,
            declined=(),
            template=asked.template,
            language="en",
            text=text,
            text_salt=salt,
            certificate=card.certificates[Slot.SIGN],
            signature=card.sign(statement.digest(self.place)),
        )


@dataclass
class Clinic:
    """All of it, at a time that a test sets."""

    desk: Desk
    care: Care
    time: float = NOW
    http: Http = field(init=False)
    officer: SoftCard = field(init=False)

    def kiosk(self) -> KioskClient:
        """A kiosk that is enrolled."""
        kiosk = KioskClient(self.http, self, ec.generate_private_key(ec.SECP256R1()))
        kiosk.enrol(new_code(self.desk.kiosks, self.desk.keeping, int(self.time)))
        return kiosk

    def staff(self, *, may_enrol: bool = True) -> SoftCard:
        card = SoftCard()
        card.certificates = add_staff(
            self.desk, "Nurse", guid=card.guid, keys=card.made(), may_enrol=may_enrol
        )
        return card

    def enrol(self, kiosk: KioskClient, number: int, name: str = "Ana") -> SoftCard:
        """A patient's card, enrolled by an officer at this kiosk."""
        card, visit = SoftCard(), kiosk.log_in(self.officer)
        issued = kiosk.ask(staff.NEW_CARD, self.new_card(visit, card, number, name))
        card.certificates = {one.slot: one.certificate for one in issued.certificates}
        kiosk.ask(staff.POSSESSION, self.possession(kiosk, visit, card, issued))
        return card

    def new_card(self, visit: bytes, card: SoftCard, number: int, name: str = "Ana") -> staff.NewCard:
        patient = staff.RecordNumber(SYSTEM, f"77{number}")
        check = staff.IdentityCheck.PASSPORT
        return staff.NewCard(visit, patient, check, card.guid, name, "en", card.made())

    def possession(
        self, kiosk: KioskClient, visit: bytes, card: SoftCard, issued: staff.CardIssued
    ) -> staff.Possession:
        assert kiosk.pinned
        public = card.keys[Slot.SIGN].public_key()
        statement = Possessed(issued.patient, card_key(public), issued.nonce)
        signature = card.sign(statement.digest(Place(kiosk.pinned.chain_id, kiosk.pinned.cards)))
        return staff.Possession(visit, card.guid, _spki(card.keys[Slot.SIGN]), signature)

    def pseudonym(self, card: SoftCard) -> str:
        kept = self.desk.cards.find(card.guid)
        assert kept
        return kept.pseudonym

    def request(self, card: SoftCard) -> str:
        """Another hospital asks this card's holder."""
        return self.request_of(self.pseudonym(card))

    def request_of(self, pseudonym: str) -> str:
        asked = consent.ConsentRequest(
            "-", HOSPITAL, "Other Hospital", "TREAT", CLASSES, (DAY, 90 * DAY, 365 * DAY)
        )
        return ask(self.desk, pseudonym, asked)

    def turn(self) -> bool:
        """One round; whether the chain answered."""
        assert self.desk.chain
        try:
            turn(self.desk, self.desk.chain)
        except LedgerError:
            return False
        return True


@contextmanager
def clinic_at(folder: Path, custom: Custom | None = None, *, at: float = NOW) -> Iterator[Clinic]:
    """A clinic with two patients, 0 and 1, and an officer."""
    house = House.at(folder / "data")
    house.take(admission(0), admission(1))
    with ExitStack() as stack:
        service = stack.enter_context(house.writing())
        times = [float(at)]
        care = open_care(Home(folder), EmbeddedChoice(lambda: times[0]), stack)
        care.enlist(1)
        second = open_care(
            Home(folder), EmbeddedChoice(lambda: times[0]), stack, account="two", deployment=care.deployment
        )
        care.cards.register_officer(2, second.chain.address)

        def seal() -> None:
            for message in service.journal.pending():
                service.pipeline.seal(message)
            service.pipeline.put()
            service.pipeline.log()

        desk = desk_of(service, care, custom or Custom(), second=second, clock=lambda: times[0], woken=seal)
        clinic = _Timed(desk, care, times)
        clinic.http = Http(application(desk, ROUTES))
        clinic.officer = clinic.staff()
        yield clinic


class _Timed(Clinic):
    def __init__(self, desk: Desk, care: Care, times: list[float]) -> None:
        self._times = times
        super().__init__(desk, care, times[0])

    @property  # type: ignore[override]  # the time is the chain's, too
    def time(self) -> float:
        return self._times[0]

    @time.setter
    def time(self, value: float) -> None:
        self._times[0] = value


def _spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
