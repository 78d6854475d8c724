"""What a patient's card signs, and the 32 bytes that it signs it by.

Every statement is an EIP-712 typed structure in the domain ("fhir-anchor", "1", chain id, contract's
address), so that a signature holds in one contract of one chain, and carries the patient's next nonce, so
that it counts once. Source: EIP-712, and the interfaces
`IHospitalRecord` and `IPatientSmartCard`, whose type strings stand here again.

    statement                      signed by                      for
    Consent                        the patient or representative  grants and revocations, one list
    Possession                     the card that is enrolled      it holds its key
    Replacement                    the old card                   the new one takes its place
    Appointment                    the patient's card             a representative, with scope and end
    Objection                      the patient's card             against what an officer has asked for
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from eth_hash.auto import keccak

from anchor.errors import FormatError
from anchor.spelling import checked_hash, hexadecimal

KEY_SIZE: Final = 23  # a card's key on chain: so many bytes of keccak256(x, y)

_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_NAME = "fhir-anchor"
_VERSION = "1"
_DECISION = "Decision(bytes32 commitment,uint64 end)"
_CONSENT = "Consent(bytes32 patient,bytes32 signer,uint64 nonce,bytes32 text,Decision[] decisions)"
_WORD = 32
_MAX_UINT64 = 2**64 - 1
_MAX_UINT256 = 2**256 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement is meant to hold: one contract (`0x` and 40 lower-case digits) of one chain."""

    chain_id: int
    contract: str

    def separator(self) -> bytes:
        """The domain's 32 bytes."""
        address = hexadecimal(self.contract, 20, "contract")
        words = (
            _text(_NAME),
            _text(_VERSION),
            _number(self.chain_id, _MAX_UINT256),
            address.rjust(_WORD, b"\0"),
        )
        return _struct(_DOMAIN, *words)


class Scope(IntFlag):
    """What a representative may do."""

    GRANT = 1
    REVOKE = 2


@dataclass(frozen=True, slots=True)
class Opening:
    """What a grant's commitment opens to. Whoever holds it can ask whether the grant is live.

    All 32 bytes: the patient's pseudonym, a random salt, and who, what for and which data as `member`,
    `named`, `purpose` and `classes` spell them.
    """

    patient: bytes
    salt: bytes
    grantee: bytes
    purpose: bytes
    classes: bytes

    def __post_init__(self) -> None:
        for name in ("patient", "salt", "grantee", "purpose", "classes"):
            checked_hash(getattr(self, name), name)

    def __repr__(self) -> str:
        return "Opening(...)"

    def commitment(self) -> bytes:
        """The 32 bytes that a decision names."""
        return keccak(self.salt + self.grantee + self.purpose + self.classes)

    def grant(self) -> bytes:
        """The 32 bytes under which the contract keeps the grant."""
        return grant_id(self.patient, self.commitment())


@dataclass(frozen=True, slots=True)
class Decision:
    """Until when (seconds since 1970, excluded) a grant holds; an end of 0 revokes one made before."""

    commitment: bytes
    end: int

    def struct(self) -> bytes:
        """The hash of the structure."""
        return _struct(_DECISION, checked_hash(self.commitment, "commitment"), _number(self.end))


@dataclass(frozen=True, slots=True)
class Consent:
    """A visit's decisions: for whom, signed by whom, the patient's next nonce, and `shown_text` of what was
    shown.
    """

    patient: bytes
    signer: bytes
    nonce: int
    text: bytes
    decisions: tuple[Decision, ...]

    def digest(self, place: Place) -> bytes:
        """What the card of the patient or of a representative signs."""
        decisions = keccak(b"".join(one.struct() for one in self.decisions))
        words = (
            checked_hash(self.patient, "patient"),
            checked_hash(self.signer, "signer"),
            _number(self.nonce),
        )
        text = checked_hash(self.text, "text")
        return _digest(place, _struct(_CONSENT + _DECISION, *words, text, decisions))


@dataclass(frozen=True, slots=True)
class Possession:
    """A card that is enrolled holds the key of which `key` is the hash."""

    patient: bytes
    key: bytes
    nonce: int

    def digest(self, place: Place) -> bytes:
        """What the new card signs."""
        return _digest(place, _keyed("Possession", self.patient, self.key, self.nonce))


@dataclass(frozen=True, slots=True)
class Replacement:
    """Another card takes this one's place."""

    patient: bytes
    key: bytes
    nonce: int

    def digest(self, place: Place) -> bytes:
        """What the old card signs."""
        return _digest(place, _keyed("Replacement", self.patient, self.key, self.nonce))


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody stands for the patient until `end`; scope 0 and end 0 end that."""

    patient: bytes
    representative: bytes
    scope: Scope
    end: int
    nonce: int

    def digest(self, place: Place) -> bytes:
        """What the patient's card signs."""
        kind = "Appointment(bytes32 patient,bytes32 representative,uint8 scope,uint64 end,uint64 nonce)"
        who = (checked_hash(self.patient, "patient"), checked_hash(self.representative, "representative"))
        numbers = (_number(self.scope), _number(self.end), _number(self.nonce))
        return _digest(place, _struct(kind, *who, *numbers))


@dataclass(frozen=True, slots=True)
class Objection:
    """The patient does not want what an officer has asked for (the change's 32 bytes, as the chain tells it)."""

    patient: bytes
    change: bytes
    nonce: int

    def digest(self, place: Place) -> bytes:
        """What the patient's card signs."""
        kind = "Objection(bytes32 patient,bytes32 change,uint64 nonce)"
        words = (
            checked_hash(self.patient, "patient"),
            checked_hash(self.change, "change"),
            _number(self.nonce),
        )
        return _digest(place, _struct(kind, *words))


def key_hash(x: bytes, y: bytes) -> bytes:
    """The bytes by which the chain knows the key at this point of P-256, 32 bytes a coordinate."""
    return keccak(checked_hash(x, "x") + checked_hash(y, "y"))[:KEY_SIZE]


def shown_text(text: str, salt: bytes) -> bytes:
    """The 32 bytes by which a consent names the text that was shown.

    The salt (32 random bytes, kept with the consent) is needed: texts come from templates, and a bare hash
    would tell anyone who tries a few names to whom a grant is.
    """
    return keccak(checked_hash(salt, "salt") + text.encode())


def grant_id(patient: bytes, commitment: bytes) -> bytes:
    """The 32 bytes under which the contract keeps a patient's grant."""
    return keccak(checked_hash(patient, "patient") + checked_hash(commitment, "commitment"))


def member(contract: str, number: int) -> bytes:
    """The grantee that is a member of a contract's roster, such as a pharmacy."""
    return hexadecimal(contract, 20, "contract").rjust(24, b"\0") + _number(number)[-8:]


def named(identifier: str) -> bytes:
    """The grantee with this identifier (a system and a value, as FHIR has it: `system|value`)."""
    return keccak(identifier.encode())


def purpose(code: str) -> bytes:
    """A purpose of use by its code in HL7's ActReason, such as TREAT."""
    if not (0 < len(code) <= _WORD and code.isascii() and code.isalnum()):
        raise FormatError("purpose: not a code of letters and digits")
    return code.encode().ljust(_WORD, b"\0")


def classes(codes: Iterable[str]) -> bytes:
    """A set of data classes (`system|code` each), whatever their order."""
    lines = sorted(set(codes))
    if not lines or any("\n" in line or not line for line in lines):
        raise FormatError("classes: none, or one that is no line of text")
    return keccak("\n".join(lines).encode())


def _keyed(name: str, patient: bytes, key: bytes, nonce: int) -> bytes:
    if len(key) != KEY_SIZE:
        raise FormatError(f"key: {len(key)} bytes where {KEY_SIZE} belong")
    kind = f"{name}(bytes32 patient,bytes23 key,uint64 nonce)"
    return _struct(kind, checked_hash(patient, "patient"), key.ljust(_WORD, b"\0"), _number(nonce))


def _digest(place: Place, struct: bytes) -> bytes:
    return keccak(b"\x19\x01" + place.separator() + struct)


def _struct(kind: str, *words: bytes) -> bytes:
    return keccak(_text(kind) + b"".join(words))


def _text(text: str) -> bytes:
    return keccak(text.encode())


def _number(value: int, most: int = _MAX_UINT64) -> bytes:
    if not 0 <= value <= most:
        raise FormatError("number: negative, or too large for its field")
    return value.to_bytes(_WORD, "big")
