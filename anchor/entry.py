"""What stands in a log: a kind, and what the kind says.

entry = 0x01 | 32-byte commitment of a record
      | 0x02 | 32-byte commitment of an act: who opened, exported, erased or handed over what
      | 0x03 | field(a lost log's name) | its last known size, 8 bytes | root at that size: what this log
      succeeds
act's commitment = SHA-256(field("fhir-anchor/act/v1") | salt 32 | field(SHA-256 of its canonical AuditEvent))
field(x) = 4-byte big-endian length | x
"""

from __future__ import annotations

import hashlib

from anchor.spelling import checked_hash

_RECORD = b"\x01"
_ACT = b"\x02"
_SUCCESSION = b"\x03"
_ACT_TAG = b"fhir-anchor/act/v1"


def record_entry(commitment: bytes) -> bytes:
    """The entry of a record by its 32-byte commitment."""
    return _RECORD + checked_hash(commitment, "commitment")


def act_entry(commitment: bytes) -> bytes:
    """The entry of an act by its 32-byte commitment."""
    return _ACT + checked_hash(commitment, "commitment")


def succession_entry(lost: str, size: int, root: bytes) -> bytes:
    """The first entry of a log that goes on for one that was lost: its name, and its last head that is known."""
    return _SUCCESSION + _field(lost.encode("ascii")) + size.to_bytes(8, "big") + checked_hash(root, "root")


def act_commitment(digest: bytes, salt: bytes) -> bytes:
    """32 bytes that fix an act's AuditEvent, by its digest, and tell nothing of it to whoever lacks the
    salt.
    """
    fields = (_field(_ACT_TAG), checked_hash(salt, "salt"), _field(checked_hash(digest, "digest")))
    return hashlib.sha256(b"".join(fields)).digest()


def is_act(entry: bytes) -> bool:
    """Whether an entry is an act's."""
    return entry[:1] == _ACT


def of_act(entry: bytes) -> bytes:
    """The commitment in an act's entry."""
    return checked_hash(entry.removeprefix(_ACT), "commitment")


def _field(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
