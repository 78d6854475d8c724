"""The PIV application of a virtual card: bytes in, bytes out. Source: SP 800-73-4, part 2.

It keeps its own account of the standard and shares none of the client's layers, so that the two can be wrong apart;
OpenSC judges both.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from typing import Final, Protocol

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.card.virtual.memory import TRIES, Memory

CONTACT: Final = bytes.fromhex("3B98118131FE45545241494E494E4782")  # T=1, "TRAINING"
CONTACTLESS: Final = bytes.fromhex("3B80800101")

_AID: Final = bytes.fromhex("A000000308000010000100")
_PROPERTIES: Final = bytes.fromhex("61114F0600001000010079074F05A000000308")
_DISCOVERY: Final = bytes.fromhex("7E124F0BA0000003080000100001005F2F024000")
_LARGEST: Final = 8192
_FRAME: Final = 256
_OK, _NOT_VERIFIED, _BLOCKED, _NOT_NOW = b"\x90\x00", b"\x69\x82", b"\x69\x83", b"\x69\x85"
_LENGTH, _WRONG_DATA, _ABSENT, _PARAMETERS = b"\x67\x00", b"\x6a\x80", b"\x6a\x82", b"\x6a\x86"
_NO_REFERENCE, _NO_INSTRUCTION, _NO_CLASS = b"\x6a\x88", b"\x6d\x00", b"\x6e\x00"
_PRESENCE, _SIGNING, _MANAGEMENT = 0x9E, 0x9C, 0x9B
_P256, _RSA = 0x11, 0x07
_SELECT, _GET_RESPONSE = 0xA4, 0xC0
_PLAIN, _CHAINED = 0x00, 0x10
_BY_NAME: Final = 0x04
_PIN, _PUK = 0x80, 0x81
_PADDED, _BOTH = 8, 16  # bytes of one secret, and of an old and a new one
_HEADER: Final = 4
_ISSUER: Final = 5  # bytes of an AID that say whose it is
_DIGEST, _MODULUS = 32, 256
_LONG: Final = 0x80


class Chip(Protocol):
    """Whatever answers APDUs once it has power."""

    atr: bytes

    def reset(self) -> None:
        """Lose everything but the memory: selection, PIN state, chains."""

    def answer(self, apdu: bytes) -> bytes:
        """The answer to one APDU, its status word last."""


class Applet:
    """A PIV card. What it keeps is in `memory`; the rest is lost at a reset."""

    def __init__(self, memory: Memory, *, contactless: bool = False) -> None:
        self.memory = memory
        self.atr = CONTACTLESS if contactless else CONTACT
        self._contactless = contactless
        self.reset()

    def reset(self) -> None:
        """See `Chip.reset`."""
        self._selected = self._verified = self._managed = False
        self._fresh = self._just_verified = False
        self._chain = b""
        self._rest = b""
        self._witness = b""

    def answer(self, apdu: bytes) -> bytes:
        """See `Chip.answer`."""
        data = _body(apdu)
        if data is None:
            return _LENGTH
        cla, ins, p1, p2 = apdu[:_HEADER]
        if cla not in (_PLAIN, _CHAINED):
            return _NO_CLASS
        if ins == _GET_RESPONSE:
            return self._framed(self._rest) if self._rest else _NOT_NOW
        whole, self._chain = self._chain + data, b""
        if len(whole) > _LARGEST:
            return _LENGTH
        if cla == _CHAINED:
            self._chain = whole
            return _OK
        return self._framed(self._said(ins, p1, p2, whole))

    def _said(self, ins: int, p1: int, p2: int, data: bytes) -> bytes:
        """The whole answer, however long."""
        if ins == _SELECT:
            return self._select(data) if p1 == _BY_NAME else _PARAMETERS
        method = self._methods().get(ins)
        if method is None or not self._selected:
            return _NO_INSTRUCTION
        self._just_verified, self._fresh = self._fresh, False
        return method(p1, p2, data)

    def _methods(self) -> dict[int, Callable[[int, int, bytes], bytes]]:
        return {
            0x20: self._verify,
            0x24: self._change,
            0x2C: self._unblock,
            0x87: self._authenticate,
            0xCB: self._get,
            0xDB: self._put,
            0x47: self._make,
        }

    def _framed(self, whole: bytes) -> bytes:
        data = whole[:-2]
        if len(data) <= _FRAME:
            self._rest = b""
            return whole
        self._rest = whole[_FRAME:]
        return data[:_FRAME] + bytes((0x61, min(len(data) - _FRAME, _FRAME) % _FRAME))

    def _select(self, data: bytes) -> bytes:
        if len(data) < _ISSUER or not _AID.startswith(data):
            return _ABSENT
        self._selected, self._verified, self._managed = True, False, False
        return _PROPERTIES + _OK

    def _verify(self, p1: int, p2: int, data: bytes) -> bytes:
        if self._contactless:
            return _NOT_VERIFIED
        if (p1, p2) != (0x00, _PIN):
            return _NO_REFERENCE
        if not data:
            return _OK if self._verified else _counted(self.memory.tries)
        status = self._matched(data)
        self._verified = self._fresh = status == _OK
        return status

    def _matched(self, data: bytes) -> bytes:
        """Compare the PIN and count."""
        if len(data) != _PADDED:
            return _WRONG_DATA
        if self.memory.tries == 0:
            return _BLOCKED
        if hmac.compare_digest(data, self.memory.pin.ljust(_PADDED, b"\xff")):
            self.memory.tries = TRIES
            return _OK
        self.memory.tries -= 1
        self._verified = False
        return _counted(self.memory.tries)

    def _matched_puk(self, data: bytes) -> bytes:
        if self.memory.puk_tries == 0:
            return _BLOCKED
        if hmac.compare_digest(data, self.memory.puk.ljust(_PADDED, b"\xff")):
            self.memory.puk_tries = TRIES
            return _OK
        self.memory.puk_tries -= 1
        return _counted(self.memory.puk_tries)

    def _change(self, _: int, p2: int, data: bytes) -> bytes:
        if self._contactless or len(data) != _BOTH or p2 not in (_PIN, _PUK):
            return _WRONG_DATA
        matched = self._matched if p2 == _PIN else self._matched_puk
        status = matched(data[:_PADDED])
        if status == _OK and p2 == _PIN:
            self.memory.pin = data[_PADDED:].rstrip(b"\xff")
        elif status == _OK:
            self.memory.puk = data[_PADDED:].rstrip(b"\xff")
        return status

    def _unblock(self, _: int, p2: int, data: bytes) -> bytes:
        if self._contactless or len(data) != _BOTH or p2 != _PIN:
            return _WRONG_DATA
        status = self._matched_puk(data[:_PADDED])
        if status == _OK:
            self.memory.pin, self.memory.tries = data[_PADDED:].rstrip(b"\xff"), TRIES
        return status

    def _get(self, p1: int, p2: int, data: bytes) -> bytes:
        if (p1, p2) != (0x3F, 0xFF):
            return _PARAMETERS
        asked = _elements(data).get(0x5C)
        if asked is None:
            return _WRONG_DATA
        tag = int.from_bytes(asked, "big")
        if tag == _DISCOVERY[0]:
            return _DISCOVERY + _OK
        found = self.memory.objects.get(tag)
        return _ABSENT if found is None else found + _OK

    def _put(self, p1: int, p2: int, data: bytes) -> bytes:
        if not self._managed:
            return _NOT_VERIFIED
        elements = _elements(data)
        if (p1, p2) != (0x3F, 0xFF) or elements.keys() != {0x5C, 0x53}:
            return _WRONG_DATA
        tag = int.from_bytes(elements[0x5C], "big")
        self.memory.objects[tag] = _tlv(0x53, elements[0x53])
        return _OK

    def _make(self, _: int, slot: int, data: bytes) -> bytes:
        if not self._managed:
            return _NOT_VERIFIED
        if _elements(_elements(data).get(0xAC, b"")).get(0x80) != bytes((_P256,)):
            return _WRONG_DATA
        key = self.memory.keys[slot] = ec.generate_private_key(ec.SECP256R1())
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return _tlv(0x7F49, _tlv(0x86, point)) + _OK

    def _authenticate(self, algorithm: int, slot: int, data: bytes) -> bytes:
        fields = _elements(_elements(data).get(0x7C, b""))
        if slot == _MANAGEMENT:
            return self._manage(algorithm, fields)
        allowed = slot == _PRESENCE or (self._just_verified if slot == _SIGNING else self._verified)
        if not allowed:
            return _NOT_VERIFIED
        key, block = self.memory.keys.get(slot), fields.get(0x81)
        if key is None:
            return _NO_REFERENCE
        if block is None or fields.get(0x82) != b"" or algorithm != _number(key):
            return _WRONG_DATA
        signature = _signed(key, block)
        return _WRONG_DATA if signature is None else _tlv(0x7C, _tlv(0x82, signature)) + _OK

    def _manage(self, algorithm: int, fields: dict[int, bytes]) -> bytes:
        """Mutual authentication under the management key."""
        number, cipher = _management(self.memory)
        if algorithm != number or self._contactless:
            return _WRONG_DATA
        encryptor = cipher.encryptor()
        size = 8 if self.memory.triple_des else 16
        if fields == {0x80: b""}:
            self._witness = os.urandom(size)
            return _tlv(0x7C, _tlv(0x80, encryptor.update(self._witness))) + _OK
        witness, self._witness = self._witness, b""
        if not witness or fields.keys() != {0x80, 0x81, 0x82} or len(fields[0x81]) != size:
            return _WRONG_DATA
        if not hmac.compare_digest(fields[0x80], witness):
            return _NOT_VERIFIED
        self._managed = True
        return _tlv(0x7C, _tlv(0x82, encryptor.update(fields[0x81]))) + _OK


def _management(memory: Memory) -> tuple[int, Cipher[ECB]]:
    if memory.triple_des:
        return 0x03, Cipher(TripleDES(memory.management_key), ECB())  # noqa: S305 the standard's single blocks
    number = {16: 0x08, 24: 0x0A, 32: 0x0C}[len(memory.management_key)]
    return number, Cipher(AES(memory.management_key), ECB())  # noqa: S305 the same


def _number(key: object) -> int:
    return _RSA if isinstance(key, RSAPrivateKey) else _P256


def _signed(key: ec.EllipticCurvePrivateKey | RSAPrivateKey, block: bytes) -> bytes | None:
    """ECDSA over a digest, or the bare RSA operation over a padded block; None when the block fits neither."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(block, ec.ECDSA(Prehashed(SHA256()))) if len(block) == _DIGEST else None
    numbers = key.private_numbers()
    modulus, value = numbers.public_numbers.n, int.from_bytes(block, "big")
    if len(block) != _MODULUS or value >= modulus:
        return None
    return pow(value, numbers.d, modulus).to_bytes(_MODULUS, "big")


def _counted(tries: int) -> bytes:
    return bytes((0x63, 0xC0 | tries)) if tries else _BLOCKED


def _body(apdu: bytes) -> bytes | None:
    """The data of a short APDU (cases 1 to 4); None when its lengths do not fit."""
    if len(apdu) < _HEADER:
        return None
    rest = apdu[_HEADER:]
    if len(rest) <= 1:
        return b""
    size = rest[0]
    return rest[1 : 1 + size] if len(rest) - 1 in (size, size + 1) else None


def _elements(data: bytes) -> dict[int, bytes]:
    """Values by tag; what cannot be read ends the list."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 1 < len(data):
        tag, at = data[at], at + 1
        size, at = data[at], at + 1
        if size > _LONG:
            digits = size & 0x7F
            size, at = int.from_bytes(data[at : at + digits], "big"), at + digits
        found[tag] = data[at : at + size]
        at += size
    return found


def _tlv(tag: int, value: bytes) -> bytes:
    size = len(value)
    head = tag.to_bytes(2, "big").lstrip(b"\0")
    if size < _LONG:
        return head + bytes((size,)) + value
    digits = (size.bit_length() + 7) // 8
    return head + bytes((_LONG | digits,)) + size.to_bytes(digits, "big") + value
