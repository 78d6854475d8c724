"""What staff do to a card once its management key (9B) has been shown to it. Source: SP 800-73-4, part 2, 3.3 and A.1.

87 alg 9B  7C { 80 }                       the card answers with a witness: 16 random bytes, encrypted
87 alg 9B  7C { 80 witness in clear, 81 our challenge, 82 }     and with our challenge, encrypted: both have the key
47 00 slot AC { 80 alg }                   a key is made on the card, and its public part comes back
DB 3F FF   5C tag 53 { ... }               an object is written
"""

from __future__ import annotations

import hmac
import os
from datetime import date
from typing import Final
from uuid import UUID

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from kiosk.card import objects, tlv
from kiosk.card.apdu import Command
from kiosk.card.errors import Malformed, PinUnusable, Trouble, Untrusted
from kiosk.card.face import Slot
from kiosk.card.piv import AUTHENTICATE, Piv
from kiosk.card.signature import Algorithm

MAKE_KEY: Final = 0x47
WRITE: Final = 0xDB
MANAGEMENT: Final = 0x9B

_AES: Final = {16: 0x08, 24: 0x0A, 32: 0x0C}
_TRIPLE_DES: Final = 0x03
_TRIPLE_DES_SIZE: Final = 24


class Issuing:
    """The issuer's side of one card."""

    def __init__(self, card: Piv) -> None:
        self._card = card

    def open(self, key: bytearray, *, triple_des: bool = False) -> None:
        """Show the card its management key and have it show the same; `Untrusted` when it cannot."""
        number, cipher = management_cipher(key, triple_des=triple_des)
        first = self._management(number, tlv.write(0x80, b""))
        witness = tlv.only(tlv.only(first, 0x7C), 0x80)
        size = cipher.algorithm.block_size // 8  # type: ignore[attr-defined]  # both ciphers are block ciphers
        if len(witness) != size:
            raise Malformed("management key: a witness of another size")
        decryptor, encryptor, challenge = cipher.decryptor(), cipher.encryptor(), os.urandom(size)
        shown = tlv.write(0x80, decryptor.update(witness)) + tlv.write(0x81, challenge) + tlv.write(0x82, b"")
        second = self._management(number, shown)
        if not hmac.compare_digest(tlv.only(tlv.only(second, 0x7C), 0x82), encryptor.update(challenge)):
            raise Untrusted(Trouble.WRONG_SIGNATURE, "management key: the card does not have it")

    def make_key(self, slot: Slot) -> EllipticCurvePublicKey:
        """Make a P-256 key on the card; its public part."""
        asked = tlv.write(0xAC, tlv.write(0x80, bytes((Algorithm.P256.value,))))
        data = self._card.ask(Command(MAKE_KEY, 0x00, slot.value, asked, answered=True))
        point = tlv.only(tlv.only(data, 0x7F49), 0x86)
        try:
            return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        except ValueError:
            raise Malformed("key: no point of P-256") from None

    def write_certificate(self, slot: Slot, certificate: bytes) -> None:
        """Write a certificate, in DER."""
        self._write(objects.CERTIFICATES[slot], objects.write_certificate(certificate))

    def write_identity(self, guid: UUID, expires: date) -> None:
        """Write who the card is, and until when."""
        self._write(objects.CHUID, objects.Chuid(guid, expires).write())

    def _write(self, tag: int, value: bytes) -> None:
        named = tlv.write(0x5C, tag.to_bytes(3, "big"))
        self._card.ask(Command(WRITE, 0x3F, 0xFF, named + value))

    def _management(self, number: int, fields: bytes) -> bytes:
        template = tlv.write(0x7C, fields)
        return self._card.ask(Command(AUTHENTICATE, number, MANAGEMENT, template, answered=True))


def management_cipher(key: bytearray, *, triple_des: bool) -> tuple[int, Cipher[ECB]]:
    """The algorithm's number in commands, and the cipher; `PinUnusable` for a key of another size."""
    if triple_des and len(key) == _TRIPLE_DES_SIZE:
        return _TRIPLE_DES, Cipher(TripleDES(bytes(key)), ECB())  # noqa: S305 single blocks that the standard asks for
    if not triple_des and len(key) in _AES:
        return _AES[len(key)], Cipher(AES(key), ECB())  # noqa: S305 the same
    raise PinUnusable("management key: not of a size that its algorithm has")
