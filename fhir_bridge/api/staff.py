"""What a member of staff does at a kiosk. Each act is traced, and needs their own card and its PIN.

A patient's card is enrolled in two steps, so that the chain is told of a key only when the card has shown that it
holds it. Whoever may enrol is an officer of the contract's: the bridge's account acts for them, and is trusted to know
that they did (docs/access.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from anchor.cardproof import CardProof, card_key
from anchor.cards import CardStatus
from anchor.errors import ContractRefusedError, FormatError
from fhir_bridge.acts import Deed
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.proving import certificate_hash, standing
from fhir_bridge.api.visits import Welcome
from fhir_bridge.api.wire.card import Role, Slot
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.staff import (
    CardIssued,
    CardSecrets,
    CardStanding,
    CardState,
    MadeKey,
    NewCard,
    OfCard,
    Possession,
    RecordNumber,
    SecretsFor,
    SecretsQuery,
    SlotCertificate,
)
from fhir_bridge.records import SITE, Identifier
from fhir_bridge.store.cards import CardKept

CARD_LIFE: Final = 5 * 365 * 86_400
"""Seconds that a card's certificates hold."""

_RSA_BITS: Final = 2048
_PUK_DIGITS: Final = 8


def new_card(desk: Desk, call: Call, asked: NewCard) -> CardIssued:
    """Certificates for the keys that the card has made; nothing counts before it has shown that it holds them."""
    officer(desk, call)
    pseudonym = find_patient(desk, asked.patient)
    found = desk.chained().card(desk.keeping.chain_name(pseudonym))
    known = desk.cards.find(asked.guid)
    if known is not None and (known.pseudonym != pseudonym or known.state != CardState.PENDING):
        raise Declined(Refusal.CARD_REVOKED)
    now = desk.now()
    certificates = _certificates(desk, asked.guid, asked.keys, now)
    sealed = desk.keeping.seal(
        Welcome(asked.name, asked.language).spelled(), pseudonym, kind="welcome", name=asked.guid
    )
    desk.note(Deed.CARD_ISSUED, replace(of(call, pseudonym), remark=f"identity by {asked.check}"))
    fresh = _kept(asked.guid, pseudonym, certificates, end=now + CARD_LIFE, sealed=sealed)
    desk.cards.keep(replace(fresh, key=card_key(_signing_key(asked))))
    expires = datetime.fromtimestamp(now + CARD_LIFE, UTC).strftime("%Y%m%d")
    written = tuple(SlotCertificate(slot, certificates[slot]) for slot in Slot)
    chain_name = desk.keeping.chain_name(pseudonym)
    return CardIssued(chain_name, found.nonce, found.status is not CardStatus.NONE, expires, written)


def possession(desk: Desk, call: Call, asked: Possession) -> CardStanding:
    """The card holds its key: the patient's pseudonym is registered with it."""
    officer(desk, call)
    card = patients_card(desk, asked.guid)
    with_chain = desk.chained()
    desk.note(Deed.CARD_ISSUED, of(call, card.pseudonym))
    try:
        with_chain.register(desk.keeping.chain_name(card.pseudonym), _proof(desk, card, asked))
    except ContractRefusedError:
        raise Declined(Refusal.CARD_UNPROVED) from None
    return _standing(desk, card)


def replace_card(desk: Desk, call: Call, asked: Possession) -> CardStanding:
    """Ask for this card in place of the patient's present one; another member of staff confirms it after the delay."""
    officer(desk, call)
    card = patients_card(desk, asked.guid)
    name, chain = desk.keeping.chain_name(card.pseudonym), desk.chained()
    desk.note(Deed.CARD_CHANGED, of(call, card.pseudonym))
    try:
        chain.request_replacement(name, _proof(desk, card, asked))
    except ContractRefusedError:
        raise Declined(Refusal.CARD_UNPROVED) from None
    desk.cards.move(card.guid, CardState.WAITING)
    desk.service.journal.note(_asker(card), call.at.holder.encode())
    waiting = chain.pending(name)
    return CardStanding(card.guid, CardState.WAITING, waiting.ready if waiting else None)


def confirm_replacement(desk: Desk, call: Call, asked: OfCard) -> CardStanding:
    """The new card takes the old one's place."""
    officer(desk, call)
    card = patients_card(desk, asked.guid)
    if desk.service.journal.setting(_asker(card)) == call.at.holder.encode():
        raise Declined(Refusal.SAME_OFFICER)
    desk.note(Deed.CARD_CHANGED, of(call, card.pseudonym))
    try:
        desk.chained().confirm_replacement(desk.keeping.chain_name(card.pseudonym), card.key)
    except ContractRefusedError as refusal:
        refusals = {"NotReady": Refusal.TOO_EARLY, "SameOfficer": Refusal.SAME_OFFICER}
        raise Declined(refusals.get(refusal.reason, Refusal.NOT_FOUND)) from None
    return _standing(desk, card)


def card_secrets(desk: Desk, call: Call, asked: SecretsQuery) -> CardSecrets:
    """A card's PUK and, to enrol it, its management key: made from the site's key and the card's GUID."""
    if asked.purpose is SecretsFor.ENROL:
        officer(desk, call)
    card = desk.cards.find(asked.guid)
    if card is not None and card.role == Role.STAFF:
        raise Declined(Refusal.NOT_FOUND)
    if card is None and asked.purpose is SecretsFor.UNBLOCK:
        raise Declined(Refusal.CARD_UNKNOWN)
    desk.note(Deed.CARD_SECRETS, of(call, card.pseudonym) if card else call)
    number = int.from_bytes(desk.keeping.derived(SITE, "card-puk", asked.guid).reveal(), "big")
    puk = str(number % 10**_PUK_DIGITS).zfill(_PUK_DIGITS).encode()
    if asked.purpose is SecretsFor.UNBLOCK:
        return CardSecrets(puk, None)
    return CardSecrets(puk, desk.keeping.derived(SITE, "card-management", asked.guid).reveal())


def card_standing(desk: Desk, _call: Call, asked: OfCard) -> CardStanding:
    """Where a card stands."""
    return _standing(desk, patients_card(desk, asked.guid))


def suspend(desk: Desk, call: Call, asked: OfCard) -> CardStanding:
    """Stop a card for now; here at once, and on chain."""
    officer(desk, call)
    card = patients_card(desk, asked.guid)
    desk.note(Deed.CARD_CHANGED, of(call, card.pseudonym))
    desk.cards.move(card.guid, CardState.SUSPENDED)
    _asked_of_chain(lambda: desk.chained().suspend(desk.keeping.chain_name(card.pseudonym)))
    return _standing(desk, card)


def reinstate(desk: Desk, call: Call, asked: OfCard) -> CardStanding:
    """Let a suspended card be used again."""
    officer(desk, call)
    card = patients_card(desk, asked.guid)
    desk.note(Deed.CARD_CHANGED, of(call, card.pseudonym))
    _asked_of_chain(lambda: desk.chained().reinstate(desk.keeping.chain_name(card.pseudonym)))
    return _standing(desk, card)


def add_staff(
    desk: Desk, name: str, *, guid: bytes, keys: tuple[MadeKey, ...], may_enrol: bool
) -> dict[Slot, bytes]:
    """A member of staff's own card, by whoever runs the site: the certificates (DER) to write onto it."""
    who = Identifier("urn:fhir-anchor:staff", guid.hex(), "EI")
    custody, now = desk.keeping.custody, desk.now()
    tag = custody.identifier_tag(who, "")
    pseudonym = desk.service.pipeline.patients.find(tag) or custody.enrol(tag, custody.slot_tag(who, ""))
    certificates = _certificates(desk, guid, keys, now)
    sealed = desk.keeping.seal(Welcome(name, "").spelled(), pseudonym, kind="welcome", name=guid)
    fresh = _kept(guid, pseudonym, certificates, end=now + CARD_LIFE, sealed=sealed)
    desk.cards.keep(replace(fresh, role=Role.STAFF, officer=may_enrol, state=CardState.ACTIVE))
    return certificates


def officer(desk: Desk, call: Call) -> None:
    """Declined unless this member of staff may enrol."""
    card = desk.cards.find(call.at.guid)
    if card is None or not card.officer:
        raise Declined(Refusal.STAFF_ONLY)


def find_patient(desk: Desk, number: RecordNumber) -> str:
    """The pseudonym behind a hospital's number, found by exact match alone; NOT_FOUND otherwise."""
    identifier = Identifier(number.system, number.value.strip(), "MR")
    custody = desk.keeping.custody
    found = desk.service.pipeline.patients.find(custody.identifier_tag(identifier, ""))
    if found is None or not custody.holds(found):
        raise Declined(Refusal.NOT_FOUND)
    return custody.person(found)[0]


def patients_card(desk: Desk, guid: bytes) -> CardKept:
    """A patient's card; Declined(CARD_UNKNOWN) where this is none."""
    card = desk.cards.find(guid)
    if card is None or card.role != Role.PATIENT:
        raise Declined(Refusal.CARD_UNKNOWN)
    return card


def of(call: Call, pseudonym: str) -> Call:
    """The same call, whose act touches this patient."""
    return replace(call, visit=replace(call.at, subject=pseudonym))


def _kept(
    guid: bytes, pseudonym: str, certificates: dict[Slot, bytes], *, end: int, sealed: bytes
) -> CardKept:
    """A card as it is given out: a patient's that waits for the chain, and has no key there yet."""
    tap, log_in, sign = (certificate_hash(certificates[slot]) for slot in (Slot.TAP, Slot.LOG_IN, Slot.SIGN))
    return CardKept(
        guid=guid,
        role=Role.PATIENT,
        officer=False,
        pseudonym=pseudonym,
        state=CardState.PENDING,
        tap=tap,
        log_in=log_in,
        sign=sign,
        key=b"",
        end=end,
        sealed=sealed,
    )


def _certificates(desk: Desk, guid: bytes, made: tuple[MadeKey, ...], now: int) -> dict[Slot, bytes]:
    keys = {one.slot: _key(one.key) for one in made}
    if len(keys) != len(Slot):
        raise Declined(Refusal.BAD_REQUEST)
    subject, end = f"card {guid.hex()}", now + CARD_LIFE
    issue = desk.card_authority.issue
    return {slot: issue(subject, keys[slot], now=now, end=end, guid=guid) for slot in Slot}


def _signing_key(asked: NewCard) -> ec.EllipticCurvePublicKey:
    key = next(_key(one.key) for one in asked.keys if one.slot is Slot.SIGN)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Declined(Refusal.BAD_REQUEST)
    return key


def _key(spki: bytes) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    try:
        key: Any = load_der_public_key(spki)
    except ValueError:
        raise Declined(Refusal.BAD_REQUEST) from None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == _RSA_BITS:
        return key
    raise Declined(Refusal.BAD_REQUEST)


def _proof(desk: Desk, card: CardKept, asked: Possession) -> CardProof:
    try:
        key: Any = load_der_public_key(asked.key)
        proof = CardProof.of(asked.signature, key)
    except (ValueError, FormatError):
        raise Declined(Refusal.BAD_REQUEST) from None
    if proof.key != card.key or desk.now() >= card.end:
        raise Declined(Refusal.CARD_UNPROVED)
    return proof


def _asker(card: CardKept) -> str:
    """Under which name the journal keeps who asked for this card in place of another."""
    return f"replacement {card.guid.hex()}"


def _standing(desk: Desk, card: CardKept) -> CardStanding:
    fresh = desk.cards.find(card.guid) or card
    return CardStanding(card.guid, standing(desk, fresh), None)


def _asked_of_chain(ask: Callable[[], None]) -> None:
    try:
        ask()
    except ContractRefusedError:
        raise Declined(Refusal.NOT_FOUND) from None
