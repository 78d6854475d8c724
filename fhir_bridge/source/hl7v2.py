r"""HL7 v2 in its encoding rules ER7 (HL7 v2.5.1, chapter 2), read and written.

    MSH|^~\&|ADT|NORTH|||202601021530||ADT^A01^ADT_A01|00017|P|2.5
    PID|1||7000123^^^NORTH^MR~990-12^^^&2.16.840.1.113883.4.1&ISO^SS||Teal^Robin

A field is a tuple of repeats, a repeat a tuple of components, a component a tuple of sub-components: text, escapes
decoded. An escape decodes to data, never to structure. Time and memory are linear in the size of the message.

Departures from the standard: segments may end in CR, LF or CRLF; empty lines and the end of the last line do not
count; a byte order mark and the bytes of an MLLP frame around the message are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

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
MAX_SEGMENTS = 100_000  # a genome panel has some thousands
MAX_PARTS = 10_000  # repeats of one field, components of one repeat, sub-components of one component
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_END = re.compile(r"\r\n|\r|\n")
CONTROL_BYTES = bytes(byte for byte in range(0x80) if CONTROL.match(chr(byte)))
NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
HEADERS = ("MSH", "BHS", "FHS")
EMPTY: Field = ()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Segment:
    """One segment: its name, its place in the message (from 1), its text as sent, and its fields.

    `fields[n]` is field n; `fields[0]` stands for the name and is empty. Equal where name and values are equal.
    """

    name: str
    number: int
    raw: str
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


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Message:
    """A message: its segments, the first of which is MSH. Equal where all segments are equal, in their order."""

    segments: tuple[Segment, ...]
    delimiters: Delimiters = STANDARD
    codec: str = "utf-8"

    @property
    def header(self) -> Segment:
        """MSH."""
        return self.segments[0]

    @property
    def sender(self) -> Sender:
        """MSH-3 and MSH-4."""
        return Sender(_joined(self.header.field(3)), _joined(self.header.field(4)))

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
        return self.segments == other.segments if isinstance(other, Message) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.segments)

    def __repr__(self) -> str:
        return f"<Message {self.type}^{self.event}, {len(self.segments)} segments>"


def parse(data: bytes, *, charset: str = "") -> Message:
    """One message from its bytes; `charset` (a name of table 0211) is the sender's where MSH-18 is empty.

    Raises Refused with TOO_LARGE, EMPTY, NOT_A_MESSAGE, BAD_ENCODING or BAD_STRUCTURE; `where` names the place.
    """
    text, codec = _text(data, charset)
    delimiters = delimiters_of(text)
    lines = _lines(text)
    if len(lines) > MAX_SEGMENTS:
        raise Refused(Reason.TOO_LARGE, f"more than {MAX_SEGMENTS} segments")
    fields = field_reader(delimiters, codec)
    message = Message(
        tuple(_segment(n, line, delimiters, fields) for n, line in enumerate(lines, 1)), delimiters, codec
    )
    return _whole(message)


def skim(data: bytes, *, charset: str = "") -> Message:
    """The message with its header alone, of bytes that `parse` takes; Refused for those that it refuses.

    Only what can be refused is read: a field that has no escape, and is shorter than any count of parts is high,
    cannot be.
    """
    text, codec = _text(data, charset)
    delimiters = delimiters_of(text)
    lines = _lines(text)
    if len(lines) > MAX_SEGMENTS:
        raise Refused(Reason.TOO_LARGE, f"more than {MAX_SEGMENTS} segments")
    fields = field_reader(delimiters, codec)
    header = _segment(1, lines[0], delimiters, fields)
    separator, escape = delimiters.field, delimiters.escape or "\n"
    for number, line in enumerate(lines[1:], 2):
        name = line.partition(separator)[0]
        if len(line) > MAX_PARTS or escape in line or not NAME.fullmatch(name) or name in HEADERS:
            _check_line(number, line, delimiters, fields)
    return _whole(Message((header,), delimiters, codec))


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


@lru_cache(maxsize=64)
def field_reader(delimiters: Delimiters, codec: str = "utf-8") -> Callable[[str], Field]:
    """The function that reads one field's text to its repeats."""
    special = re.compile("[" + re.escape(delimiters.encoding_characters) + "]").search
    deep = re.compile(
        "[" + re.escape(delimiters.encoding_characters.replace(delimiters.component, "")) + "]"
    ).search
    unescape = unescaper(delimiters, codec) if delimiters.escape else str
    mark, repeat, component = delimiters.escape or "\n", delimiters.repeat, delimiters.component
    sub = delimiters.subcomponent or "\n"

    def subcomponents(text: str) -> Component:
        if sub not in text and mark not in text:
            return (text,)
        parts = _parts(text, sub)
        return tuple(map(unescape, parts)) if mark in text else tuple(parts)

    def read(text: str) -> Field:
        if not special(text):
            return (((text,),),) if text else EMPTY
        if not deep(text):
            return (tuple([(part,) for part in _parts(text, component)]),)
        return tuple(tuple(map(subcomponents, _parts(part, component))) for part in _parts(text, repeat))

    return read


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


def _lines(text: str) -> list[str]:
    return [line for line in text.replace("\n", "\r").split("\r") if line]


def _segment(number: int, line: str, delimiters: Delimiters, read: Callable[[str], Field]) -> Segment:
    name, *texts = line.split(delimiters.field)
    if not NAME.fullmatch(name):
        raise Refused(Reason.BAD_STRUCTURE, "not a segment, or one cut short", where=f"segment {number}")
    try:
        if name in HEADERS:
            marks = (((delimiters.field,),),), (((delimiters.encoding_characters,),),)
            return Segment(name, number, line, (EMPTY, *marks, *map(read, texts[1:])))
        return Segment(name, number, line, (EMPTY, *[read(text) if text else EMPTY for text in texts]))
    except Refused as fault:
        raise Refused(
            fault.reason,
            "too many parts, or an escape that asks for too much",
            where=f"segment {number} ({name})",
        ) from None


def _check_line(number: int, line: str, delimiters: Delimiters, read: Callable[[str], Field]) -> None:
    """Refuse what `_segment` and `_whole` would; of the fields only those are read that can be refused."""
    name, *texts = line.split(delimiters.field)
    escape = delimiters.escape or "\n"
    if NAME.fullmatch(name) and name in HEADERS:
        texts = texts[1:]
    suspects = [text for text in texts if len(text) >= MAX_PARTS or escape in text]
    _segment(number, delimiters.field.join((name, "", *suspects)), delimiters, read)
    if name in HEADERS:
        raise Refused(Reason.BAD_STRUCTURE, "a second message header", where=f"segment {number}")


def _whole(message: Message) -> Message:
    """The message, if it is one and has what identifies it."""
    second = next((s for s in message.segments[1:] if s.name in HEADERS), None)
    if second:
        raise Refused(Reason.BAD_STRUCTURE, "a second message header", where=f"segment {second.number}")
    if not message.control_id.strip():
        raise Refused(Reason.BAD_STRUCTURE, "no message control id", where="MSH-10")
    return message


def _parts(text: str, delimiter: str) -> list[str]:
    parts = text.split(delimiter)
    if len(parts) > MAX_PARTS:
        raise Refused(Reason.TOO_LARGE, f"more than {MAX_PARTS} parts in one field")
    return parts


def _write_field(field: Field, d: Delimiters, escape: Callable[[str], str]) -> str:
    if not field:
        return ""
    return d.repeat.join(
        d.component.join(d.subcomponent.join(map(escape, component)) for component in repeat)
        for repeat in field
    )


def _joined(field: Field) -> str:
    return "^".join("&".join(component) for component in field[0]) if field else ""
