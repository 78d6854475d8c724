"""What is left of a resource when all that could identify is gone: 45 CFR 164.514(b)(2), by a list of what may stay.

    {"resourceType": "Condition", "code": {"coding": [{"system": "http://snomed.info/sct", "code": "44054006", ...}]},
     "onsetDateTime": "2021-03-04", ...}                      ->   ("http://snomed.info/sct|44054006", 2021)

Nothing is taken out: sex, years, and codes of a few public systems in these systems' own shape are taken over, and all
else stays behind. docs/research.md holds this against the rule's eighteen kinds of identifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fhir_bridge.store.features import OVER_89, UNKNOWN

OLDEST: Final = 89
"""Years of age that may be told; all above are one class."""
SEXES: Final = ("female", "male", "other", "unknown")
SYSTEMS: Final[Mapping[str, re.Pattern[str]]] = {
    "http://loinc.org": re.compile(r"[1-9][0-9]{0,5}-[0-9]"),
    "http://snomed.info/sct": re.compile(r"[1-9][0-9]{5,17}"),
    "http://hl7.org/fhir/sid/icd-10": re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"),
    "http://hl7.org/fhir/sid/icd-10-cm": re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"),
    "http://www.nlm.nih.gov/research/umls/rxnorm": re.compile(r"[1-9][0-9]{0,6}"),
    "http://www.whocc.no/atc": re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}"),
    "http://hl7.org/fhir/sid/cvx": re.compile(r"[0-9]{1,3}"),
    "http://www.ama-assn.org/go/cpt": re.compile(r"[0-9]{4}[0-9A-Z]"),
}
"""Public code systems, and what a code of each looks like: another system's code could be somebody's number."""
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "AllergyIntolerance": ("code", "onsetDateTime", "recordedDate"),
    "Condition": ("code", "onsetDateTime", "onsetPeriod", "recordedDate"),
    "DiagnosticReport": ("code", "effectiveDateTime", "effectivePeriod", "issued"),
    "Immunization": ("vaccineCode", "occurrenceDateTime", "recorded"),
    "MedicationRequest": ("medicationCodeableConcept", "authoredOn"),
    "MedicationStatement": ("medicationCodeableConcept", "effectiveDateTime", "effectivePeriod"),
    "Observation": ("code", "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"),
    "Procedure": ("code", "performedDateTime", "performedPeriod"),
}
"""Of each type that is counted: the element with its code, and those with its date, the first that is there."""

_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})(?:-.*)?")


@dataclass(frozen=True, slots=True)
class Coded:
    """A code, `system|code`, and the year it is of."""

    code: str
    year: int


def allowed(code: str) -> bool:
    """Whether this is a public system's code, in its shape."""
    system, _, value = code.rpartition("|")
    return system in SYSTEMS and bool(SYSTEMS[system].fullmatch(value))


def person(patient: Mapping[str, Any], now: int) -> tuple[str, int]:
    """Sex, and the year of birth; OVER_89 for an age that may not be told. `now` is this year."""
    sex = patient.get("gender")
    born = _year(patient.get("birthDate"))
    if born and now - born > OLDEST:
        born = OVER_89
    return (sex if sex in SEXES else SEXES[-1]), (born if born <= now else UNKNOWN)


def coded(resource: Mapping[str, Any], now: int) -> Iterator[Coded]:
    """What is coded of somebody by this resource, where it says that something was, and not that it was not."""
    element, *dates = KINDS.get(str(resource.get("resourceType")), ("",))
    concept = resource.get(element)
    if not isinstance(concept, dict) or _denied(resource):
        return
    when = next((resource[name] for name in dates if name in resource), None)
    year = _year(when.get("start") if isinstance(when, dict) else when)
    told = year if now - OLDEST <= year <= now else UNKNOWN
    for coding in _listed(concept.get("coding")):
        system, value = coding.get("system"), coding.get("code")
        if isinstance(system, str) and isinstance(value, str) and allowed(f"{system}|{value}"):
            yield Coded(f"{system}|{value}", told)


def _denied(resource: Mapping[str, Any]) -> bool:
    verified = resource.get("verificationStatus")
    codes = {
        one.get("code") for one in _listed(verified.get("coding") if isinstance(verified, dict) else None)
    }
    undone = resource.get("status") in {"not-done", "not-taken", "cancelled"}
    return (
        undone
        or resource.get("doNotPerform") is True
        or not codes.isdisjoint({"refuted", "entered-in-error"})
    )


def _year(date: Any) -> int:
    found = _YEAR.fullmatch(date) if isinstance(date, str) else None
    return int(found[1]) if found else UNKNOWN


def _listed(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
