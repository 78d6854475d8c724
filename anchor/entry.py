"""What stands in a log: a kind, and what the kind says.

entry = 0x01 | 32-byte commitment of a record
"""

from __future__ import annotations

from anchor.spelling import checked_hash

_RECORD = b"\x01"


def record_entry(commitment: bytes) -> bytes:
    """The entry of a record by its 32-byte commitment."""
    return _RECORD + checked_hash(commitment, "commitment")
