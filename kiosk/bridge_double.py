"""The double of the bridge: one small clinic in memory, for training without a server and for tests.

It keeps to the contract of `Bridge`: visits have levels, proofs are verified, a change counts once under its
name. What it does not do: follow a chain, or ask who issued a card.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar, cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from anchor.statement import Consent, Decision, Place, shown_text
from fhir_bridge.api.wire import card, consent, enrolment, reading, staff, visit
from fhir_bridge.api.wire.operation import Level, Nothing, Operation, Visit
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.errors import BridgeDown, BridgeRefused
from kiosk.wording import wording

Asked = TypeVar("Asked")
Given = TypeVar("Given")

VISIT_SECONDS: Final = 300
PINNED: Final = enrolment.Enrolled(
    kiosk="k-training",
    site="training",
    certificate=b"-",
    authority=b"-",
    renew=2**40,
    end=2**41,
    chain_id=31337,
    cards="0x" + "ca" * 20,
    consents="0x" + "c0" * 20,
    site_key="",
    languages=("en", "es", "fr", "de", "ar", "sr"),
    template="1",
)


@dataclass(slots=True)
class Holder:
    """Whose card it is, and what the clinic has for them."""

    name: str
    role: card.Role = card.Role.PATIENT
    address: str = "12 Mill Lane"
    telephone: str = "…42"
    appointments: tuple[visit.Appointment, ...] = ()
    requests: tuple[consent.ConsentRequest, ...] = ()
    consents: tuple[consent.GivenConsent, ...] = ()
    readings: tuple[reading.Reading, ...] = ()
    stands_for: tuple[bytes, ...] = ()
    nonce: int = 0


@dataclass(slots=True)
class _Visit:
    guid: bytes
    level: Level = Level.TAPPED
    subject: bytes = b""


@dataclass(slots=True)
class ClinicInMemory:
    """A `Bridge`. `holders` by card GUID; `up` False answers nobody; `calls` are what the desk sees;
    `numbers` lead from a record number to a card.
    """

    holders: dict[bytes, Holder]
    kiosk: str = PINNED.kiosk
    up: bool = True
    clock: Callable[[], float] = time.time
    arrivals: list[bytes] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)
    calls: list[visit.Help] = field(default_factory=list)
    suspended: set[bytes] = field(default_factory=set)
    numbers: dict[str, bytes] = field(default_factory=dict)
    _challenges: set[bytes] = field(default_factory=set)
    _visits: dict[bytes, _Visit] = field(default_factory=dict)
    _done: dict[str, object] = field(default_factory=dict)

    def ask(self, operation: Operation[Asked, Given], asked: Asked, once: str = "") -> Given:
        """See `Bridge.ask`."""
        if not self.up:
            raise BridgeDown("the training clinic is closed")
        name = f"{operation.path} {once}"
        if operation.changes and once and name in self._done:
            return cast("Given", self._done[name])
        self._check_level(operation, asked)
        answer = self._answer(operation)(asked)
        self._done[name] = answer
        return cast("Given", answer)

    def _check_level(self, operation: Operation[Any, Any], asked: object) -> None:
        if operation.level is Level.NONE:
            return
        found = self._visits.get(getattr(asked, "visit", b""))
        if found is None:
            raise BridgeRefused(Refusal.NO_VISIT)
        if operation.level in (Level.PATIENT, Level.STAFF) and found.level is not operation.level:
            needed = Refusal.STAFF_ONLY if operation.level is Level.STAFF else Refusal.LOG_IN_FIRST
            raise BridgeRefused(needed)

    def _holder(self, asked: Any) -> Holder:
        found = self._visits[asked.visit]
        return self.holders[found.subject or found.guid]

    def _proved(self, slot: card.Slot, proof: card.CardProved) -> None:
        if proof.challenge not in self._challenges:
            raise BridgeRefused(Refusal.CARD_UNPROVED)
        self._challenges.remove(proof.challenge)
        _verify(proof, card.proof_digest(slot, self.kiosk, proof.challenge))

    def _health(self, _: Nothing | enrolment.Heartbeat) -> enrolment.Health:
        return enrolment.Health("training", int(self.clock()), chain_fresh=True)

    def _enrol(self, asked: enrolment.Enrolment) -> enrolment.Enrolled:
        if asked.code != "training":
            raise BridgeRefused(Refusal.CODE_ENDED)
        return PINNED

    def _challenge(self, _: Nothing) -> card.Challenge:
        challenge = secrets.token_bytes(32)
        self._challenges.add(challenge)
        return card.Challenge(challenge, int(self.clock()) + VISIT_SECONDS)

    def _tap(self, asked: card.Tap) -> card.Greeting:
        holder = self.holders.get(asked.guid)
        if holder is None:
            raise BridgeRefused(Refusal.CARD_UNKNOWN)
        if asked.guid in self.suspended:
            raise BridgeRefused(Refusal.CARD_SUSPENDED)
        self._proved(card.Slot.TAP, asked.proof)
        token = secrets.token_bytes(32)
        self._visits[token] = _Visit(asked.guid)
        end = int(self.clock()) + VISIT_SECONDS
        stands = tuple(
            card.Stands(_handle(one), self.holders[one].name, may_grant=True, may_revoke=True, end=end)
            for one in holder.stands_for
        )
        return card.Greeting(token, end, holder.role, holder.name, "en", stands)

    def _log_in(self, asked: card.LogIn) -> card.LoggedIn:
        found = self._visits[asked.visit]
        if found.guid != asked.guid:
            raise BridgeRefused(Refusal.CARD_UNPROVED)
        self._proved(card.Slot.LOG_IN, asked.proof)
        holder = self.holders[found.guid]
        others = {_handle(one): one for one in holder.stands_for}
        if asked.stands_for is not None and asked.stands_for not in others:
            raise BridgeRefused(Refusal.NOT_ENTITLED)
        found.subject = others[asked.stands_for] if asked.stands_for else found.guid
        found.level = Level.STAFF if holder.role is card.Role.STAFF else Level.PATIENT
        subject = self.holders[found.subject].name if asked.stands_for else ""
        return card.LoggedIn(
            int(self.clock()) + VISIT_SECONDS, holder.role, holder.name, subject, officer=True
        )

    def _leave(self, asked: Visit) -> Nothing:
        self._visits.pop(asked.visit, None)
        return Nothing()

    def _details(self, asked: Visit) -> visit.Details:
        holder = self._holder(asked)
        return visit.Details(holder.address, holder.telephone)

    def _appointments(self, asked: Visit) -> visit.Appointments:
        return visit.Appointments(self._holder(asked).appointments)

    def _check_in(self, asked: visit.CheckIn) -> visit.CheckedIn:
        holder, place = self._holder(asked), ""
        for one in holder.appointments:
            if one.id == asked.appointment:
                place = one.place
        holder.appointments = tuple(
            replace(one, arrived=one.arrived or one.id == asked.appointment) for one in holder.appointments
        )
        return self._arrived(self._visits[asked.visit].guid, place)

    def _arrived(self, guid: bytes, place: str) -> visit.CheckedIn:
        if guid not in self.arrivals:
            self.arrivals.append(guid)
        number = self.arrivals.index(guid) + 1
        return visit.CheckedIn(f"a-{number}", number, visit.ArrivalState.RECORDED, place)

    def _replay(self, asked: visit.Replay) -> visit.Replayed:
        known = [one for one in asked.arrivals if self._holds(one)]
        for one in known:
            self._arrived(one.guid, "")
        unknown = (one.id for one in asked.arrivals if one not in known)
        return visit.Replayed(tuple(one.id for one in known), tuple(unknown))

    def _holds(self, one: visit.OfflineArrival) -> bool:
        """Whether an arrival from a queue is of a card that is known, and was proved for that instant."""
        challenge = card.offline_challenge(self.kiosk, one.id, one.at)
        if one.guid not in self.holders or one.proof.challenge != challenge:
            return False
        try:
            _verify(one.proof, card.proof_digest(card.Slot.TAP, self.kiosk, challenge))
        except BridgeRefused:
            return False
        return True

    def _call(self, asked: visit.CallStaff) -> Nothing:
        self.calls.append(asked.help)
        return Nothing()

    def _requests(self, asked: Visit) -> consent.ConsentRequests:
        patient, signer = self._who(asked)
        holder = self._holder(asked)
        return consent.ConsentRequests(patient, signer, holder.nonce, "1", holder.requests)

    def _mine(self, asked: Visit) -> consent.MyConsents:
        patient, signer = self._who(asked)
        holder = self._holder(asked)
        return consent.MyConsents(patient, signer, holder.nonce, holder.consents)

    def _who(self, asked: Any) -> tuple[bytes, bytes]:
        found = self._visits[asked.visit]
        return pseudonym(found.subject or found.guid), pseudonym(found.guid)

    def _text(self, asked: consent.TextQuery) -> consent.ConsentText:
        return consent.ConsentText(
            asked.template, asked.language, wording(asked.language, asked.template).digest
        )

    def _decide(self, asked: consent.Decisions) -> consent.Submitted:
        holder = self._holder(asked)
        answered = {one.request for one in asked.decisions} | set(asked.declined)
        if asked.decisions:
            self._check_signature(asked, holder)
            holder.nonce += 1
            self._grant(asked, holder)
        holder.requests = tuple(one for one in holder.requests if one.id not in answered)
        id_ = hashlib.sha256(asked.signature or b"").hexdigest()[:16]
        return consent.Submitted(id_, consent.SubmissionState.CONFIRMED, f"record-{id_}")

    def _decide_late(self, asked: consent.LateDecisions) -> consent.Submitted:
        subject = next((guid for guid in self.holders if pseudonym(guid) == asked.patient), None)
        if subject is None or asked.guid not in self.holders:
            raise BridgeRefused(Refusal.CARD_UNKNOWN)
        token = secrets.token_bytes(32)
        self._visits[token] = _Visit(asked.guid, Level.PATIENT, subject)
        try:
            return self._decide(replace(asked.signed, visit=token))
        finally:
            del self._visits[token]

    def _check_signature(self, asked: consent.Decisions, holder: Holder) -> None:
        """As the contract does: the statement is made again from what came, under this clinic's own place."""
        if asked.nonce != holder.nonce:
            raise BridgeRefused(Refusal.SIGN_AGAIN)
        patient, signer = self._who(asked)
        text = shown_text(asked.text or "", asked.text_salt or b"")
        decided = tuple(Decision(one.commitment, one.end) for one in asked.decisions)
        digest = Consent(patient, signer, asked.nonce, text, decided).digest(
            Place(PINNED.chain_id, PINNED.consents)
        )
        _verify(card.CardProved(b"", asked.certificate or b"", asked.signature or b""), digest)

    def _grant(self, asked: consent.Decisions, holder: Holder) -> None:
        ended = {one.commitment for one in asked.decisions if one.end == 0}
        kept = tuple(one for one in holder.consents if one.commitment not in ended)
        names = {one.id: one.grantee_name for one in holder.requests}
        made = tuple(
            consent.GivenConsent(
                commitment=one.commitment,
                grantee=one.opened.grantee,
                grantee_name=names.get(one.request or "", ""),
                purpose=one.opened.purpose,
                classes=one.opened.classes,
                since=int(self.clock()),
                end=one.end,
                state=consent.ConsentState.LIVE,
                signed_for=False,
                language=asked.language,
            )
            for one in asked.decisions
            if one.opened is not None
        )
        holder.consents = made + kept

    def _submission(self, asked: consent.SubmissionQuery) -> consent.Submitted:
        return consent.Submitted(asked.id, consent.SubmissionState.CONFIRMED, f"record-{asked.id}")

    def _reads(self, asked: Visit) -> reading.Readings:
        return reading.Readings(self._holder(asked).readings, more=False)

    def _object(self, asked: reading.Objection) -> Nothing:
        self.objections.append(asked.reading)
        return Nothing()

    def _order(self, asked: staff.Order) -> staff.CardStanding:
        challenge = staff.order_challenge(self.kiosk, asked.visit, asked.order, asked.patient)
        _verify(asked.proof, card.proof_digest(card.Slot.LOG_IN, self.kiosk, challenge))
        guid = self.numbers.get(asked.patient.value)
        suspends = asked.order is staff.Ordered.SUSPEND
        if (
            guid is None
            or asked.order is staff.Ordered.CONFIRM_REPLACEMENT
            or (guid in self.suspended) is suspends
        ):
            raise BridgeRefused(Refusal.NOT_FOUND)
        self.suspended ^= {guid}
        return staff.CardStanding(
            guid, staff.CardState.SUSPENDED if suspends else staff.CardState.ACTIVE, None
        )

    def _appoint(self, asked: staff.Guardian) -> staff.Mandated:
        guid = self.numbers.get(asked.patient.value)
        if guid is None:
            raise BridgeRefused(Refusal.NOT_FOUND)
        self.holders[asked.representative].stands_for += (guid,)
        return staff.Mandated(staff.CardState.ACTIVE, None)

    def _secrets(self, _: staff.SecretsQuery) -> staff.CardSecrets:
        return staff.CardSecrets(b"12345678", None)

    def _answer(self, operation: Operation[Any, Any]) -> Callable[[Any], object]:
        answers: Mapping[str, Callable[[Any], object]] = {
            enrolment.HEALTH.path: self._health,
            enrolment.HEARTBEAT.path: self._health,
            enrolment.ENROL.path: self._enrol,
            card.CHALLENGE.path: self._challenge,
            card.TAP.path: self._tap,
            card.LOG_IN.path: self._log_in,
            card.LEAVE.path: self._leave,
            visit.DETAILS.path: self._details,
            visit.APPOINTMENTS.path: self._appointments,
            visit.CHECK_IN.path: self._check_in,
            visit.REPLAY.path: self._replay,
            visit.CALL_STAFF.path: self._call,
            consent.CONSENT_REQUESTS.path: self._requests,
            consent.CONSENT_TEXT.path: self._text,
            consent.DECIDE.path: self._decide,
            consent.DECIDE_LATE.path: self._decide_late,
            consent.SUBMISSION.path: self._submission,
            consent.MY_CONSENTS.path: self._mine,
            reading.WHO_READ.path: self._reads,
            reading.OBJECT.path: self._object,
            staff.ORDER.path: self._order,
            staff.APPOINT_GUARDIAN.path: self._appoint,
            staff.CARD_SECRETS.path: self._secrets,
        }
        if operation.path not in answers:
            raise BridgeRefused(Refusal.NOT_FOUND)
        return answers[operation.path]


def pseudonym(guid: bytes) -> bytes:
    """The pseudonym of a card's holder."""
    return hashlib.sha256(b"training" + guid).digest()


def _handle(guid: bytes) -> bytes:
    return hashlib.sha256(b"stands" + guid).digest()


def _verify(proof: card.CardProved, digest: bytes) -> None:
    """`CARD_UNPROVED` unless the certificate's key signed this digest."""
    try:
        key = x509.load_der_x509_certificate(proof.certificate).public_key()
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(proof.signature, digest, ECDSA(Prehashed(hashes.SHA256())))
            return
        if isinstance(key, RSAPublicKey):
            key.verify(proof.signature, digest, PKCS1v15(), Prehashed(hashes.SHA256()))
            return
    except (InvalidSignature, ValueError):
        pass
    raise BridgeRefused(Refusal.CARD_UNPROVED)
