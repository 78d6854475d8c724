"""The exact counts, which never leave this process: noise is added before anything else is done with them.

A person is in the first bin that is theirs or in none, and counts as one however much is known of them: one person
more or less changes one count by one. What of them may be told is decided for each feature by the one door, now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from fhir_bridge.access.decide import Deny, Permit, Why
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.content import PATIENT
from fhir_bridge.api.records.door import Door
from fhir_bridge.api.relaying import LiveGrants
from fhir_bridge.api.research.features import People, Projection
from fhir_bridge.api.research.query import AGES, ALL, By, Condition, Query
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.store.features import UNKNOWN, Feature, Profile


def counts(query: Query, projection: Projection, door: Door, caller: Caller) -> list[int]:
    """How many are in each of the query's bins; Turned(UNAVAILABLE) where no grant can be shown fresh."""
    now = door.desk.now()
    grants = LiveGrants.read(door.desk, now)
    nobody = door.decided(caller, "", PATIENT, frozenset(), grants.of(""))
    if isinstance(nobody, Deny) and nobody.why is Why.STALE:
        raise Turned(Problem.UNAVAILABLE, after=5)
    people = projection.catch_up(now)

    def decided(owner: str, kind: str, labels: frozenset[str]) -> Permit | Deny:
        return door.decided(caller, owner, kind, labels, grants.of(owner))

    told = _Told(people, decided)
    bins = dict.fromkeys(query.bins, 0)
    for one in _binned(query, projection, told, datetime.fromtimestamp(now, UTC).year):
        if one in bins:
            bins[one] += 1
    return list(bins.values())


class _Told:
    """What of whom may be told; each is decided once."""

    def __init__(self, people: People, decided: Callable[[str, str, frozenset[str]], Permit | Deny]) -> None:
        self._people = people
        self._decided = decided
        self._known: dict[tuple[bytes, str, str], bool] = {}

    def may(self, row: Feature | Profile, kind: str) -> bool:
        """Whether a row counts: it is of somebody as they stand now, and a resource of this type may be read."""
        asked = row.owner, kind, row.labels
        if asked not in self._known:
            self._known[asked] = self._permitted(*asked)
        return self._known[asked] and row.state in self._people.states

    def _permitted(self, owner: bytes, kind: str, labels: str) -> bool:
        pseudonym = self._people.owners.get(owner)
        if pseudonym is None:
            return False
        return isinstance(self._decided(pseudonym, kind, frozenset(labels.split())), Permit)


def _binned(query: Query, projection: Projection, told: _Told, year: int) -> Iterator[str]:
    """The bin of each who meets every condition."""
    met = [_meeting(one, projection, told) for one in query.coded]
    states = frozenset.intersection(*map(frozenset, met)) if met else None
    if states is not None and not query.of_person:
        yield from (_bin(query.by, "", "", met[0][state]) for state in states)
        return
    for profile in projection.features.profiles():
        if (states is not None and profile.state not in states) or not told.may(profile, PATIENT):
            continue
        age = _age(profile, year)
        if (not query.sexes or profile.sex in query.sexes) and (not query.ages or age in query.ages):
            yield _bin(query.by, profile.sex, age, met[0][profile.state] if met else UNKNOWN)


def _meeting(condition: Condition, projection: Projection, told: _Told) -> dict[bytes, int]:
    """Who meets a condition, with the first year that they do in."""
    found: dict[bytes, int] = {}
    term = projection.term(condition.kind, condition.code)
    for row in projection.features.bearing(term, condition.first, condition.last):
        if told.may(row, condition.kind):
            found[row.state] = min(found.get(row.state, row.year), row.year)
    return found


def _bin(by: By | None, sex: str, age: str, year: int) -> str:
    match by:
        case By.SEX:
            return sex
        case By.AGE:
            return age
        case By.YEAR:
            return str(year)
    return ALL


def _age(profile: Profile, year: int) -> str:
    """The class of an age, which is the most that a year of birth lets it be; none where that is not known."""
    return "" if profile.born == UNKNOWN else AGES[min((year - profile.born) // 10, len(AGES) - 1)]
