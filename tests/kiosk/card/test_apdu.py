from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.card.apdu import MAX_ANSWER, Answer, Command, Status, exchange
from kiosk.card.connection import Bounded, Bounds, Mortal, Scripted
from kiosk.card.errors import CardGone, Late, Malformed

READ = Command(0xCB, 0x3F, 0xFF, b"\x5c\x01\x7e", answered=True)
OK = b"\x90\x00"


def test_a_command_is_spelled_as_the_standard_has_it() -> None:
    assert [part.hex() for part in READ.parts()] == ["00cb3fff035c017e00"]
    assert [part.hex() for part in Command(0x20, 0, 0x80).parts()] == ["00200080"]
    assert [part.hex() for part in Command(0x20, 0, 0x80, b"\x01").parts()] == ["002000800101"]


def test_long_data_is_chained() -> None:
    card = Scripted([OK, OK, b"\x01" + OK])
    answer = exchange(card, Command(0x87, 0x07, 0x9E, bytes(600), answered=True))
    assert answer == Answer(Status.OK, b"\x01")
    assert [(part[0], part[4], len(part)) for part in card.heard] == [
        (0x10, 255, 260),
        (0x10, 255, 260),
        (0x00, 90, 96),
    ]


def test_a_chain_that_is_refused_ends_there() -> None:
    card = Scripted([b"\x68\x84"])
    assert exchange(card, Command(0xDB, 0x3F, 0xFF, bytes(600))).status is Status.NO_CHAINING
    assert len(card.heard) == 1


def test_a_long_answer_is_gathered() -> None:
    card = Scripted([b"a" * 256 + b"\x61\x00", b"b" * 256 + b"\x61\x02", b"cc" + OK])
    assert exchange(card, READ).data == b"a" * 256 + b"b" * 256 + b"cc"
    assert [part.hex() for part in card.heard[1:]] == ["00c0000000", "00c0000002"]


def test_the_length_that_a_card_asks_for_is_given_once() -> None:
    card = Scripted([b"\x6c\x04", b"abcd" + OK])
    assert exchange(card, READ).data == b"abcd"
    assert card.heard[1].hex() == "00cb3fff035c017e04"
    with pytest.raises(Malformed):
        exchange(Scripted([b"\x6c\x04", b"\x6c\x05"]), READ)


@pytest.mark.parametrize("frame", [b"", b"\x90", b"x" * 257 + OK, b"\x12\x34", b"data\x6a\x82", b"\x61"])
def test_a_frame_that_breaks_the_rules_is_refused(frame: bytes) -> None:
    with pytest.raises(Malformed):
        exchange(Scripted([frame]), READ)


def test_an_answer_that_never_ends_is_cut_at_the_cap() -> None:
    card = Scripted(b"x" * 256 + b"\x61\x00" for _ in range(10**6))
    with pytest.raises(Malformed):
        exchange(card, READ)
    assert len(card.heard) == MAX_ANSWER // 256 + 1


def test_promises_without_data_do_not_go_on() -> None:
    card = Scripted(b"\x61\x10" for _ in range(10**6))
    with pytest.raises(Malformed):
        exchange(card, READ)
    assert len(card.heard) == 2


def test_the_tries_left_are_told() -> None:
    assert exchange(Scripted([b"\x63\xc2"]), Command(0x20, 0, 0x80)) == Answer(Status.TRIES, b"", 2)


class Keeping(Scripted):
    """Keeps the very buffers that it was given."""

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        self.kept = getattr(self, "kept", [])
        self.kept.append(apdu)
        return super().transmit(apdu)


@pytest.mark.parametrize("script", [[OK], [b"\x63\xc1"], [b"\x6c\x01", OK], [CardGone()], [b"?"]])
def test_t102_what_was_sent_is_wiped_whatever_comes_back(script: list[bytes | CardGone]) -> None:
    card = Keeping(script)
    with suppress(CardGone, Malformed):
        exchange(card, Command(0x20, 0, 0x80, bytearray(b"123456\xff\xff")))
    assert all(not any(apdu) for apdu in card.kept)


@given(st.lists(st.binary(max_size=260), max_size=6))
def test_whatever_a_card_says_there_is_an_answer_or_a_refusal(script: list[bytes]) -> None:
    try:
        answer = exchange(Scripted(script), READ)
    except (Malformed, CardGone):
        return
    assert len(answer.data) <= MAX_ANSWER


def test_t102_a_late_answer_ends_the_connection() -> None:
    times = iter([0.0, 0.4, 1.0, 1.6])
    inner = Scripted([OK, OK])
    card = Mortal(Bounded(inner, Bounds(reading=0.5), clock=lambda: next(times)))
    assert exchange(card, READ).status is Status.OK
    with pytest.raises(Late):
        exchange(card, READ)
    assert inner.closed
    with pytest.raises(CardGone):
        exchange(card, READ)


def test_a_signature_may_take_longer_than_a_reading() -> None:
    bounds = Bounds(reading=1, computing=2, making=3)
    found = [bounds.of(bytes((0, ins, 0, 0))) for ins in (0xCB, 0x20, 0x87, 0x47)]
    assert found == [1, 1, 2, 3]


def test_no_apdu_stands_in_a_repr() -> None:
    assert "1234" not in repr(Command(0x20, 0, 0x80, b"1234")) + repr(Answer(Status.OK, b"1234"))
