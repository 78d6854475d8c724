"""The features follow the records: made anew, merged, parted, erased, and none of anybody's left behind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from fhir_bridge.api.research.features import Projection
from fhir_bridge.release import Release
from fhir_bridge.store.features import FEATURE, OVER_89, PROFILE, Profile
from tests.fhir_bridge.api.clinic import NOW
from tests.fhir_bridge.api.research.cohort import Cohort, condition, has, person
from tests.fhir_bridge.house import admission
from tests.fhir_bridge.office import erase


def rows(cohort: Cohort) -> set[tuple[Any, ...]]:
    with cohort.ward.clinic.desk.service.journal.database.reading() as connection:
        return {tuple(row) for table in (PROFILE, FEATURE) for row in connection.execute(select(table))}


def said(event: str, number: int, more: str) -> bytes:
    """A message of patient `number` that says who is who."""
    message = admission(number, event).replace(b"ADT^A01^ADT_A01", f"ADT^{event}".encode())
    lines = message.replace(b"A01|2026", event[:3].encode() + b"|2026").split(b"\r")
    return b"\r".join(line for line in lines if line[:3] != b"PV1") + more.encode()


def merged(one: int, other: int) -> bytes:
    return said("A40^ADT_A39", one, f"MRG|77{other}^^^NORTH^MR\r")


def parted(one: int, other: int) -> bytes:
    return said("A37^ADT_A37", one, f"PID|2||77{other}^^^NORTH^MR||X\r")


def two(cohort: Cohort) -> tuple[dict[str, Any], int, int]:
    """Two patients who have something since 2019 and since 2020, and how to ask for its years."""
    code, (one, other) = cohort.some(2)
    cohort.ward.take(
        person(one, condition("a", "2019-01-01", code)), person(other, condition("b", "2020-01-01", code))
    )
    return {"by": "year", "coded": [has(code, **{"from": 2010, "to": 2027})]}, one, other


def test_two_who_are_merged_count_as_one(cohort: Cohort) -> None:
    years, one, other = two(cohort)
    cohort.grant(one, "Condition")
    cohort.grant(other, "Condition")
    assert cohort.exact(**years) == {"2019": 1, "2020": 1}
    cohort.ward.take(merged(one, other))
    assert cohort.exact(**years) == {"2019": 1}
    cohort.ward.take(parted(one, other))
    assert cohort.exact(**years) == {"2019": 1, "2020": 1}


def test_consents_of_two_who_are_merged_are_not_united(cohort: Cohort) -> None:
    years, one, other = two(cohort)
    cohort.grant(other, "Condition")
    cohort.ward.take(merged(one, other))
    assert cohort.exact(**years) == {"2020": 1}


def test_whoever_is_erased_goes_at_once_with_all_that_was_theirs(cohort: Cohort) -> None:
    years, one, other = two(cohort)
    cohort.grant(one, "Condition")
    cohort.grant(other, "Condition")
    assert cohort.exact(**years) == {"2019": 1, "2020": 1}
    before, service, whose = rows(cohort), cohort.ward.clinic.desk.service, cohort.pseudonym(one)
    erase(service, whose)
    gone = before - rows(cohort)
    owner = service.pipeline.custody.owner_tag(whose)
    assert len(gone) == 2
    assert all(owner in row for row in gone)
    assert cohort.exact(**years) == {"2020": 1}
    assert not any(owner in row for row in rows(cohort))


def test_what_is_read_while_somebody_is_erased_is_not_kept(cohort: Cohort) -> None:
    _, one, _ = two(cohort)
    whose = cohort.pseudonym(one)
    erase(cohort.ward.clinic.desk.service, whose)
    cohort.ward.gateway.gate.projection.features.add([whose], Profile(b"s", b"o", "", "female", 1961), [])
    assert not any(b"s" in row for row in rows(cohort))


def test_thrown_away_they_are_made_again(cohort: Cohort) -> None:
    years, one, other = two(cohort)
    cohort.grant(one, "Condition")
    cohort.grant(other, "Condition")
    assert cohort.exact(**years) == {"2019": 1, "2020": 1}
    before = rows(cohort)
    with cohort.ward.clinic.desk.service.journal.database.writing() as connection:
        connection.execute(PROFILE.delete())
        connection.execute(FEATURE.delete())
    assert cohort.exact(**years) == {"2019": 1, "2020": 1}
    assert rows(cohort) == before


def test_only_who_changed_is_read_again(cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    _, one, _ = two(cohort)
    projection = cohort.ward.gateway.gate.projection
    projection.catch_up(NOW)
    read: list[str] = []
    parts = Release.parts
    monkeypatch.setattr(Release, "parts", lambda release, id_: (read.append(id_), parts(release, id_))[1])
    projection.catch_up(NOW)
    assert read == []
    records = {*cohort.ward.take(person(one, condition("c")))}
    projection.catch_up(NOW)
    journal = cohort.ward.clinic.desk.service.journal
    mine = {stored.record.id for stored in journal.records_of_patient(cohort.pseudonym(one))}
    assert records < set(read) <= mine


def test_a_new_year_makes_them_anew_so_that_no_age_over_89_stands(alone: Cohort) -> None:
    alone.ward.take(person(7, condition("a"), birthDate="1938-05-05"))
    projection = alone.ward.gateway.gate.projection
    for year, born in ((2027, 1938), (2028, OVER_89)):
        projection.catch_up(int(datetime(year, 6, 1, tzinfo=UTC).timestamp()))
        assert {one.born for one in projection.features.profiles()} == {1961, born}  # the ward's own two


def test_two_processes_that_make_them_at_once_are_in_nobodys_way(cohort: Cohort) -> None:
    _, one, _ = two(cohort)
    gate = cohort.ward.gateway.gate
    gate.projection.catch_up(NOW)
    before, other = rows(cohort), Projection(gate.door.desk.service, gate.index)
    profile = other.features.profiles()[0]
    other.features.add([cohort.pseudonym(one)], profile, [])
    other.catch_up(NOW)
    assert rows(cohort) == before
