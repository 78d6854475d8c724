"""A skim refuses what a parse refuses, with the same words, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.errors import Refused
from fhir_bridge.source.hl7v2 import MAX_PARTS, Message, parse, skim

HEADER = b"MSH|^~\\&|A|B|||20260101||ADT^A01|7|P|2.5"
ODD = [
    b"\r",
    b"\n",
    b"|",
    b"^",
    b"~",
    b"&",
    b"\\",
    b"\\F\\",
    b"\\.sk999\\",
    b"\\X0D\\",
    b"x",
    b"\x07",
    b"\xff",
]
NAMED = [b"PID", b"OBX|1", b"MSH|^~\\&|", b"BHS", b"\x1b", b"\xc3\xa9", b"\r\rZZ1|"]
MANY = [b"^" * MAX_PARTS, b"~" * (MAX_PARTS - 1)]
PIECES = st.sampled_from([*ODD, *NAMED, *MANY])


def outcome(read: Callable[[bytes], Message], data: bytes) -> tuple[str, ...]:
    try:
        message = read(data)
    except Refused as refusal:
        return (str(refusal),)
    return message.control_id, message.codec, repr(message.header), *message.header.raw.split("|")


@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_skim_and_parse_decide_alike(rest: bytes) -> None:
    assert outcome(skim, HEADER + rest) == outcome(parse, HEADER + rest)


@pytest.mark.parametrize(
    "rest",
    [
        b"\rPID|\\.sk999\\",
        b"\rPID|1|" + b"^" * MAX_PARTS,
        b"\rpid|1",
        b"\rMSH|^~\\&|A",
        b"\rBHS|^~\\&|\\.sk999\\",
        b"\rPID|\x07",
    ],
)
def test_what_a_parse_refuses_a_skim_refuses(rest: bytes) -> None:
    with pytest.raises(Refused):
        skim(HEADER + rest)
    assert outcome(skim, HEADER + rest) == outcome(parse, HEADER + rest)
