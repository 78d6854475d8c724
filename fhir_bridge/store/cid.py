"""Content identifiers: CIDv1 in base32, SHA-256, of raw bytes or of a dag-pb node.

bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku        the CID of no bytes at all
binary  = 01 | codec (55 raw, 70 dag-pb) | 12 20 | SHA-256 of the block
text    = "b" | RFC 4648 base32 of that, lower case, without padding
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from fhir_bridge.store.faults import BlobTampered

_VERSION = 1
_SHA2_256 = b"\x12\x20"
_TEXT_LENGTH = 59
CID_BYTES = 36


class Codec(IntEnum):
    """How a block's bytes are to be read."""

    RAW = 0x55
    DAG_PB = 0x70


@dataclass(frozen=True, slots=True)
class Cid:
    """A codec and a digest; `str` and `bytes` are its two spellings."""

    codec: Codec
    digest: bytes

    @classmethod
    def of(cls, data: bytes | memoryview, codec: Codec = Codec.RAW) -> Self:
        """The CID of a block."""
        return cls(codec, hashlib.sha256(data).digest())

    @classmethod
    def parse(cls, text: str) -> Self:
        """The CID that the text spells; ValueError for any other spelling, codec or hash."""
        if len(text) != _TEXT_LENGTH or not text.startswith("b") or not text.isascii():
            raise ValueError("a CID here is 59 characters of base32 behind a b")
        try:
            cid = cls.from_bytes(base64.b32decode(text[1:].upper() + "======"))
        except binascii.Error as error:
            raise ValueError("a CID here is 59 characters of base32 behind a b") from error
        if str(cid) != text:
            raise ValueError("the CID is not in its one spelling")
        return cid

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The CID in its 36-byte form; ValueError for anything else."""
        if len(data) != CID_BYTES or data[0] != _VERSION or data[2:4] != _SHA2_256:
            raise ValueError("a CID here is version 1 with SHA-256")
        return cls(Codec(data[1]), data[4:])

    def check(self, data: bytes) -> bytes:
        """`data` itself; BlobTampered where it is not what this CID names."""
        if hashlib.sha256(data).digest() != self.digest:
            raise BlobTampered(str(self))
        return data

    def __bytes__(self) -> bytes:
        return bytes((_VERSION, self.codec)) + _SHA2_256 + self.digest

    def __str__(self) -> str:
        return "b" + base64.b32encode(bytes(self)).decode("ascii").rstrip("=").lower()
