"""Batches taken apart, and refused whole when they are not whole."""

from __future__ import annotations

import pytest

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.source.batch import is_batch, messages
from fhir_bridge.source.hl7v2 import parse

MSH = "MSH|^~\\&|A|B|||2026||ADT^A01|{}|P|2.5"
ONE, TWO = (f"{MSH.format(n)}\rPID|{n}" for n in (1, 2))
HEADS = "FHS|^~\\&|A\rBHS|^~\\&|A\r"


def batch(*parts: str, end: str = "\r") -> bytes:
    return "\r".join(parts).replace("\r", end).encode()


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_batch_gives_its_messages_in_order(end: str) -> None:
    data = batch(HEADS + ONE, TWO, "BTS|2", "FTS|1", end=end)
    assert is_batch(data)
    assert [parse(each).control_id for each in messages(data)] == ["1", "2"]


def test_a_batch_without_a_file_around_it_and_without_counts() -> None:
    assert len(messages(batch("BHS|^~\\&|A", ONE, TWO, "BTS"))) == 2


def test_a_file_of_two_batches() -> None:
    data = batch("FHS|^~\\&", "BHS|^~\\&", ONE, "BTS|1", "BHS|^~\\&", TWO, ONE, "BTS|2", "FTS|2")
    assert len(messages(data)) == 3


@pytest.mark.parametrize(
    "data",
    [
        batch(HEADS + ONE, TWO, "BTS|3", "FTS|1"),
        batch(HEADS + ONE, "BTS|1", "FTS|2"),
        batch(HEADS + ONE, "BTS|x", "FTS|1"),
        batch(HEADS + ONE, TWO),
        batch(HEADS + ONE, "BTS|1"),
        batch(HEADS + ONE, "FTS|1"),
        batch(HEADS, "PID|1", "BTS|0", "FTS|1"),
        batch(HEADS + ONE, "BTS|1", "PID|1", "FTS|1"),
        batch("BHS|^~\\&", "BHS|^~\\&", ONE, "BTS|1", "BTS|1"),
        batch("BHS||||", ONE, "BTS|1"),
    ],
)
def test_t030_a_batch_that_is_not_whole_is_refused_whole(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        messages(data)
    assert caught.value.reason is Reason.BAD_STRUCTURE


def test_each_message_keeps_its_own_character_set() -> None:
    data = (
        batch(HEADS + ONE.replace("|2.5", "|2.5||||||8859/1") + "||||Zoë", "BTS|1", "FTS|1")
        .decode()
        .encode("latin-1")
    )
    assert parse(messages(data)[0]).segments[1].text(5) == "Zoë"


def test_a_message_is_no_batch() -> None:
    assert not is_batch(ONE.encode())
