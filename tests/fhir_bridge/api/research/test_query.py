"""A question is understood as a whole or refused, and has one spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.research.query import AGES, Query
from tests.fhir_bridge.api.research.cohort import HAS_SUGAR, SUGAR

GOOD: dict[str, Any] = {"study": "s", "epsilon": 0.1, "coded": [HAS_SUGAR]}
YEARS = HAS_SUGAR | {"from": 2015, "to": 2024}


def parse(said: Any, *, histogram: bool = False) -> Query:
    return Query.parse(said if isinstance(said, bytes) else json.dumps(said).encode(), histogram=histogram)


BAD: dict[str, Any] = {
    "no JSON": b"{",
    "a name twice": b'{"study": "s", "study": "s", "epsilon": 0.1, "sex": ["female"]}',
    "a list": [],
    "nothing asked": {"study": "s", "epsilon": 0.1},
    "no study": {"epsilon": 0.1, "coded": [HAS_SUGAR]},
    "a study's name that is none": GOOD | {"study": "S 1"},
    "a study that is a number": GOOD | {"study": 1},
    "no epsilon": {"study": "s", "coded": [HAS_SUGAR]},
    "an epsilon in words": GOOD | {"epsilon": "0.1"},
    "no epsilon to speak of": GOOD | {"epsilon": 0.009},
    "an epsilon below nothing": GOOD | {"epsilon": -0.1},
    "too much epsilon": GOOD | {"epsilon": 1.001},
    "parts of a thousandth": GOOD | {"epsilon": 0.1001},
    "an endless epsilon": b'{"study": "s", "epsilon": 1e999, "sex": ["female"]}',
    "a name that is not known": GOOD | {"zip": "10115"},
    "geography": GOOD | {"city": ["Town"]},
    "an identifier": GOOD | {"identifier": ["770"]},
    "a sex of no list": GOOD | {"sex": "female"},
    "an unknown sex": GOOD | {"sex": ["woman"]},
    "no sex": GOOD | {"sex": []},
    "null": GOOD | {"sex": None},
    "a sex twice": GOOD | {"sex": ["female", "female"]},
    "an age in years": GOOD | {"age": ["47-47"]},
    "an age over 89": GOOD | {"age": ["90-99"]},
    "ages that are numbers": GOOD | {"age": [47]},
    "a type that is not counted": GOOD | {"coded": [HAS_SUGAR | {"type": "Patient"}]},
    "a type that is a list": GOOD | {"coded": [HAS_SUGAR | {"type": ["Condition"]}]},
    "no code": GOOD | {"coded": [{"type": "Condition"}]},
    "a code of no system": GOOD | {"coded": [HAS_SUGAR | {"code": "44054006"}]},
    "a code of a system of one's own": GOOD | {"coded": [HAS_SUGAR | {"code": "urn:x:mrn|4711"}]},
    "a code that is a number": GOOD | {"coded": [HAS_SUGAR | {"code": 44054006}]},
    "the same twice": GOOD | {"coded": [HAS_SUGAR, HAS_SUGAR]},
    "more than five": GOOD | {"coded": [HAS_SUGAR | {"from": year} for year in range(2010, 2016)]},
    "a value": GOOD | {"coded": [HAS_SUGAR | {"value": 7.1}]},
    "a day": GOOD | {"coded": [HAS_SUGAR | {"from": "2020-05-06"}]},
    "a year backwards": GOOD | {"coded": [HAS_SUGAR | {"from": 2024, "to": 2015}]},
    "a year before any": GOOD | {"coded": [HAS_SUGAR | {"from": 1800}]},
    "a string in the list": GOOD | {"coded": ["Condition"]},
    "bins for a count": GOOD | {"by": "sex"},
}  # fmt: skip
BAD_BINS: dict[str, Any] = {
    "no bins": GOOD,
    "bins of one's own": GOOD | {"by": "zip"},
    "bins by a list": GOOD | {"by": ["sex"]},
    "years without bounds": GOOD | {"by": "year"},
    "years without an end": GOOD | {"coded": [HAS_SUGAR | {"from": 2015}], "by": "year"},
    "too many years": GOOD | {"coded": [HAS_SUGAR | {"from": 1980, "to": 2020}], "by": "year"},
    "years of two things": GOOD | {"coded": [YEARS, YEARS | {"type": "Observation"}], "by": "year"},
    "years of nothing": {"study": "s", "epsilon": 0.1, "sex": ["female"], "by": "year"},
}


@pytest.mark.parametrize("name", [*BAD, *BAD_BINS])
def test_what_is_not_understood_is_refused(name: str) -> None:
    said = BAD.get(name, BAD_BINS.get(name))
    with pytest.raises(Turned) as turned:
        parse(said, histogram=name in BAD_BINS)
    assert turned.value.problem is Problem.BAD_REQUEST


def test_what_is_asked_is_what_is_read() -> None:
    query = parse(GOOD | {"sex": ["male", "female"], "age": ["90+"], "coded": [YEARS]})
    assert (query.epsilon, query.sexes, query.ages) == (100, ("female", "male"), ("90+",))
    assert [(one.kind, one.code, one.first, one.last) for one in query.coded] == [
        ("Condition", SUGAR, 2015, 2024)
    ]


SAME = [
    (GOOD, GOOD | {"epsilon": 0.100}),
    (GOOD, dict(reversed(GOOD.items()))),
    (GOOD | {"sex": ["female", "male"]}, GOOD | {"sex": ["male", "female"]}),
    (GOOD | {"coded": [HAS_SUGAR, YEARS]}, GOOD | {"coded": [YEARS, HAS_SUGAR]}),
    (GOOD, GOOD | {"study": "another"}),
]
OTHER = [
    GOOD | {"epsilon": 0.2},
    GOOD | {"sex": ["female"]},
    GOOD | {"age": ["90+"]},
    GOOD | {"coded": [YEARS]},
    GOOD | {"coded": [HAS_SUGAR | {"type": "Observation"}]},
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_t101_two_questions_that_ask_the_same_are_one(one: Any, other: Any) -> None:
    assert parse(one).digest() == parse(other).digest()


def test_two_that_do_not_are_two() -> None:
    digests = {parse(said).digest() for said in (GOOD, *OTHER)}
    digests |= {parse(GOOD | {"by": by}, histogram=True).digest() for by in ("sex", "age")}
    assert len(digests) == len(OTHER) + 3


def test_the_bins_are_fixed_by_the_question_alone() -> None:
    assert parse(GOOD).bins == ("all",)
    assert parse(GOOD | {"by": "sex"}, histogram=True).bins == ("female", "male", "other", "unknown")
    assert parse(GOOD | {"by": "age"}, histogram=True).bins == AGES
    assert AGES[0] == "0-9"
    assert AGES[-2:] == ("80-89", "90+")
    by_year = parse(GOOD | {"coded": [YEARS], "by": "year"}, histogram=True)
    assert by_year.bins == tuple(map(str, range(2015, 2025)))
