"""Pseudonyms are random; only a keyed hash leads from an identifier to one.

    tag = HMAC-SHA256(identity key, "fhir-anchor/identifier/v1" | system | sender | value)    each after its u32 length

A number whose authority is not known is worth something at its sender alone: only then is the sender part of the hash.
With the key destroyed no table of names, numbers or birth dates can be run against the journal.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence

from fhir_bridge.records import Identifier

_SLOT = b"fhir-anchor/slot/v1"
_IDENTIFIER = b"fhir-anchor/identifier/v1"
_MESSAGE = b"fhir-anchor/message/v1"
_SENDER = b"fhir-anchor/sender/v1"
_SEARCH = b"fhir-anchor/search/v1"
_CALLED = b"fhir-anchor/called/v1"


def identifier_tag(identifier: Identifier, sender: str, *, key: bytes) -> bytes:
    """32 bytes under which the journal finds the pseudonym of whoever bears this identifier."""
    parts = (identifier.system, _scope(identifier, sender), identifier.value.strip())
    return _tag(key, _IDENTIFIER, *(part.encode() for part in parts))


def slot_tag(identifier: Identifier, sender: str, *, key: bytes) -> bytes:
    """32 bytes for authority and type alone: of these nobody has two without a message that says so."""
    parts = (identifier.system, _scope(identifier, sender), identifier.type)
    return _tag(key, _SLOT, *(part.encode() for part in parts))


def message_tag(data: bytes, key: bytes, sender: bytes = b"") -> bytes:
    """32 bytes under which the journal knows a message it has already taken; where the message itself does not say who
    sent it, two senders' are two.
    """
    return _tag(key, _MESSAGE, data, *filter(None, [sender]))


def sender_tag(names: Sequence[str], key: bytes) -> bytes:
    """32 bytes that stand for whoever bears these names."""
    return _tag(key, _SENDER, *(name.encode() for name in names))


def called_tag(names: Sequence[str], key: bytes) -> bytes:
    """32 bytes that stand for what a sender calls a message: its own names, the control id, the time."""
    return _tag(key, _CALLED, *(name.encode() for name in names))


def search_tag(parts: Sequence[str], key: bytes) -> bytes:
    """32 bytes under which the index of resources knows something: a type and id, a code of one patient's."""
    return _tag(key, _SEARCH, *(part.encode() for part in parts))


def new_pseudonym() -> str:
    """128 random bits in hex: it can be computed from nothing."""
    return secrets.token_hex(16)


def _scope(identifier: Identifier, sender: str) -> str:
    return "" if identifier.system else sender


def _tag(key: bytes, kind: bytes, *parts: bytes) -> bytes:
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(key, kind + framed, "sha256")
