"""How much may be asked: a bucket for each client, each client and patient, each kiosk, and one for enrolment codes.

A bucket fills by so many requests a second up to its depth. A restart finds never more of it than was left, and a
`SHARE` of its depth at most: so nothing is written while more than that is left, which is the ordinary case, and then a
reserve, that share again, is taken from what is kept at once and used up before the next is. Neither a restart nor a
crash gives back what was used. Who asks is who bears the token, or whose key signed: no address and no header that a
sender writes has a say.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from sqlalchemy import bindparam, select

from anchor.database import Database, put
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.store.gateway import BUCKET

SHARE: Final = 0.5
"""Of a bucket's depth: what a restart finds at most, and what is taken between two writes."""
MOST_BUCKETS: Final = 10_000
"""Kept in memory; the others are read again when they are asked of."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second, and so many at once."""

    each_second: float
    depth: int


CLIENT: Final = Rate(each_second=300, depth=600)
PATIENT: Final = Rate(each_second=20, depth=100)
"""Of one patient nobody needs more: a whole record is one request."""
KIOSK: Final = Rate(each_second=20, depth=300)
"""A whole visit is some twenty requests, and one kiosk has one visit at a time."""
CODES: Final = Rate(each_second=1, depth=60)
"""Enrolments that are tried, right or wrong, of the whole site: whoever guesses makes a key a guess."""


_BEGUN: Final = b""
"""The bucket that is nobody's: once it is kept, there was somebody here before."""

_LEVEL = select(BUCKET.c.level, BUCKET.c.at).where(BUCKET.c.tag == bindparam("tag"))


class Kept(Protocol):
    """Where levels are kept, in thousandths of a request with the second they are of."""

    def level(self, tag: bytes) -> tuple[int, int] | None:
        """(level, second)."""
        ...

    def keep(self, tag: bytes, level: int, at: int) -> None:
        """In place of what was kept."""
        ...


class Buckets:
    """The table `bucket`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def level(self, tag: bytes) -> tuple[int, int] | None:
        """What was kept of a bucket."""
        with self._database.reading() as connection:
            row = connection.execute(_LEVEL, {"tag": tag}).first()
        return (row.level, row.at) if row else None

    def keep(self, tag: bytes, level: int, at: int) -> None:
        """In place of what was kept."""
        with self._database.writing() as connection:
            put(connection, BUCKET, [{"tag": tag, "level": level, "at": at}])


@dataclass(slots=True)
class _Bucket:
    """What is left, as of when; and what a restart would find, as of when."""

    rate: Rate
    level: float
    at: float
    kept: float
    kept_at: float
    alone: threading.Lock = field(default_factory=threading.Lock)

    def fill(self, now: float) -> None:
        """Let in what has come since."""
        self.level, self.at = self._grown(self.level, self.at, now), max(now, self.at)

    def found_again(self, now: float) -> float:
        """What a restart would find."""
        return min(self._grown(self.kept, self.kept_at, now), self.rate.depth * SHARE)

    def _grown(self, level: float, since: float, now: float) -> float:
        return min(level + max(now - since, 0) * self.rate.each_second, self.rate.depth)


class Limits:
    """Takes from buckets; `clock` says seconds since 1970."""

    def __init__(self, kept: Kept, clock: Callable[[], float]) -> None:
        self._kept = kept
        self._clock = clock
        self._alone = threading.Lock()
        self._buckets: dict[bytes, _Bucket] = {}
        self._since: float | None = None
        self._first = False

    def take(self, tag: bytes, rate: Rate) -> None:
        """One request from this bucket; Turned(TOO_MANY) where it is empty."""
        now = self._clock()
        with self._alone:
            bucket = self._bucket(tag, rate, now)
        with bucket.alone:  # while one is written, others are asked
            bucket.fill(now)
            if bucket.level < 1:
                raise Turned(Problem.TOO_MANY, after=math.ceil((1 - bucket.level) / rate.each_second))
            bucket.level -= 1
            if bucket.level < bucket.found_again(now):
                bucket.kept, bucket.kept_at = max(bucket.level - rate.depth * SHARE, 0), now
                self._kept.keep(tag, int(bucket.kept * 1000), math.ceil(now))

    def _bucket(self, tag: bytes, rate: Rate, now: float) -> _Bucket:
        if tag not in self._buckets:
            if self._since is None:
                self._begin(now)
            if len(self._buckets) >= MOST_BUCKETS:
                self._buckets.clear()
                self._since, self._first = now, False  # as after a restart
            self._buckets[tag] = self._found(tag, rate, self._since or now)
        return self._buckets[tag]

    def _begin(self, now: float) -> None:
        self._since, self._first = now, self._kept.level(_BEGUN) is None
        if self._first:
            self._kept.keep(_BEGUN, 0, math.ceil(now))

    def _found(self, tag: bytes, rate: Rate, since: float) -> _Bucket:
        """A bucket as it is found, as of a restart; one that was never written was never below its share."""
        row = self._kept.level(tag)
        kept, at = (row[0] / 1000, row[1]) if row else (rate.depth * SHARE, since)
        bucket = _Bucket(rate, rate.depth, max(since, at), kept, at)
        if row or not self._first:
            bucket.level = bucket.found_again(since)
        return bucket
