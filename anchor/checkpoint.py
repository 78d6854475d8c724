"""C2SP tlog-checkpoints: a log's name, its size and its root, signed as a note.

    clinic.example/log
    10
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — clinic.example/log ...

Extension lines, which no monitor can check, are refused. Source: c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

from anchor.errors import FormatError, SignatureError
from anchor.note import LogVerifier, NoteSigner, sign
from anchor.spelling import checked_hash, decimal, decode_hash, encode, one_spelling

_LINES = 3


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A tree of `size` leaves and its 32-byte RFC 6962 root."""

    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what is no head of a tree."""
        if not 0 <= self.size < 2**64:
            raise FormatError("tree head: size outside 64 bits")
        checked_hash(self.root, "tree head")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head under the name of its log."""

    origin: str
    head: TreeHead

    def text(self) -> str:
        """What is signed: three lines."""
        return f"{self.origin}\n{self.head.size}\n{encode(self.head.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint that `text()` wrote; any other spelling is a `FormatError`. Says nothing of
        signatures.
        """
        lines = text.split("\n")[:-1]
        if len(lines) != _LINES:
            raise FormatError("checkpoint: not three lines")
        head = TreeHead(decimal(lines[1], "checkpoint size"), decode_hash(lines[2], "checkpoint root"))
        return one_spelling(text, cls(lines[0], head), cls.text, "checkpoint")


def sign_checkpoint(head: TreeHead, signer: NoteSigner) -> str:
    """The signed note of a tree head, under the signer's name."""
    return sign(Checkpoint(signer.verifier.origin, head).text(), signer)


def open_checkpoint(note: str, verifier: LogVerifier) -> Checkpoint:
    """The checkpoint of a note that both keys of this log have signed."""
    checkpoint = Checkpoint.parse(verifier.open(note))
    if checkpoint.origin != verifier.origin:
        raise SignatureError("checkpoint: of another log than its keys")
    return checkpoint
