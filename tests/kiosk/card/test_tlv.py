from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.card import tlv
from kiosk.card.errors import Malformed

REFUSED = {
    "no tag": "00 00",
    "padding": "53 00 FF FF",
    "no length": "53",
    "indefinite length": "53 80 00 00",
    "length in two bytes where one does": "53 81 05 0102030405",
    "length in three bytes where two do": "53 82 00 80" + "00" * 0x80,
    "length in four bytes": "53 83 00 01 00" + "00" * 0x100,
    "cut length": "53 82 01",
    "cut value": "53 05 01 02",
    "a byte behind": "53 01 01 02",
    "cut tag": "5F",
    "endless tag": "5F C1 C2 C3 04 00",
    "tag with a leading zero": "5F 80 01 00",
    "tag in two bytes where one does": "1F 05 00",
}
TAGS = st.sampled_from([0x53, 0x70, 0x7E, 0x82, 0xFE, 0x5F2F, 0x7F49, 0x5FC102])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_malformed_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        tlv.parse(bytes.fromhex(REFUSED[name]))


@given(st.lists(st.tuples(TAGS, st.binary(max_size=700))))
@example(
    [(0x53, bytes(127)), (0x53, bytes(128)), (0x53, bytes(255)), (0x53, bytes(256)), (0x53, bytes(65535))]
)
def test_what_is_written_reads_back(elements: list[tuple[int, bytes]]) -> None:
    data = b"".join(tlv.write(tag, value) for tag, value in elements)
    assert [(one.tag, one.value) for one in tlv.parse(data)] == elements


@given(st.binary(max_size=64))
def test_what_reads_is_written_back_byte_for_byte(data: bytes) -> None:
    try:
        found = tlv.parse(data)
    except Malformed:
        return
    assert b"".join(tlv.write(one.tag, one.value) for one in found) == data


def test_a_value_is_asked_for_by_its_one_tag() -> None:
    assert tlv.only(bytes.fromhex("5301AA"), 0x53) == b"\xaa"
    for wrong in ("5401AA", "5301AA5301AA", ""):
        with pytest.raises(Malformed):
            tlv.only(bytes.fromhex(wrong), 0x53)
    with pytest.raises(Malformed):
        tlv.fields(bytes.fromhex("5301AA5301AB"))


def test_no_value_stands_in_a_repr() -> None:
    assert "123456" not in repr(tlv.parse(tlv.write(0x53, b"123456")))
