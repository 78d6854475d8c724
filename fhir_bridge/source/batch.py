r"""The batch protocol (HL7 v2.5.1, 2.10.3): a file of batches of messages, taken apart.

    FHS|^~\&|LAB|NORTH        BHS|^~\&|LAB|NORTH        MSH|... MSH|...        BTS|2        FTS|1

A trailer's count that is not the number of what came makes the whole batch worthless: something was lost on the way.
"""

from __future__ import annotations

from codecs import BOM_UTF8

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.source.delimiters import delimiters_of
from fhir_bridge.source.hl7v2 import LINE_END, MAX_BYTES

MAX_BATCH = 16 * MAX_BYTES  # a night's results of a laboratory
STARTS = (b"FHS", b"BHS")


def is_batch(data: bytes) -> bool:
    """Whether the bytes are a batch and not a message."""
    return data.lstrip(b"\xef\xbb\xbf\x0b\r\n").startswith(STARTS)


def messages(data: bytes) -> list[bytes]:
    """The messages of a batch, in order, byte for byte: each names its own character set.

    Refuses (BAD_STRUCTURE) a trailer that counts wrong, a batch that is not closed, what stands outside messages.
    """
    if len(data) > MAX_BATCH:
        raise Refused(Reason.TOO_LARGE, f"more than {MAX_BATCH} bytes")
    text = data.removeprefix(BOM_UTF8).decode(
        "latin-1"
    )  # a character a byte: nothing is read that is not ASCII
    reader = _Reader()
    for number, line in enumerate((line for line in LINE_END.split(text) if line.strip("\x0b\x1c")), 1):
        reader.take(line.lstrip("\x0b"), number)
    return [f"{chr(13).join(lines)}\r".encode("latin-1") for lines in reader.finished()]


class _Reader:
    """Goes through the lines of a batch and counts."""

    def __init__(self) -> None:
        self._messages: list[list[str]] = []
        self._batches = self._in_batch = 0
        self._open: list[str] = []
        self._within = False

    def take(self, line: str, number: int) -> None:
        """The next line."""
        name, where = line[:3], f"segment {number}"
        if name in {"FHS", "BHS"}:
            self._enter(name, line, where)
        elif name in {"BTS", "FTS"}:
            self._leave(name, line, where)
        elif name == "MSH":
            self._messages.append([line])
            self._in_batch += 1
            self._within = True
        elif self._within:
            self._messages[-1].append(line)
        else:
            raise Refused(Reason.BAD_STRUCTURE, "a segment outside any message", where=where)

    def finished(self) -> list[list[str]]:
        """The messages' lines, once nothing is open any more."""
        if self._open:
            raise Refused(Reason.BAD_STRUCTURE, "a batch that is not closed")
        return self._messages

    def _enter(self, name: str, line: str, where: str) -> None:
        delimiters_of(line)
        if name in self._open:
            raise Refused(Reason.BAD_STRUCTURE, "a batch inside a batch", where=where)
        self._open.append(name)
        self._within = False
        if name == "BHS":
            self._batches += 1
            self._in_batch = 0

    def _leave(self, name: str, line: str, where: str) -> None:
        opener = f"{name[0]}HS"
        if not self._open or self._open.pop() != opener:
            raise Refused(Reason.BAD_STRUCTURE, "a trailer without its header", where=where)
        counted = self._in_batch if name == "BTS" else self._batches
        declared = line[4:].partition(line[3:4])[0] if line[3:4] else ""
        if declared and declared != str(counted):
            raise Refused(Reason.BAD_STRUCTURE, "a count that is not what came", where=where)
        self._within = False
