"""What the holder of a record is given: a C2SP tlog-proof whose `extra` is the opening and the chain
reference.

    c2sp.org/tlog-proof@v1
    extra <base64 of: the opening, an empty line, the chain reference note>
    index 73894
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
    B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

    clinic.example/log
    109482
    sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

    — clinic.example/log ...
    — clinic.example/log ...

Nothing in the extra data is trusted for standing there: the opening leads to the entry that the proof is of,
and the chain reference carries the log's own signatures. Every reader of C2SP proofs can check the rest.

Source: c2sp.org/tlog-proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from anchor.commitment import Opening
from anchor.errors import FormatError
from anchor.spelling import decimal, decode, decode_hash, encode, labelled, one_spelling

FORMAT = "c2sp.org/tlog-proof@v1"
MAX_RECEIPT = 65536  # bytes: two notes of 5 kB, an opening of 8 kB, 64 hashes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof of one entry in a signed tree; `checkpoint` and `reference` are notes."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    opening: Opening
    reference: str

    def text(self) -> str:
        """The receipt as a file holds it."""
        extra = encode(f"{self.opening.text()}\n{self.reference}".encode())
        lines = [
            FORMAT,
            f"extra {extra}",
            f"index {self.index}",
            *map(encode, self.path),
            "",
            self.checkpoint,
        ]
        return "\n".join(lines)

    @classmethod
    def parse(cls, data: bytes) -> Receipt:
        """The receipt in a file; any other spelling is a `FormatError`. Says nothing of signatures and
        proofs.
        """
        if len(data) > MAX_RECEIPT:
            raise FormatError(f"receipt: longer than {MAX_RECEIPT} bytes")
        text = _unicode(data)
        proof, _, checkpoint = text.partition("\n\n")
        lines = proof.split("\n")
        if len(lines) < 3 or lines[0] != FORMAT:  # noqa: PLR2004 -- the format, the extra data, the index
            raise FormatError("receipt: not a tlog-proof with extra data")
        extra = _unicode(decode(labelled(lines[1], "extra", "receipt"), "extra"))
        opening, _, reference = extra.partition("\n\n")
        receipt = cls(
            index=decimal(labelled(lines[2], "index", "receipt"), "index"),
            path=tuple(decode_hash(line, "proof") for line in lines[3:]),
            checkpoint=checkpoint,
            opening=Opening.parse(opening + "\n"),
            reference=reference,
        )
        return one_spelling(text, receipt, cls.text, "receipt")


def _unicode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError("receipt: not UTF-8") from None
