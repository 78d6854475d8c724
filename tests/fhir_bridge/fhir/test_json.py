"""FHIR JSON: numbers as written, and what strict reading refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.json import Json, Number, dumps, loads


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        loads(data)
    assert caught.value.reason is Reason.BAD_JSON
    return str(caught.value)


@pytest.mark.parametrize(
    "token", ["1.00", "0.10", "-0", "1E+2", "1e-2", "12345678901234567890.123456789", "0"]
)
def test_t038_numbers_are_carried_as_written(token: str) -> None:
    data = f'{{"value":{token}}}'.encode()
    assert loads(data) == {"value": Number(token)}
    assert dumps(loads(data)) == data


@pytest.mark.parametrize("data", [b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'[{"b":{"c":1,"c":1}}]'])
def test_t031_duplicate_names_are_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity", "1e400", "-1e999"])
def test_t032_what_is_no_number_is_refused(token: str) -> None:
    refused(f"[{token}]".encode())


def test_t033_a_number_of_thousands_of_digits_is_refused() -> None:
    refused(b"[" + b"9" * 4301 + b"]")


@pytest.mark.parametrize(
    "data", [b'["\\ud800"]', b'{"\\udfff":1}', b'["\\ud800x\\udfff"]', b'["\xed\xa0\x80"]']
)
def test_t034_lone_surrogates_are_refused(data: bytes) -> None:
    refused(data)


def test_t034_a_pair_of_surrogates_is_one_character() -> None:
    assert loads(b'["\\ud83d\\ude00"]') == ["\U0001f600"]


@pytest.mark.parametrize("depth", [65, 200, 100_000])
def test_t035_what_is_deep_is_refused(depth: int) -> None:
    refused(b"[" * depth + b"]" * depth)
    refused(b'{"a":' * depth + b"1" + b"}" * depth)


def test_t035_sixty_four_levels_are_read() -> None:
    loads(b"[" * 64 + b"]" * 64)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_t036_other_encodings_are_refused(codec: str) -> None:
    refused('{"a":"é"}'.encode(codec))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1,]", b"{} {}", b"01", b"1.", b"+1", b"'a'", b'["\n"]', b"\x00"]
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    refused(data)


def test_errors_do_not_show_values() -> None:
    assert "Teal" not in refused(b'{"name":"Teal","name":"Robin"}') + refused(b'{"name":"Teal"')


def test_text_that_is_not_unicode_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="Unicode"):
        dumps([Number("1"), "\ud800"])
    with pytest.raises(ValueError, match="surrogates"):
        dumps(["\udfff"])


NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?", fullmatch=True).map(Number)
TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_reads_back_equal(value: Json) -> None:
    assert loads(dumps(value)) == value
