"""A search's parameters: the allowed names, each in one spelling. Whatever else is asked is refused, never ignored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.store.searching import Found

MOST: Final = 100
"""Resources a page."""
USUAL: Final = 50
LONGEST: Final = 200

_NAMES: Final = {"patient", "identifier", "code", "_lastUpdated", "_count", "cursor"}
_WHEN: Final = re.compile(r"(ge|gt|le|lt|eq)?(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?)")
_PLACE: Final = re.compile(r"([0-9a-f]{32})\.([1-9][0-9]{0,6})")
_TOKEN: Final = re.compile(r"[^\s,$]{1,200}")


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds since 1970, the first included and the last not; None is no bound."""

    since: int | None = None
    until: int | None = None

    def holds(self, at: int) -> bool:
        """Whether this second is within."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. `patient` or `identifier` says of whom; `cursor` is the last one that was given before."""

    patient: str = ""
    identifier: str = ""
    codes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    count: int = USUAL
    cursor: str = ""

    @classmethod
    def parse(cls, pairs: tuple[tuple[str, str], ...]) -> Query:
        """The query; Turned(BAD_REQUEST) for another name, one that stands twice, or another spelling."""
        once = [name for name, _ in pairs if name != "_lastUpdated"]
        if not {name for name, _ in pairs} <= _NAMES or len(set(once)) < len(once):
            raise Turned(Problem.BAD_REQUEST)
        if any(not _TOKEN.fullmatch(value.replace(",", "")) for _, value in pairs):
            raise Turned(Problem.BAD_REQUEST)
        said = dict(pairs)
        codes = tuple(said["code"].split(",")) if "code" in said else ()
        if not all(codes) or ((cursor := said.get("cursor", "")) and not _PLACE.fullmatch(cursor)):
            raise Turned(Problem.BAD_REQUEST)
        return cls(
            patient=said.get("patient", ""),
            identifier=said.get("identifier", ""),
            codes=codes,
            spans=tuple(_span(value) for name, value in pairs if name == "_lastUpdated"),
            count=_count(said.get("_count", str(USUAL))),
            cursor=said.get("cursor", ""),
        )

    @classmethod
    def paging(cls, pairs: tuple[tuple[str, str], ...]) -> Query:
        """A query that says where to go on and how far, and nothing else; Turned(BAD_REQUEST)."""
        if not {name for name, _ in pairs} <= {"_count", "cursor"}:
            raise Turned(Problem.BAD_REQUEST)
        return cls.parse(pairs)

    def after(self, found: list[Found]) -> list[Found]:
        """Of what was found, what comes after the cursor; Turned where it names nothing that is there any more."""
        if not self.cursor:
            return found
        places = [place_of(one) for one in found]
        if self.cursor not in places:
            raise Turned(Problem.BAD_REQUEST)
        return found[places.index(self.cursor) + 1 :]


def place_of(found: Found) -> str:
    """How a cursor names a resource: record and number, which whoever has it was given with it."""
    return f"{found.record_id}.{found.leaf}"


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise Turned(Problem.BAD_REQUEST)
    return min(int(text), MOST)


def _span(text: str) -> Span:
    found = _WHEN.fullmatch(text)
    try:
        first, length = _instant(found[2]) if found else (0, 0)
    except ValueError:
        length = 0
    if found is None or not length:
        raise Turned(Problem.BAD_REQUEST)
    return {
        "ge": Span(since=first),
        "gt": Span(since=first + length),
        "lt": Span(until=first),
        "le": Span(until=first + length),
    }.get(found[1] or "eq", Span(first, first + length))


def _instant(text: str) -> tuple[int, int]:
    """The first second of a date (in UTC) or an instant, and how many it has."""
    when = datetime.fromisoformat(text)
    if "T" not in text:
        return int(when.replace(tzinfo=UTC).timestamp()), int(timedelta(days=1).total_seconds())
    return int(when.timestamp()), 1 if text.count(":") - ("Z" not in text) > 1 else 60
