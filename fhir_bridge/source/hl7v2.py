r"""HL7 v2 in its encoding rules ER7 (HL7 v2.5.1, chapter 2), read and written.

    MSH|^~\&|ADT|NORTH|||202601021530||ADT^A01^ADT_A01|00017|P|2.5
    PID|1||7000123^^^NORTH^MR~990-12^^^&2.16.840.1.113883.4.1&ISO^SS||Teal^Robin

A field is a tuple of repeats, a repeat a tuple of components, a component a tuple of sub-components: text, escapes
decoded. An escape decodes to data, never to structure. Time and memory are linear in the size of the message.

Bytes become text here, by their character set, and the Rust module takes the text apart; of it the translation makes
a bundle without anything having become Python's. This file alone of `source` knows that module.

Departures from the standard: segments may end in CR, LF or CRLF; empty lines and the end of the last line do not
count; a byte order mark and the bytes of an MLLP frame around the message are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from anchor import _native
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.source.delimiters import STANDARD, Delimiters, delimiters_of
from fhir_bridge.source.encodings import decode
from fhir_bridge.source.escapes import escaper, unescaper
from fhir_bridge.source.switching import writer

Component = tuple[str, ...]
Repeat = tuple[Component, ...]
Field = tuple[Repeat, ...]
Leaf = tuple[int, int, int, int, str]
"""Field, repeat, component and sub-component, each from 1, and the value there."""

MAX_BYTES = 16 * 2**20  # the largest that senders push is a PDF in an OBX
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_END = re.compile(r"\r\n|\r|\n")
CONTROL_BYTES = bytes(byte for byte in range(0x80) if CONTROL.match(chr(byte)))
HEADERS = ("MSH", "BHS", "FHS")
EMPTY: Field = ()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Segment:
    """One segment: its name, its place in the message (from 1), and its fields.

    `fields[n]` is field n; `fields[0]` stands for the name and is empty. Equal where name and values are equal.
    """

    name: str
    number: int
    fields: tuple[Field, ...]

    def field(self, number: int) -> Field:
        """All repeats of a field; empty when it is not valued."""
        return self.fields[number] if number < len(self.fields) else EMPTY

    def text(self, field: int, component: int = 1, *, repeat: int = 1, subcomponent: int = 1) -> str:
        """One value; empty when it is not there."""
        try:
            return self.fields[field][repeat - 1][component - 1][subcomponent - 1]
        except IndexError:
            return ""

    def leaves(self) -> Iterator[Leaf]:
        """Every value that is not empty, in order. MSH-1 and MSH-2 are no values."""
        first = 3 if self.name in HEADERS else 1
        for number, field in enumerate(self.fields[first:], first):
            for r, repeat in enumerate(field, 1):
                for c, component in enumerate(repeat, 1):
                    for s, value in enumerate(component, 1):
                        if value:
                            yield number, r, c, s, value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Segment):
            return NotImplemented
        return self.name == other.name and tuple(self.leaves()) == tuple(other.leaves())

    def __hash__(self) -> int:
        return hash((self.name, *self.leaves()))

    def __repr__(self) -> str:
        return f"<Segment {self.number} {self.name}, {len(self.fields) - 1} fields>"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a message: MSH-3 and MSH-4, their components joined by `^`."""

    application: str
    facility: str


Tokens: TypeAlias = "_native.Tokens[Segment]"
"""The segments of a message that was read, each of which becomes Python's when it is asked for."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Message:
    """A message: its segments, the first of which is MSH. Equal where all segments are equal, in their order."""

    segments: tuple[Segment, ...] | Tokens
    delimiters: Delimiters = STANDARD
    codec: str = "utf-8"

    @property
    def tokens(self) -> Tokens:
        """What is translated; a message that was not read is, from what it writes."""
        return parse(write(self)).tokens if isinstance(self.segments, tuple) else self.segments

    @property
    def header(self) -> Segment:
        """MSH."""
        return self.segments[0]

    @property
    def heading(self) -> Message:
        """The message with its header alone."""
        return Message((self.header,), self.delimiters, self.codec)

    @property
    def sender(self) -> Sender:
        """MSH-3 and MSH-4."""
        header = self.header
        return Sender(_joined(header.field(3)), _joined(header.field(4)))

    @property
    def control_id(self) -> str:
        """MSH-10, never empty."""
        return self.header.text(10)

    @property
    def type(self) -> str:
        """MSH-9.1, such as `ADT`."""
        return self.header.text(9)

    @property
    def event(self) -> str:
        """MSH-9.2, or EVN-1 where an old sender leaves it out."""
        return self.header.text(9, 2) or next((s.text(1) for s in self.segments if s.name == "EVN"), "")

    @property
    def structure(self) -> str:
        """MSH-9.3 as sent, often empty."""
        return self.header.text(9, 3)

    @property
    def version(self) -> str:
        """MSH-12.1, such as `2.5.1`."""
        return self.header.text(12)

    def __eq__(self, other: object) -> bool:
        return tuple(self.segments) == tuple(other.segments) if isinstance(other, Message) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.segments))

    def __repr__(self) -> str:
        return f"<Message {self.type}^{self.event}, {len(self.segments)} segments>"


class Unreadable(Exception):
    """Why the Rust module gave no message: a code, and the segment where there is one to name."""

    def __init__(self, code: str, segment: int) -> None:
        super().__init__(code, segment)
        self.code, self.segment = code, segment


def parse(data: bytes, *, charset: str = "") -> Message:
    """One message from its bytes; `charset` (a name of table 0211) is the sender's where MSH-18 is empty.

    Raises Refused with TOO_LARGE, EMPTY, NOT_A_MESSAGE, BAD_ENCODING or BAD_STRUCTURE; `where` names the place.
    """
    text, codec = _text(data, charset)
    delimiters = delimiters_of(text)
    try:
        tokens = _native.Tokens(text, delimiters.marks, _unescape(delimiters, codec), Segment)
    except Unreadable as fault:
        raise _refused(fault, text) from None
    return Message(tokens, delimiters, codec)


def write(message: Message) -> bytes:
    """The message's bytes again, each segment ended by CR, in its own delimiters and character set.

    Switches the set for what that cannot carry; Refused(BAD_ENCODING) where no set can.
    """
    delimiters, codec = message.delimiters, message.codec
    text = "".join(f"{write_segment(segment, delimiters, codec=codec)}\r" for segment in message.segments)
    return text.encode(codec)


def write_segment(segment: Segment, delimiters: Delimiters = STANDARD, *, codec: str = "utf-8") -> str:
    """One segment's text, without its end."""
    escape = writer(codec, delimiters.escape, escaper(delimiters))
    fields = [_write_field(field, delimiters, escape) for field in segment.fields[1:]]
    if segment.name in HEADERS:
        fields = [delimiters.encoding_characters, *fields[2:]]
    return delimiters.field.join((segment.name, *fields))


def _text(data: bytes, charset: str) -> tuple[str, str]:
    if len(data) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE, f"more than {MAX_BYTES} bytes")
    if not data.strip():
        raise Refused(Reason.EMPTY)
    text, codec = decode(data.lstrip(b"\x0b\r\n"), charset=charset)
    text = text.lstrip("\ufeff\r\n").rstrip("\x1c\r\n")
    if not text.startswith("MSH"):
        raise Refused(Reason.NOT_A_MESSAGE, where="segment 1")
    if control := _control(text):
        raise Refused(Reason.BAD_STRUCTURE, "a control character", where=f"character {control.start()}")
    return text, codec


def _control(text: str) -> re.Match[str] | None:
    if text.isascii():  # nearly always, and then there is a faster way to see that there is none
        plain = text.encode()
        if len(plain.translate(None, CONTROL_BYTES)) == len(plain):
            return None
    return CONTROL.search(text)


def _unescape(delimiters: Delimiters, codec: str) -> Callable[[str], str | None]:
    unescape = unescaper(delimiters, codec) if delimiters.escape else str

    def unescaped(value: str) -> str | None:
        try:
            return unescape(value)
        except Refused:
            return None

    return unescaped


def _refused(fault: Unreadable, text: str) -> Refused:
    where = f"segment {fault.segment}"
    match fault.code:
        case "too-many-segments":
            return Refused(Reason.TOO_LARGE, f"more than {_native.MAX_SEGMENTS} segments")
        case "not-a-segment":
            return Refused(Reason.BAD_STRUCTURE, "not a segment, or one cut short", where=where)
        case "second-header":
            return Refused(Reason.BAD_STRUCTURE, "a second message header", where=where)
        case "no-control-id":
            return Refused(Reason.BAD_STRUCTURE, "no message control id", where="MSH-10")
    reason = Reason.TOO_LARGE if fault.code == "too-many-parts" else Reason.BAD_STRUCTURE
    name = [line for line in LINE_END.split(text) if line][fault.segment - 1][:3]
    words = "too many parts, or an escape that asks for too much"
    return Refused(reason, words, where=f"{where} ({name})")


def _write_field(field: Field, d: Delimiters, escape: Callable[[str], str]) -> str:
    if not field:
        return ""
    return d.repeat.join(
        d.component.join(d.subcomponent.join(map(escape, component)) for component in repeat)
        for repeat in field
    )


def _joined(field: Field) -> str:
    return "^".join("&".join(component) for component in field[0]) if field else ""
