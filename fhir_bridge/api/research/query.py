"""A question of a study, in one spelling: all of it is understood, or it is refused.

    {"study": "sugar", "epsilon": 0.1, "sex": ["female"], "age": ["40-49", "50-59"],
     "coded": [{"type": "Condition", "code": "http://snomed.info/sct|44054006", "from": 2015, "to": 2024}],
     "by": "year"}

Who is counted meets every condition. `by` is a histogram's: its bins are fixed before anybody is counted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.research.noise import THOUSAND
from fhir_bridge.api.research.safeharbor import KINDS, SEXES, allowed
from fhir_bridge.errors import Refused
from fhir_bridge.fhir import json as strict

AGES: Final = (*(f"{age}-{age + 9}" for age in range(0, 90, 10)), "90+")
ALL: Final = "all"
LEAST: Final = 10
"""Of epsilon, in thousandths: below, the noise has a scale of more than a hundred."""
MOST: Final = 1000
"""Of epsilon, in thousandths: above, there is hardly any noise."""
MOST_CODED: Final = 5
MOST_BINS: Final = 30
YEARS: Final = (1900, 2100)

_NAMES: Final = {"study", "epsilon", "sex", "age", "coded", "by"}
STUDY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class By(StrEnum):
    """What a histogram can be made over; `year` is the first of the only coded condition's years."""

    SEX = "sex"
    AGE = "age"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """Something coded, in the years from the first to the last; without years also where none is known."""

    kind: str
    code: str
    first: int = 0
    last: int = YEARS[1]


@dataclass(frozen=True, slots=True)
class Query:
    """What is counted, over which bins; `epsilon` in thousandths. Empty `sexes` and `ages` are all of them."""

    study: str
    epsilon: int
    sexes: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    coded: tuple[Condition, ...] = ()
    by: By | None = None

    @classmethod
    def parse(cls, body: bytes, *, histogram: bool) -> Query:
        """The question; Turned(BAD_REQUEST) for anything that is not understood, or not allowed."""
        try:
            query = cls._read(strict.loads(body))
        except (Refused, AttributeError, LookupError, TypeError, ValueError):
            raise Turned(Problem.BAD_REQUEST) from None
        if histogram == (query.by is None) or not query.closed:
            raise Turned(Problem.BAD_REQUEST)
        return query

    @classmethod
    def _read(cls, said: Any) -> Query:
        if not isinstance(said, dict) or not said.keys() <= _NAMES or not STUDY.fullmatch(said["study"]):
            raise ValueError
        return cls(
            study=said["study"],
            epsilon=_thousandths(said["epsilon"]),
            sexes=_some(said, "sex", SEXES),
            ages=_some(said, "age", AGES),
            coded=_conditions(said),
            by=By(said["by"]) if "by" in said else None,
        )

    @property
    def of_person(self) -> bool:
        """Whether it asks for somebody's sex or age."""
        return bool(self.sexes or self.ages) or self.by in {By.SEX, By.AGE}

    @property
    def bins(self) -> tuple[str, ...]:
        """The bins, whoever is in them."""
        match self.by:
            case By.SEX:
                return SEXES
            case By.AGE:
                return AGES
            case By.YEAR:
                return tuple(str(year) for year in range(self.coded[0].first, self.coded[0].last + 1))
        return (ALL,)

    @property
    def closed(self) -> bool:
        """Whether it asks for something, and over years only where these are given and few."""
        if self.by is not By.YEAR:
            return bool(self.of_person or self.coded)
        bounds = [(one.first, one.last) for one in self.coded]
        return len(bounds) == 1 and bounds[0][0] >= YEARS[0] and len(self.bins) <= MOST_BINS

    def text(self) -> str:
        """The question in its one spelling: two that ask the same are the same."""
        said: dict[str, Any] = {"epsilon": self.epsilon, "sex": self.sexes, "age": self.ages, "by": self.by}
        said |= {"coded": [(one.kind, one.code, one.first, one.last) for one in self.coded]}
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    def digest(self) -> bytes:
        """What an answer is kept under."""
        return hashlib.sha256(self.text().encode()).digest()


def _thousandths(number: Any) -> int:
    found = Decimal(number.text) * THOUSAND if isinstance(number, strict.Number) else Decimal(0)
    if not LEAST <= found <= MOST or found != int(found):
        raise ValueError
    return int(found)


def _some(said: Mapping[str, Any], name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known words of the list of this name, in their order; none where the name is not there."""
    if name not in said:
        return ()
    found = _list(said[name], len(known))
    if not set(found) <= set(known) or len(set(found)) < len(found):
        raise ValueError
    return tuple(one for one in known if one in found)


def _conditions(said: Mapping[str, Any]) -> tuple[Condition, ...]:
    found = [_condition(one) for one in _list(said["coded"], MOST_CODED)] if "coded" in said else []
    if len(set(found)) < len(found):
        raise ValueError
    return tuple(sorted(found))


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or not 0 < len(value) <= most:
        raise ValueError
    return value


def _condition(said: Any) -> Condition:
    if (
        not said.keys() <= {"type", "code", "from", "to"}
        or said["type"] not in KINDS
        or not allowed(said["code"])
    ):
        raise ValueError
    first, last = (_year(said[name]) if name in said else None for name in ("from", "to"))
    if first is None and last is None:
        return Condition(said["type"], said["code"])
    first, last = first or YEARS[0], last or YEARS[1]
    if first > last:
        raise ValueError
    return Condition(said["type"], said["code"], first, last)


def _year(number: Any) -> int:
    if not isinstance(number, strict.Number) or not re.fullmatch(r"[12][0-9]{3}", number.text):
        raise ValueError
    year = int(number.text)
    if not YEARS[0] <= year <= YEARS[1]:
        raise ValueError
    return year
