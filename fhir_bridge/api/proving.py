"""A card proves who is there: its certificate is the site's, the GUID is bound to it, its key signed this challenge,
and neither the site nor the chain has stopped it.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from anchor.cards import CardStatus
from anchor.errors import LedgerError
from fhir_bridge.api.authority import NotIssued, guid_of
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Desk
from fhir_bridge.api.wire.card import CardProved, Role, Slot, proof_message
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.staff import CardState
from fhir_bridge.store.cards import CardKept

_STOPPED: Final = {
    CardState.PENDING: Refusal.CARD_UNKNOWN,
    CardState.WAITING: Refusal.CARD_UNKNOWN,
    CardState.SUSPENDED: Refusal.CARD_SUSPENDED,
    CardState.REVOKED: Refusal.CARD_REVOKED,
}
_ON_CHAIN: Final = {
    CardStatus.NONE: CardState.PENDING,
    CardStatus.ACTIVE: CardState.ACTIVE,
    CardStatus.SUSPENDED: CardState.SUSPENDED,
    CardStatus.REVOKED: CardState.REVOKED,
}


def proved(desk: Desk, kiosk: str, *, guid: bytes, slot: Slot, proof: CardProved) -> CardKept:
    """The card with this GUID, once it has proved its key in this slot at this kiosk; Declined otherwise."""
    certificate = _certificate(desk, guid, proof.certificate)
    card = desk.cards.find(guid)
    if card is None:
        raise Declined(Refusal.CARD_UNKNOWN)
    if not hmac.compare_digest(certificate_hash(proof.certificate), _kept(card, slot)):
        raise Declined(Refusal.CARD_UNPROVED)
    if not _signed(certificate.public_key(), proof.signature, proof_message(slot, kiosk, proof.challenge)):
        raise Declined(Refusal.CARD_UNPROVED)
    allow(desk, card)
    return card


def allow(desk: Desk, card: CardKept) -> None:
    """Declined where the site or the chain has stopped the card. What the chain says is kept; a chain that does not
    answer leaves what it said last.
    """
    if desk.now() >= card.end:
        raise Declined(Refusal.CARD_EXPIRED)
    state = standing(desk, card)
    if state is not CardState.ACTIVE:
        raise Declined(_STOPPED[state])


def standing(desk: Desk, card: CardKept) -> CardState:
    """Where a card stands, by the chain if it answers; a staff card stands in no contract."""
    kept = CardState(card.state)
    if desk.chain is None or card.role == Role.STAFF or kept is CardState.REVOKED:
        return kept
    try:
        found = desk.chain.card(desk.keeping.chain_name(card.pseudonym))
    except LedgerError:
        return kept
    if found.key == card.key:
        state = _ON_CHAIN[found.status]
    else:
        state = kept if kept in (CardState.PENDING, CardState.WAITING) else CardState.REVOKED
    if state is not kept:
        desk.cards.move(card.guid, state)
    return state


def certificate_hash(der: bytes) -> bytes:
    """By which the registry knows a certificate."""
    return hashlib.sha256(der).digest()


def _certificate(desk: Desk, guid: bytes, der: bytes) -> x509.Certificate:
    try:
        certificate = desk.card_authority.issued(der)
    except NotIssued:
        raise Declined(Refusal.CARD_FOREIGN) from None
    if guid_of(certificate) != guid:
        raise Declined(Refusal.CARD_UNPROVED)
    now = desk.now()
    if not certificate.not_valid_before_utc.timestamp() <= now < certificate.not_valid_after_utc.timestamp():
        raise Declined(Refusal.CARD_EXPIRED)
    return certificate


def _kept(card: CardKept, slot: Slot) -> bytes:
    return {Slot.TAP: card.tap, Slot.LOG_IN: card.log_in, Slot.SIGN: card.sign}[slot]


def _signed(key: object, signature: bytes, message: bytes) -> bool:
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True
