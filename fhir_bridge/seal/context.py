"""What sealed bytes are bound to without storing it: whose they are and which version, spelled in one way.

context(pseudonym="p1", record="r1", version=1, profile="fhir-lex-1")
00000011 "fa-record-context" | 00000002 "p1" | 00000002 "r1" | 00000001 "1" | 0000000a "fhir-lex-1"
"""

from __future__ import annotations

_LENGTH_BYTES = 4


def framed(*fields: bytes) -> bytes:
    """The fields one after another, each behind its length in 4 bytes: no two lists are spelled alike."""
    return b"".join(len(field).to_bytes(_LENGTH_BYTES, "big") + field for field in fields)


def unframed(data: bytes) -> list[bytes]:
    """The fields that were framed; ValueError where the bytes end within one."""
    fields = []
    place = 0
    while place < len(data):
        start = place + _LENGTH_BYTES
        place = start + int.from_bytes(data[place:start], "big")
        if place > len(data):
            raise ValueError("the bytes end within a field")
        fields.append(data[start:place])
    return fields


def context(*, pseudonym: str, record: str, version: int, profile: str) -> bytes:
    """The context of one version of a record; ValueError for a version below 1."""
    if version < 1:
        raise ValueError("versions count from 1")
    fields = ("fa-record-context", pseudonym, record, str(version), profile)
    return framed(*(field.encode() for field in fields))
