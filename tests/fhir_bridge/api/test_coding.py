"""The one spelling of the wire's types."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.api.wire.card import Greeting, Role, Stands
from fhir_bridge.api.wire.coding import CodingError, Length, _bare, _hints, decode, encode
from fhir_bridge.api.wire.operation import Visit
from fhir_bridge.api.wire.operations import OPERATIONS
from fhir_bridge.api.wire.refusal import Problem, Refusal

KINDS = sorted(
    {kind for one in OPERATIONS for kind in (one.asked, one.given)}, key=lambda kind: kind.__name__
)
GREETING = Greeting(
    b"\xff" * 32, 17, Role.PATIENT, "Ana", "sr", (Stands(b"\1" * 32, "Luka", True, False, 9),)
)


def values(kind: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 -- one return a kind of value
    length, kind = _bare(kind)
    if type(None) in get_args(kind):
        return st.none() | values(next(one for one in get_args(kind) if one is not type(None)))
    bounds = length or Length(40)
    if get_origin(kind) is tuple:
        most = max(bounds.least, min(bounds.most, 3))
        return st.lists(values(get_args(kind)[0]), min_size=bounds.least, max_size=most).map(tuple)
    if kind is bytes:
        return st.binary(min_size=bounds.least, max_size=min(bounds.most, 64))
    if kind is str:
        text = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
        return st.text(text, min_size=bounds.least, max_size=min(bounds.most, 40))
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(0, 2**53 - 1)
    if issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    return st.builds(kind, **{name: values(hint) for name, hint in _hints(kind).items()})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_what_is_written_is_read_back(kind: type, data: st.DataObject) -> None:
    value = data.draw(values(kind))
    assert decode(encode(value), kind) == value


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_survives_its_outcome(refusal: Refusal) -> None:
    assert decode(encode(Problem.of(refusal)), Problem).refusal() is refusal


@pytest.mark.parametrize(
    "body",
    [
        b'{"visit":"' + b"A" * 43 + b'","visit":"' + b"A" * 43 + b'"}',
        b'{"visit":"' + b"A" * 42 + b'B"}',
        b'{"visit":"' + b"A" * 43 + b'="}',
        b'{"visit":"AAAA"}',
        b'{"visit":"' + b"A" * 43 + b'","more":1}',
        b"{}",
        b"[]",
        b'{"visit":null}',
        b"\xef\xbb\xbf{}",
        b'{"visit":NaN}',
        b'{"visit":"\\ud800"}',
        b"[" * 100_000,
        b'{"visit":' + b"[" * 20 + b"]" * 20 + b"}",
        b'{"a":"\\"' + b"[" * 1000 + b'","visit":' + b"[" * 1000,
        b'{"visit":"' + b"A" * (1 << 20) + b'"}',
    ],
    ids=[
        "t031-twice", "other-bits", "padded", "short", "unknown-field", "missing", "array", "null",
        "t036-bom", "t032-nan", "t034-surrogate", "t035-deep", "t035-deep-and-whole",
        "t035-deep-after-a-string", "large",
    ],
)  # fmt: skip
def test_what_is_not_the_one_spelling_is_refused(body: bytes) -> None:
    with pytest.raises(CodingError):
        decode(body, Visit)


@pytest.mark.parametrize("wrong", [True, 1.0, -1, 2**53, "17", None])
def test_a_number_is_a_whole_one_that_every_reader_keeps(wrong: object) -> None:
    body = json.loads(encode(GREETING)) | {"end": wrong}
    with pytest.raises(CodingError) as refused:
        decode(json.dumps(body).encode(), Greeting)
    assert "Greeting.end" in str(refused.value)


def test_a_visit_is_no_part_of_a_repr() -> None:
    assert "255" not in repr(GREETING)
    assert "xff" not in repr(GREETING)


def test_every_operation_has_a_path_of_its_own() -> None:
    assert len({one.path for one in OPERATIONS}) == len(OPERATIONS)
