"""What staff do to a card: make it somebody's, unblock it, let its holder stand for another, stop one that is lost.

The PIN is the patient's: staff never see it, and it goes from the pad to the card. PUK and management key come from the
bridge, made from the card's GUID; they are sent to the card and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from anchor.statement import Possession, key_hash
from fhir_bridge.api.wire import staff
from fhir_bridge.api.wire.card import Slot as WireSlot
from kiosk.card import messages as said
from kiosk.card.errors import Malformed
from kiosk.card.face import Slot
from kiosk.card.pin import wipe
from kiosk.visit.asked import DoTask
from kiosk.visit.outcomes import TaskDone
from kiosk.visit.tasks import CardStage, Document, StaffTask
from kiosk.work.bench import Bench

Reached = Callable[[CardStage], None]

SLOTS: Final = {
    Slot.PRESENCE: WireSlot.TAP,
    Slot.LOGIN: WireSlot.LOG_IN,
    Slot.SIGNING: WireSlot.SIGN,
}
CHECKS: Final = {
    Document.PASSPORT: staff.IdentityCheck.PASSPORT,
    Document.IDENTITY_CARD: staff.IdentityCheck.IDENTITY_CARD,
    Document.RESIDENCE_PERMIT: staff.IdentityCheck.IDENTITY_CARD,
    Document.KNOWN_IN_PERSON: staff.IdentityCheck.KNOWN_IN_PERSON,
}
ORDERS: Final = {
    StaffTask.SUSPEND: staff.Ordered.SUSPEND,
    StaffTask.REINSTATE: staff.Ordered.REINSTATE,
    StaffTask.CONFIRM: staff.Ordered.CONFIRM_REPLACEMENT,
    StaffTask.CONFIRM_GUARDIAN: staff.Ordered.CONFIRM_MANDATE,
}
MANDATE: Final = timedelta(days=365)
"""As long as a mandate holds that is given at a kiosk; it is renewed by giving it again."""
WAITING: Final = (staff.CardState.PENDING, staff.CardState.WAITING)


def do_task(bench: Bench, task: DoTask, reached: Reached) -> TaskDone:
    """What was ordered, to the card that is in."""
    match task.task:
        case StaffTask.ENROL | StaffTask.REPLACE:
            return enrol(bench, task, reached)
        case StaffTask.UNBLOCK:
            return unblock(bench, reached)
        case StaffTask.GUARDIAN:
            return appoint(bench, task)
        case _:
            return order(bench, task)


def enrol(bench: Bench, task: DoTask, reached: Reached) -> TaskDone:
    """Keys made on the card, certificates written, PIN and PUK set, possession proved, pseudonym registered."""
    pin = bench.pad.take_first()
    try:
        reached(CardStage.UNLOCKING)
        _open(bench)
        reached(CardStage.MAKING_KEY)
        keys = {slot: _made(bench, slot) for slot in Slot}
        guid = bench.card.presented().face.guid or uuid4()
        issued = _issued(bench, task, guid, keys)
        reached(CardStage.WRITING)
        _write(bench, guid, issued)
        reached(CardStage.SETTING_PIN)
        _set_secrets(bench, guid, pin)
        reached(CardStage.PROVING)
        bench.card.read_again()
        signature = _proved(bench, issued, keys[Slot.SIGNING], pin)
    finally:
        wipe(pin)
    reached(CardStage.REGISTERING)
    operation = staff.REPLACE if issued.replaces else staff.POSSESSION
    proof = staff.Possession(
        visit=bench.session.visit, guid=guid.bytes, key=keys[Slot.SIGNING], signature=signature
    )
    return TaskDone(bench.bridge.ask(operation, proof).state in WAITING)


def unblock(bench: Bench, reached: Reached) -> TaskDone:
    """A new PIN of the patient's, by the PUK."""
    reached(CardStage.UNLOCKING)
    query = staff.SecretsQuery(bench.session.visit, bench.guid(), staff.SecretsFor.UNBLOCK)
    puk = bytearray(bench.bridge.ask(staff.CARD_SECRETS, query).puk)
    reached(CardStage.SETTING_PIN)
    card = bench.card.presented()
    bench.want(said.Done, said.Unblock(card.face.fingerprint), puk, bench.pad.take_first())
    return TaskDone()


def order(bench: Bench, task: DoTask) -> TaskDone:
    """Done to a card that is not there, by its patient's number: the staff card that is in signs the order."""
    what, patient, visit = ORDERS[task.task], _patient(bench, task), bench.session.visit
    challenge = staff.order_challenge(bench.site.kiosk, visit, what, patient)
    check = CHECKS[task.document] if task.document else None
    asked = staff.Order(visit, what, patient, check, bench.prove(Slot.LOGIN, challenge))
    return TaskDone(bench.bridge.ask(staff.ORDER, asked).state in WAITING)


def appoint(bench: Bench, task: DoTask) -> TaskDone:
    """The holder of the card that is in may decide for a patient: at once, or once it is confirmed."""
    asked = staff.Guardian(
        visit=bench.session.visit,
        patient=_patient(bench, task),
        name=task.greeting,
        representative=bench.guid(),
        may_grant=True,
        may_revoke=True,
        end=int((bench.site.now() + MANDATE).timestamp()),
    )
    return TaskDone(bench.bridge.ask(staff.APPOINT_GUARDIAN, asked).state in WAITING)


def _patient(bench: Bench, task: DoTask) -> staff.RecordNumber:
    return staff.RecordNumber(bench.site.record_system, task.mrn)


def _open(bench: Bench) -> None:
    card, transport = bench.card.presented(), bench.site.transport
    key = bytearray(transport.key)
    asked = said.OpenAdministration(card.face.fingerprint, transport.triple_des)
    bench.want(said.Done, asked, key)


def _made(bench: Bench, slot: Slot) -> bytes:
    card = bench.card.presented()
    return bench.want(said.KeyMade, said.MakeKey(card.face.fingerprint, slot)).public_key


def _issued(bench: Bench, task: DoTask, guid: UUID, keys: dict[Slot, bytes]) -> staff.CardIssued:
    made = tuple(staff.MadeKey(SLOTS[slot], key) for slot, key in keys.items())
    asked = staff.NewCard(
        visit=bench.session.visit,
        patient=_patient(bench, task),
        check=CHECKS[task.document or Document.KNOWN_IN_PERSON],
        guid=guid.bytes,
        name=task.greeting,
        language=task.language.value,
        keys=made,
    )
    return bench.bridge.ask(staff.NEW_CARD, asked)


def _write(bench: Bench, guid: UUID, issued: staff.CardIssued) -> None:
    card = bench.card.presented().face.fingerprint
    bench.want(said.Done, said.WriteIdentity(card, guid, date.fromisoformat(issued.expires)))
    slots = {theirs: ours for ours, theirs in SLOTS.items()}
    for one in issued.certificates:
        bench.want(said.Done, said.WriteCertificate(card, slots[one.slot], one.certificate))


def _set_secrets(bench: Bench, guid: UUID, pin: bytearray) -> None:
    """The transport PIN and PUK give way to the patient's PIN and the card's own PUK."""
    card, transport = bench.card.presented().face.fingerprint, bench.site.transport
    query = staff.SecretsQuery(bench.session.visit, guid.bytes, staff.SecretsFor.ENROL)
    puk = bytearray(bench.bridge.ask(staff.CARD_SECRETS, query).puk)
    bench.want(said.Done, said.ChangePuk(card), bytearray(transport.puk), puk)
    bench.want(said.Done, said.ChangePin(card), bytearray(transport.pin), bytearray(pin))


def _proved(bench: Bench, issued: staff.CardIssued, key: bytes, pin: bytearray) -> bytes:
    """The new card's signature that it holds its 9C key."""
    card = bench.card.presented().face.fingerprint
    digest = Possession(issued.patient, _key(key), issued.nonce).digest(bench.site.cards)
    return bench.want(said.Signed, said.SignStatement(card, digest), bytearray(pin)).signature


def _key(spki: bytes) -> bytes:
    key = load_der_public_key(spki)
    if not isinstance(key, EllipticCurvePublicKey):
        raise Malformed("key: not on P-256")
    point = key.public_numbers()
    return key_hash(point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big"))
