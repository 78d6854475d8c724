"""All eighteen kinds of identifier of 45 CFR 164.514(b)(2), planted wherever a sender could put them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from fhir_bridge.access.roles import ACT_CODE
from fhir_bridge.api.research.safeharbor import KINDS, SEXES, Coded, coded, person
from fhir_bridge.store.features import FEATURE, OVER_89, PROFILE, UNKNOWN
from tests.fhir_bridge.api.research.cohort import SNOMED, SUGAR, Cohort, condition, has
from tests.fhir_bridge.api.research.cohort import person as bundle

NOW = 2027
MARK = "canary"
DOCUMENT = Path(__file__).parents[4] / "docs" / "research.md"

PATIENT: dict[str, tuple[str, Any]] = {
    "A names": ("name", [{"text": f"{MARK} Ana", "family": MARK}]),
    "B geography": ("address", [{"line": [f"{MARK} Row 3"], "city": MARK, "postalCode": "10115"}]),
    "C dates": ("deceasedDateTime", "2026-11-03"),
    "D telephone": ("telecom", [{"system": "phone", "value": f"+49 30 {MARK}"}]),
    "E fax": ("telecom", [{"system": "fax", "value": f"+49 31 {MARK}"}]),
    "F e-mail": ("telecom", [{"system": "email", "value": f"{MARK}@example.org"}]),
    "G social security": (
        "identifier",
        [{"system": "http://hl7.org/fhir/sid/us-ssn", "value": f"123-{MARK}"}],
    ),
    "N URLs": ("telecom", [{"system": "url", "value": f"https://example.org/{MARK}"}]),
    "P biometric": ("extension", [{"url": "urn:x:fingerprint", "valueBase64Binary": "Y2FuYXJ5"}]),
    "Q photographs": ("photo", [{"contentType": "image/png", "data": "Y2FuYXJ5", "title": MARK}]),
}
"""The rule's letters, with an element of the Patient that holds one."""
CONDITION: dict[str, tuple[str, Any]] = {
    "H medical record": ("identifier", [{"system": "urn:x:mrn", "value": f"MRN {MARK}"}]),
    "I health plan": ("identifier", [{"system": "urn:x:plan", "value": f"H {MARK}"}]),
    "J account": ("encounter", {"identifier": {"value": f"account {MARK}"}}),
    "K certificate": ("asserter", {"identifier": {"value": f"licence {MARK}"}}),
    "L vehicle": ("note", [{"text": f"number plate {MARK}"}]),
    "M device": ("extension", [{"url": "urn:x:udi", "valueString": f"serial {MARK}"}]),
    "O IP address": ("meta", {"source": f"https://192.0.2.7/{MARK}"}),
    "R any other": ("text", {"status": "generated", "div": f"<div>{MARK}</div>"}),
}


@pytest.mark.parametrize("kind", PATIENT)
def test_t101_what_identifies_stays_behind_in_a_patient(kind: str) -> None:
    name, planted = PATIENT[kind]
    said = {"resourceType": "Patient", "gender": "female", "birthDate": "1961-07-04", name: planted}
    assert person(said, NOW) == ("female", 1961)


@pytest.mark.parametrize("kind", CONDITION)
def test_t101_what_identifies_stays_behind_in_what_is_coded(kind: str) -> None:
    name, planted = CONDITION[kind]
    said = condition("c1", "2020-05-06") | {name: planted}
    assert list(coded(said, NOW)) == [Coded(SUGAR, 2020)]


def test_every_kind_of_the_rule_is_planted_and_stands_in_the_document() -> None:
    letters = sorted(name[0] for name in (*PATIENT, *CONDITION))
    assert "".join(letters) == "ABCDEFGHIJKLMNOPQR"
    text = DOCUMENT.read_text(encoding="utf-8")
    assert all(f"| {letter} |" in text for letter in letters)


CODES = {
    "somebody's number": ("urn:x:mrn", "4711"),
    "a name in a code's place": (SNOMED, "Canary"),
    "a social security number": ("http://loinc.org", "123-45-6789"),
    "a telephone number": ("http://loinc.org", "+49 30 1234"),
    "a date": (SNOMED, "1961-07-04"),
    "letters of another script": (SNOMED, "٤٤٠٥٤٠٠٦"),
    "no system": ("", "44054006"),
    "a line end": (SNOMED, "44054006\n"),
}


@pytest.mark.parametrize("name", CODES)
def test_t101_a_code_of_no_public_system_in_its_shape_stays_behind(name: str) -> None:
    system, code = CODES[name]
    coding = [{"system": system, "code": code, "display": MARK}, {"system": SNOMED, "code": 44054006}]
    said = {"resourceType": "Condition", "code": {"coding": coding, "text": MARK}}
    assert list(coded(said, NOW)) == []


BORN = {
    "1961-07-04": 1961, "1961": 1961, "1961-07": 1961, "1938-01-01": 1938, "1937-12-31": OVER_89, "1900": OVER_89,
    "2027-01-01": 2027, "2028": UNKNOWN, "61": UNKNOWN, "canary": UNKNOWN, "1961x": UNKNOWN, "": UNKNOWN,
}  # fmt: skip


@pytest.mark.parametrize("date", BORN)
def test_t101_of_a_birth_the_year_is_told_and_of_ages_over_89_nothing_else(date: str) -> None:
    assert person({"birthDate": date}, NOW) == ("unknown", BORN[date])


@pytest.mark.parametrize(
    ("date", "year"), [("1937-12-31", UNKNOWN), ("1938-01-01", 1938), ("2028-01-01", UNKNOWN)]
)
def test_t101_the_year_of_an_event_tells_no_age_over_89(date: str, year: int) -> None:
    assert [one.year for one in coded(condition("c1", date), NOW)] == [year]


DENIED = {
    "refuted": {"verificationStatus": {"coding": [{"code": "refuted"}]}},
    "entered in error": {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
    "not done": {"status": "not-done"},
    "not to be done": {"doNotPerform": True},
}


@pytest.mark.parametrize("name", DENIED)
def test_what_says_that_something_was_not_is_not_counted(name: str) -> None:
    assert list(coded(condition("c1") | DENIED[name], NOW)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_is_read_with_its_code_and_its_date(kind: str) -> None:
    element, *dates = KINDS[kind]
    concept = {"coding": [{"system": SNOMED, "code": "44054006"}]}
    for name in dates:
        date = {"start": "2020-05"} if name.endswith("Period") else "2020-05-06T10:00:00Z"
        said = {"resourceType": kind, element: concept, name: date}
        assert list(coded(said, NOW)) == [Coded(SUGAR, 2020)]
    assert list(coded({"resourceType": kind, element: concept}, NOW)) == [Coded(SUGAR, UNKNOWN)]
    assert list(coded({"resourceType": "Claim", element: concept}, NOW)) == []


def test_t101_nothing_that_was_planted_lies_in_the_tables(cohort: Cohort) -> None:
    """Senders' own words, codes and pseudonyms: none stands there, in clear or as a bare code."""
    code, (number,) = cohort.some(1)
    planted = condition("c1", code=code) | dict(
        CONDITION[kind] for kind in ("H medical record", "L vehicle", "R any other")
    )
    planted["code"]["coding"] += [{"system": "urn:x:own", "code": "777000777", "display": MARK}]
    patient = dict(PATIENT[kind] for kind in ("A names", "B geography", "D telephone", "Q photographs"))
    cohort.ward.take(bundle(number, planted, gender="female", birthDate="1961-07-04", **patient))
    cohort.grant(number, "Condition", "Patient")
    assert cohort.exact(coded=[has(code)]) == {"all": 1}
    with cohort.ward.clinic.desk.service.journal.database.reading() as connection:
        rows = [tuple(row) for table in (PROFILE, FEATURE) for row in connection.execute(select(table))]
    labels = {"", f"{ACT_CODE}|HIV"}
    clear = {one for row in rows for one in row if not isinstance(one, bytes)} - labels - set(SEXES)
    assert all(isinstance(one, int) and (one in {UNKNOWN, OVER_89} or 1938 <= one <= NOW) for one in clear)
    binary = b"".join(one for row in rows for one in row if isinstance(one, bytes))
    for word in (MARK, code, "777000777", cohort.pseudonym(number)):
        assert word.encode() not in binary
    assert bytes.fromhex(cohort.pseudonym(number)) not in binary
    assert rows
