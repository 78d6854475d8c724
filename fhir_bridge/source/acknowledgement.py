r"""Acknowledgements (HL7 v2.5.1, 2.9): the ACK message that answers a message, in its own delimiters.

    MSH|^~\&|BRIDGE|HOUSE|LAB|NORTH|20260101||ACK^R01^ACK|a1b2c3|P|2.5.1
    MSA|AA|00017
    ERR|||205^Duplicate key identifier^HL70357|E||||another message has this control id

A sender that fills MSH-15 or MSH-16 asks for enhanced mode: CA, CE or CR when MSH-15 wants it (AL always, NE never, ER
when it was not taken, SU when it was), then AA, AE or AR when MSH-16 does. Both are said once the message is durable;
what its translation finds is for the quarantine. Otherwise the mode is the original one: one AA, AE or AR.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from fhir_bridge.source.delimiters import STANDARD
from fhir_bridge.source.hl7v2 import EMPTY, Field, Message, Segment, write

ACCEPT, APPLICATION = 15, 16
WANTED = {
    "AL": (True, True),
    "NE": (False, False),
    "ER": (False, True),
    "SU": (True, False),
    "": (False, False),
}
"""HL7 table 0155: whether an answer is wanted when the message was taken, and when it was not."""


class Answer(Enum):
    """What a message is answered: taken, not taken for what it is, not taken for how it is written."""

    ACCEPT = "A"
    ERROR = "E"
    REJECT = "R"


class Fault(Enum):
    """HL7 table 0357, as far as it is used here."""

    SEQUENCE = "100", "Segment sequence error"
    DATA = "102", "Data type error"
    DUPLICATE = "205", "Duplicate key identifier"
    UNKNOWN_KEY = "204", "Unknown key identifier"
    INTERNAL = "207", "Application internal error"


@dataclass(frozen=True, slots=True)
class Said:
    """What an acknowledgement says beside its code: a fault and words for a person, or a sequence number (MSA-4)."""

    answer: Answer
    fault: Fault | None = None
    words: str = ""
    expected: int | None = None


TAKEN = Said(Answer.ACCEPT)


def acknowledge(
    message: Message, said: Said, *, own_id: str, at: datetime | None = None
) -> tuple[bytes, ...]:
    """The acknowledgements that this message's sender wants, in their order: none, one or two.

    `message` needs no more than its header. `own_id` is MSH-10 of the answer, at most 20 characters.
    """
    when = (at or datetime.now(UTC)).strftime("%Y%m%d%H%M%S+0000")
    return tuple(
        write(
            Message(
                _segments(message, code, said, f"{own_id}{n or ''}", when), message.delimiters, message.codec
            )
        )
        for n, code in enumerate(_codes(message, said.answer))
    )


def without_header(said: Said, *, own_id: str) -> bytes:
    """The answer to something whose header cannot be read."""
    marks = (((STANDARD.field,),),), (((STANDARD.encoding_characters,),),)
    header = Segment("MSH", 1, (EMPTY, *marks, *[EMPTY] * 7, _value("?"), _value("P"), _value("2.5.1")))
    return acknowledge(Message((header,)), said, own_id=own_id)[0]


def _codes(message: Message, answer: Answer) -> list[str]:
    accept, application = (message.header.text(field) for field in (ACCEPT, APPLICATION))
    if not accept and not application:
        return [f"A{answer.value}"]
    taken = 0 if answer is Answer.ACCEPT else 1
    codes = [f"C{answer.value}"] if WANTED.get(accept, (True, True))[taken] else []
    return codes + ([f"A{answer.value}"] if WANTED.get(application, (True, True))[taken] else [])


def _segments(message: Message, code: str, said: Said, own_id: str, when: str) -> tuple[Segment, ...]:
    header, marks = message.header, message.header.fields[1:3]
    kind = (((("ACK",), (message.event,), ("ACK",)),)) if message.event else _value("ACK")
    names = (header.field(5), header.field(6), header.field(3), header.field(4))
    version = header.field(12) or _value("2.5.1")
    fields = (EMPTY, *marks, *names, _value(when), EMPTY, kind, _value(own_id), header.field(11), version)
    fields += (*[EMPTY] * 5, header.field(18)) if header.field(18) else ()
    expected = EMPTY if said.expected is None else _value(str(said.expected))
    asked = header.field(10) if header.text(10) != "?" else EMPTY
    msa = (EMPTY, _value(code), asked, EMPTY, expected)
    segments = [Segment("MSH", 1, fields), Segment("MSA", 2, msa if expected else msa[:3])]
    if said.fault:
        coded = ((said.fault.value[0],), (said.fault.value[1],), ("HL70357",))
        err = (EMPTY, EMPTY, EMPTY, (coded,), _value("E"), EMPTY, EMPTY, EMPTY, _value(said.words))
        segments.append(Segment("ERR", 3, err))
    return tuple(segments)


def _value(text: str) -> Field:
    return (((text,),),)
