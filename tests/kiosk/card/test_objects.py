from __future__ import annotations

import gzip
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.card import objects, tlv
from kiosk.card.errors import Malformed

GUID = UUID("8d5f0d3a-3c0e-4c63-9c8e-0f6f6a1d2b3c")


@given(st.uuids(allow_nil=False), st.dates(min_value=date(2000, 1, 1)))
def test_a_chuid_reads_back(guid: UUID, expires: date) -> None:
    chuid = objects.Chuid(guid, expires)
    assert objects.read_chuid(chuid.write()) == chuid


@given(st.binary(min_size=1, max_size=objects.MAX_CERTIFICATE), st.booleans())
def test_a_certificate_reads_back(der: bytes, packed: bool) -> None:
    assert objects.read_certificate(objects.write_certificate(der, packed=packed)) == der


def test_discovery_and_properties_read_back() -> None:
    assert objects.read_discovery(objects.write_discovery()) == 0x40
    objects.read_properties(objects.write_properties())


def chuid(**changed: bytes | None) -> bytes:
    fields = {"30": bytes(25), "34": GUID.bytes, "35": b"20290228", "3E": b"", "FE": b""} | changed
    inner = b"".join(tlv.write(int(tag, 16), value) for tag, value in fields.items() if value is not None)
    return tlv.write(0x53, inner)


@pytest.mark.parametrize(
    "changed",
    [
        {"34": None},
        {"35": None},
        {"34": bytes(16)},
        {"34": bytes(15)},
        {"35": b"20290229"},
        {"35": b"2029-2-8"},
        {"35": b"2029W011"},
        {"35": "\uff12\uff10\uff12\uff190228".encode()},
        {"7F": b""},
    ],
)
def test_a_chuid_that_breaks_its_form_is_refused(changed: dict[str, bytes | None]) -> None:
    assert objects.read_chuid(chuid()).guid == GUID
    with pytest.raises(Malformed):
        objects.read_chuid(chuid(**changed))


def container(value: bytes, info: bytes = b"\x00", more: bytes = b"\xfe\x00") -> bytes:
    return tlv.write(0x53, tlv.write(0x70, value) + tlv.write(0x71, info) + more)


@pytest.mark.parametrize(
    "data",
    [
        container(b""),
        container(bytes(objects.MAX_CERTIFICATE + 1)),
        container(b"der", b"\x02"),
        container(b"der", b""),
        container(b"der", more=b""),
        container(b"der", more=b"\xfe\x01\x00"),
        container(b"der", b"\x01"),
        container(gzip.compress(b"der")[:-1], b"\x01"),
        container(gzip.compress(b"der") + b"\0", b"\x01"),
        container(gzip.compress(bytes(objects.MAX_CERTIFICATE + 1)), b"\x01"),
        container(gzip.compress(bytes(10**7)), b"\x01"),
    ],
)
def test_a_certificate_that_breaks_its_form_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        objects.read_certificate(data)


@given(st.binary(max_size=200))
def test_whatever_a_card_gives_there_is_an_object_or_a_refusal(data: bytes) -> None:
    for read in (
        objects.read_chuid,
        objects.read_certificate,
        objects.read_discovery,
        objects.read_properties,
    ):
        for element in (data, tlv.write(0x53, data), tlv.write(0x7E, data), tlv.write(0x61, data)):
            try:
                read(element)
            except Malformed:
                continue


def test_no_identifier_stands_in_a_repr() -> None:
    guid = uuid4()
    assert str(guid) not in repr(objects.Chuid(guid, date(2029, 1, 1)))
