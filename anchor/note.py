"""C2SP signed notes, signed with Ed25519 and with ML-DSA-65, where both must verify.

    clinic.example/log
    10
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — clinic.example/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q...
    — clinic.example/log 9hUr0lgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q...

The first line is what every C2SP reader knows (signature type 0x01). The specification has no type for
ML-DSA-65, so the second stands under 0xff with a long identifier, as it asks for; a reader that does not know
it ignores the line and still verifies the first. ML-DSA-65 is FIPS 204 in its pure form with an empty
context, over the note's text. We accept those two lines in that order and no others: in a receipt, no line
may stand that nobody can check.

Source: c2sp.org/signed-note.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

from anchor.errors import FormatError, SignatureError
from anchor.spelling import decode, encode, labelled, one_spelling

ED25519_TYPE = b"\x01"
ML_DSA_65_TYPE = (
    b"\xfffhir-anchor/ml-dsa-65/v1\x00"  # 0xff: no type is assigned; the zero byte ends the identifier
)
MAX_NOTE = 16384  # bytes: a text of a few lines, 6 kB of signatures

_NAME = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9./_-]{0,127}"
)  # C2SP allows more; this much is safe in files and addresses
_ED25519_KEY = 32
_ML_DSA_65_KEY = 1952


class NoteSigner(Protocol):
    """What signs notes: a log's private keys, wherever they are held."""

    @property
    def verifier(self) -> LogVerifier:
        """The public half."""
        ...

    def signatures(self, text: bytes) -> tuple[bytes, bytes]:
        """The Ed25519 and the ML-DSA-65 signature of a note's text."""
        ...


@dataclass(frozen=True, slots=True)
class LogVerifier:
    """A log's name and its two public keys (32 and 1,952 bytes): who it is, for everyone who verifies.

    The text is two C2SP verifier keys, one a line.
    """

    origin: str
    ed25519: bytes
    ml_dsa_65: bytes

    def __post_init__(self) -> None:
        """Refuse a name or a key that cannot stand in a verifier key."""
        if not _NAME.fullmatch(self.origin):
            raise FormatError(
                "log key: the name is not 1 to 128 letters, digits, dots, slashes, dashes or underscores"
            )
        if len(self.ed25519) != _ED25519_KEY or len(self.ml_dsa_65) != _ML_DSA_65_KEY:
            raise FormatError("log key: a public key of another length")

    def text(self) -> str:
        """The two verifier keys, each ended by a newline: what a LOGKEY file holds."""
        lines = [
            f"{self.origin}+{key_id.hex()}+{encode(key)}\n"
            for key_id, key in zip(self.key_ids(), self._keys(), strict=True)
        ]
        return "".join(lines)

    @classmethod
    def parse(cls, text: str) -> LogVerifier:
        """The keys that `text()` wrote; any other spelling is a `FormatError`."""
        lines = text.split("\n")
        if len(text) > MAX_NOTE or len(lines) != 3:  # noqa: PLR2004 -- two lines and the end
            raise FormatError("log key: not two lines of verifier keys")
        origin = lines[0].partition("+")[0]
        ed25519, ml_dsa_65 = (
            _public_key(line, kind) for line, kind in zip(lines, (ED25519_TYPE, ML_DSA_65_TYPE), strict=False)
        )
        return one_spelling(text, cls(origin, ed25519, ml_dsa_65), cls.text, "log key")

    def key_ids(self) -> tuple[bytes, bytes]:
        """The first four bytes of SHA-256(name | newline | type | public key), for both keys."""
        name = self.origin.encode("ascii") + b"\n"
        ed25519, ml_dsa_65 = (hashlib.sha256(name + key).digest()[:4] for key in self._keys())
        return ed25519, ml_dsa_65

    def open(self, note: str) -> str:
        """The text of a note that both keys have signed.

        A `FormatError` when it is not spelled as `sign` spells it, a `SignatureError` when a signature is not
        of these keys.
        """
        return _opened(self, note)

    def _keys(self) -> tuple[bytes, bytes]:
        return ED25519_TYPE + self.ed25519, ML_DSA_65_TYPE + self.ml_dsa_65


def sign(text: str, signer: NoteSigner) -> str:
    """The note: `text` (whole lines, none empty), a blank line, and the signatures of both keys."""
    if not text.endswith("\n") or "\n\n" in text or text.startswith("\n"):
        raise FormatError("note: a text to be signed is whole lines, none of them empty")
    if any(ord(one) < ord(" ") and one != "\n" for one in text):
        raise FormatError("note: control characters")
    return _write(text, signer.verifier, signer.signatures(text.encode()))


def note_text(note: str) -> str:
    """The text of a note whose signatures nobody has checked."""
    body, blank, _ = note.rpartition("\n\n")
    if not blank:
        raise FormatError("note: no signatures")
    return body + "\n"


def _write(text: str, verifier: LogVerifier, signatures: tuple[bytes, bytes]) -> str:
    pairs = zip(verifier.key_ids(), signatures, strict=True)
    lines = [f"\N{EM DASH} {verifier.origin} {encode(key_id + signature)}\n" for key_id, signature in pairs]
    return text + "\n" + "".join(lines)


def _public_key(line: str, kind: bytes) -> bytes:
    key = decode(line.split("+", 2)[-1], "log key")  # base64 has plus signs of its own
    if not key.startswith(kind):
        raise FormatError("log key: a key of another type")
    return key[len(kind) :]


@lru_cache(maxsize=64)  # the receipts of a batch carry the same two notes
def _opened(verifier: LogVerifier, note: str) -> str:
    if len(note) > MAX_NOTE:
        raise FormatError(f"note: longer than {MAX_NOTE} characters")
    text = note_text(note)
    signatures = _signatures(verifier, note[len(text) + 1 :].split("\n"))
    if signatures is None:
        raise SignatureError("note: not signed by both keys of this log, in their order")
    one_spelling(note, signatures, lambda known: _write(text, verifier, known), "note")
    _check(verifier, text.encode(), signatures)
    return text


def _signatures(verifier: LogVerifier, lines: list[str]) -> tuple[bytes, bytes] | None:
    if len(lines) != 3 or lines[2]:  # noqa: PLR2004 -- two signatures and the end
        return None
    label = f"\N{EM DASH} {verifier.origin}"
    first, second = (decode(labelled(line, label, "note"), "note") for line in lines[:2])
    known = verifier.key_ids()
    return (first[4:], second[4:]) if (first[:4], second[:4]) == known else None


def _check(verifier: LogVerifier, text: bytes, signatures: tuple[bytes, bytes]) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.ed25519).verify(signatures[0], text)
        MLDSA65PublicKey.from_public_bytes(verifier.ml_dsa_65).verify(signatures[1], text)
    except InvalidSignature:
        raise SignatureError("note: not signed by both keys of this log") from None
