"""Frames on a stream, however its bytes come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.source.mllp import Frame, Framer, FrameTooLarge, frame

ONE, TWO = b"MSH|^~\\&|A\rPID|1\r", b"MSH|^~\\&|B\r"


def fed(*pieces: bytes) -> list[Frame]:
    framer = Framer()
    return [found for piece in pieces for found in framer.feed(piece)]


def test_t001_a_frame_split_at_every_byte_is_the_same_frame() -> None:
    whole = b"\r\n" + frame(ONE) + frame(TWO)
    for at in range(len(whole) + 1):
        assert fed(whole[:at], whole[at:]) == [Frame(ONE), Frame(TWO)]
    assert fed(*(bytes([byte]) for byte in whole)) == [Frame(ONE), Frame(TWO)]


@given(st.binary(max_size=60), st.lists(st.integers(1, 7), min_size=1))
def test_t001_pieces_of_any_size_give_what_the_whole_gives(data: bytes, sizes: list[int]) -> None:
    data = data.replace(b"a", b"\x0b").replace(b"b", b"\x1c\r")
    pieces, at = [], 0
    for size in sizes * (len(data) + 1):
        pieces.append(data[at : at + size])
        at += size
    assert fed(*pieces) == fed(data)


def test_t002_two_frames_in_one_read_come_in_order() -> None:
    assert fed(frame(ONE) + frame(TWO)) == [Frame(ONE), Frame(TWO)]


def test_t003_what_stands_outside_frames_is_dropped_and_counted() -> None:
    framer = Framer()
    assert list(framer.feed(b"junk" + frame(ONE) + b"more\r\n" + frame(TWO) + b"\x1c\r")) == [
        Frame(ONE),
        Frame(TWO),
    ]
    assert framer.dropped == len(b"junkmore\x1c")


def test_t004_an_end_without_its_cr_is_no_end() -> None:
    framer = Framer()
    assert list(framer.feed(frame(ONE)[:-1])) == []
    assert framer.waiting
    assert list(framer.feed(b"\r")) == [Frame(ONE)]
    assert not framer.waiting


def test_t005_a_start_inside_a_frame_breaks_it_off() -> None:
    assert fed(b"\x0b" + ONE[:9] + frame(TWO)) == [Frame(ONE[:9], broken=True), Frame(TWO)]


def test_t005_a_stray_start_costs_one_frame_and_no_more() -> None:
    stray = frame(ONE[:12] + b"\x0b" + ONE[12:])
    assert fed(stray + frame(TWO)) == [Frame(ONE[:12], broken=True), Frame(TWO)]


def test_t006_a_frame_without_end_is_given_up() -> None:
    framer = Framer(largest=1000)
    for piece in (b"\x0b", *[b"x" * 100] * 10):
        assert list(framer.feed(piece)) == []
    with pytest.raises(FrameTooLarge):
        list(framer.feed(b"x"))
