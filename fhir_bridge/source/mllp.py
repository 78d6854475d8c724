r"""MLLP (HL7 v2.5.1 appendix C; IHE ITI TF-2): messages framed on a stream of bytes.

    <0B> MSH|^~\&|... <0D> PID|... <0D> <1C><0D>

Pure: bytes go in as they come, in pieces of any size, and what they held comes out. What stands before a frame is
dropped and counted. A start inside a frame says that the sender began anew: the frame before it is broken off, and
what follows is a frame if it is a message at all, else it is dropped up to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

START, END = b"\x0b", b"\x1c\r"
MAX_FRAME = 16 << 20
"""As many bytes as a message may have (`source.hl7v2`)."""
_MESSAGE = b"MSH"


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes of one frame; `broken` when another began inside it."""

    data: bytes = field(repr=False)
    broken: bool = False


class FrameTooLarge(Exception):
    """A frame that has more bytes than a message may have and no end yet."""


class Framer:
    """Takes one stream apart."""

    def __init__(self, largest: int = MAX_FRAME) -> None:
        self._largest = largest
        self._buffer = bytearray()
        self._inside = False
        self._resyncing = False
        self._searched = 0
        self.dropped = 0
        """Bytes outside any frame so far."""

    @property
    def waiting(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._inside

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that end with these bytes, in order. FrameTooLarge when one grows beyond all messages."""
        self._buffer += data
        while self._inside or self._begin():
            frame = self._next()
            if frame is None:
                break
            if not (self._resyncing and not frame.data.startswith(_MESSAGE)):
                yield frame
            else:
                self.dropped += len(frame.data)
            self._resyncing = frame.broken
        if len(self._buffer) > self._largest:
            raise FrameTooLarge

    def _begin(self) -> bool:
        start = self._buffer.find(START)
        junk = len(self._buffer) if start < 0 else start
        self.dropped += len(bytes(self._buffer[:junk]).replace(b"\r", b"").replace(b"\n", b""))
        del self._buffer[: junk + (start >= 0)]
        self._inside, self._searched = start >= 0, 0
        return self._inside

    def _next(self) -> Frame | None:
        end = self._buffer.find(END, self._searched)
        again = self._buffer.find(START, self._searched, end if end >= 0 else len(self._buffer))
        if again >= 0:
            data = bytes(self._buffer[:again])
            del self._buffer[: again + 1]
            self._searched = 0
            return Frame(data, broken=True)
        if end < 0:
            self._searched = max(len(self._buffer) - 1, 0)
            return None
        data = bytes(self._buffer[:end])
        del self._buffer[: end + len(END)]
        self._inside = False
        return Frame(data)


def frame(message: bytes) -> bytes:
    """A message as it goes onto the stream."""
    return START + message + END
