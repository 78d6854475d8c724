"""The data objects that a PIV card keeps and the kiosk reads: parser and printer of each.

    who            5FC102   53 L { 30 FASC-N, 34 GUID (16), 35 YYYYMMDD, 3E signature, FE }
    certificates   5FC101 (9E)  5FC105 (9A)  5FC10A (9C)   53 L { 70 DER, 71 00 or 01 (gzip), [72], FE }
    discovery      7E       7E L { 4F AID, 5F2F PIN usage policy (2) }

Source: SP 800-73-4, part 1, 3.1 to 3.3 and appendix A.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kiosk.card import tlv
from kiosk.card.errors import Malformed
from kiosk.card.face import Slot

AID: Final = bytes.fromhex("A00000030800001000")  # without its version: cards of 01 00 and later answer to it
AID_SIZE: Final = 11
CHUID: Final = 0x5FC102
DISCOVERY: Final = 0x7E
APPLICATION_PIN: Final = 0x40  # in the policy's first byte: the application's own PIN satisfies it
CERTIFICATES: Final = {Slot.PRESENCE: 0x5FC101, Slot.LOGIN: 0x5FC105, Slot.SIGNING: 0x5FC10A}
MAX_CERTIFICATE: Final = 4096  # DER after unpacking; the standard's own container holds 1,856

_CONTAINER: Final = 0x53
_CHUID_TAGS: Final = {0xEE, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x3D, 0x3E, 0xFE}
_CERTIFICATE_TAGS: Final = {0x70, 0x71, 0x72, 0xFE}
_PLAIN, _GZIP = b"\x00", b"\x01"
_NO_FASCN: Final = bytes.fromhex("D4E739DA739CED39CE739D836858210842108421C84210C3EB")  # agency 9999: none
_GZIP_WINDOW: Final = 31  # zlib's own way to say: gzip's header and trailer


@dataclass(frozen=True, slots=True)
class Chuid:
    """Who the card says it is. Anyone can read it, and write it on another card."""

    guid: UUID
    expires: date

    def __repr__(self) -> str:
        return "Chuid(...)"

    def write(self) -> bytes:
        """The object, without the issuer's signature: what binds it here are the certificates."""
        fields = (
            tlv.write(0x30, _NO_FASCN),
            tlv.write(0x34, self.guid.bytes),
            tlv.write(0x35, self.expires.strftime("%Y%m%d").encode()),
            tlv.write(0x3E, b""),
            tlv.write(0xFE, b""),
        )
        return tlv.write(_CONTAINER, b"".join(fields))


def read_chuid(data: bytes) -> Chuid:
    """The object that a card gave; `Malformed` when it is none."""
    found = tlv.fields(tlv.only(data, _CONTAINER))
    if found.keys() - _CHUID_TAGS or not {0x34, 0x35} <= found.keys():
        raise Malformed("CHUID: not its fields")
    if len(found[0x34]) != 16 or not any(found[0x34]):  # noqa: PLR2004 the size of a GUID
        raise Malformed("CHUID: no GUID")
    return Chuid(UUID(bytes=found[0x34]), _day(found[0x35]))


def write_certificate(der: bytes, *, packed: bool = False) -> bytes:
    """A certificate's container."""
    packer = zlib.compressobj(wbits=_GZIP_WINDOW)
    value = packer.compress(der) + packer.flush() if packed else der
    info = _GZIP if packed else _PLAIN
    return tlv.write(_CONTAINER, tlv.write(0x70, value) + tlv.write(0x71, info) + tlv.write(0xFE, b""))


def read_certificate(data: bytes) -> bytes:
    """The certificate's DER, not yet read; `Malformed` when the container is none or holds too much."""
    found = tlv.fields(tlv.only(data, _CONTAINER))
    if found.keys() - _CERTIFICATE_TAGS or not {0x70, 0x71, 0xFE} <= found.keys() or found[0xFE]:
        raise Malformed("certificate: not its fields")
    if found[0x71] not in (_PLAIN, _GZIP):
        raise Malformed("certificate: packed in a way that is not known")
    der = _unpacked(found[0x70]) if found[0x71] == _GZIP else found[0x70]
    if not 0 < len(der) <= MAX_CERTIFICATE:
        raise Malformed("certificate: empty or too large")
    return der


def write_discovery() -> bytes:
    """What a card with an application PIN alone says (policy 40 00)."""
    aid = AID + b"\x01\x00"
    return tlv.write(DISCOVERY, tlv.write(0x4F, aid) + tlv.write(0x5F2F, b"\x40\x00"))


def read_discovery(data: bytes) -> int:
    """The PIN usage policy's first byte; `Malformed` when it is none."""
    found = tlv.fields(tlv.only(data, DISCOVERY))
    if found.keys() != {0x4F, 0x5F2F} or found[0x4F][: len(AID)] != AID or len(found[0x5F2F]) != 2:  # noqa: PLR2004 the policy's two bytes
        raise Malformed("discovery: not its fields")
    return found[0x5F2F][0]


def write_properties() -> bytes:
    """What SELECT answers: the application's template."""
    authority = tlv.write(0x79, tlv.write(0x4F, AID[:5]))
    return tlv.write(0x61, tlv.write(0x4F, AID[5:] + b"\x01\x00") + authority)


def read_properties(data: bytes) -> None:
    """Check what SELECT answered: the template of a PIV application."""
    identifier = tlv.fields(tlv.only(data, 0x61)).get(0x4F, b"")
    if not identifier.startswith((AID, AID[5:])) or len(identifier) > AID_SIZE:
        raise Malformed("application: not PIV's template")


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        der = unpacker.decompress(packed, MAX_CERTIFICATE + 1)
    except zlib.error:
        raise Malformed("certificate: not gzip") from None
    if not unpacker.eof or unpacker.unused_data:
        raise Malformed("certificate: cut, too large or with something behind it")
    return der


def _day(text: bytes) -> date:
    try:
        day = date.fromisoformat(text.decode("ascii"))
    except ValueError:
        raise Malformed("CHUID: no expiry") from None
    if day.strftime("%Y%m%d").encode() != text:
        raise Malformed("CHUID: no expiry")
    return day
