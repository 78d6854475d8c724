"""Who counts, before the noise: decided for each feature by the one door, each person once and in one bin."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_bridge.access.roles import ACT_CODE
from fhir_bridge.api.asking import ask
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.wire.consent import DECIDE, ConsentRequest
from tests.fhir_bridge.api.clinic import DAY
from tests.fhir_bridge.api.records.ward import LOINC, observation
from tests.fhir_bridge.api.research.cohort import (
    CROWD,
    HAS_SUGAR,
    SCOPE,
    UNIVERSITY,
    Cohort,
    condition,
    has,
    person,
)

HAEMOGLOBIN = {"type": "Observation", "code": f"{LOINC}|718-7"}


def sugar(**more: Any) -> dict[str, Any]:
    return {"coded": [HAS_SUGAR | more]}


def test_conditions_are_met_together(cohort: Cohort) -> None:
    assert cohort.exact(**sugar()) == {"all": CROWD}
    assert cohort.exact(**sugar(), sex=["female"]) == {"all": CROWD // 2}
    assert cohort.exact(**sugar(), sex=["female", "male"]) == {"all": CROWD}
    assert cohort.exact(**sugar(), sex=["other"]) == {}
    assert cohort.exact(coded=[HAS_SUGAR, has("38341003")]) == {}
    assert cohort.exact(**sugar(**{"from": 2018, "to": 2018})) == {"all": CROWD // 3}
    assert cohort.exact(**sugar(**{"from": 2019})) == {"all": CROWD * 2 // 3}
    assert cohort.exact(**sugar(to=2017)) == {}


def test_ages_are_of_this_year_in_tens(cohort: Cohort) -> None:
    assert cohort.exact(**sugar(), by="age") == {"50-59": 2, "60-69": 10, "70-79": 10, "80-89": 8}
    assert cohort.exact(**sugar(), age=["60-69", "80-89"]) == {"all": 18}
    assert cohort.exact(**sugar(), by="age", sex=["female"]) == {
        "50-59": 1,
        "60-69": 5,
        "70-79": 5,
        "80-89": 4,
    }


def test_everybody_is_in_one_bin(cohort: Cohort) -> None:
    years = sugar(**{"from": 2010, "to": 2027})
    assert cohort.exact(by="year", **years) == dict.fromkeys(("2018", "2019", "2020"), CROWD // 3)
    assert cohort.exact(by="year", **years, sex=["male"]) == dict.fromkeys(
        ("2018", "2019", "2020"), CROWD // 6
    )
    assert cohort.exact(by="sex", **sugar()) == {"female": CROWD // 2, "male": CROWD // 2}


def test_who_meets_it_in_many_years_is_counted_in_the_first(cohort: Cohort) -> None:
    code, (number,) = cohort.some(1)
    cohort.ward.take(person(number, *(condition(f"c{y}", f"{y}-01-01", code) for y in range(2015, 2025))))
    cohort.grant(number, "Condition")
    assert cohort.exact(coded=[has(code)]) == {"all": 1}
    assert cohort.exact(by="year", coded=[has(code, **{"from": 2018, "to": 2027})]) == {"2018": 1}


def test_only_what_the_grant_covers_counts(cohort: Cohort) -> None:
    code, (nothing, conditions, sex, both) = cohort.some(4)
    before = cohort.exact(sex=["female"]).get("all", 0)
    people = (nothing, conditions, sex, both)
    cohort.ward.take(*(person(number, condition("c", code=code), gender="female") for number in people))
    cohort.grant(conditions, "Condition")
    cohort.grant(sex, "Patient")
    cohort.grant(both, "Condition", "Patient")
    assert cohort.exact(coded=[has(code)]) == {"all": 2}
    assert cohort.exact(sex=["female"]) == {"all": before + 2}
    assert cohort.exact(coded=[has(code)], sex=["female"]) == {"all": 1}
    assert cohort.exact(coded=[has(code)], by="sex") == {"female": 1}


OTHERS: dict[str, dict[str, Any]] = {
    "another purpose": {"purpose": "TREAT"},
    "another organisation": {"grantee": "urn:x|elsewhere"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_grant_for_something_else_is_none(cohort: Cohort, name: str) -> None:
    code, (number,) = cohort.some(1)
    cohort.ward.take(person(number, condition("c", code=code)))
    cohort.grant(number, "Condition", "Patient", **OTHERS[name])
    assert cohort.exact(coded=[has(code)]) == {}


def test_a_sensitive_condition_counts_where_the_grant_names_it(cohort: Cohort) -> None:
    label = [{"system": ACT_CODE, "code": "HIV"}, {"system": "urn:x", "code": "canary"}]
    code, (one, other) = cohort.some(2)
    said = condition("c", code=code, meta={"security": label})
    cohort.ward.take(person(one, said), person(other, said))
    cohort.grant(one, "Condition")
    cohort.grant(other, "Condition", labels=(f"{ACT_CODE}|HIV",))
    assert cohort.exact(coded=[has(code)]) == {"all": 1}


def test_a_revocation_counts_with_the_next_question(cohort: Cohort) -> None:
    code, (one, other) = cohort.some(2)
    cohort.ward.take(*(person(number, condition("c", code=code)) for number in (one, other)))
    revoked = cohort.grant(one, "Condition")
    cohort.grant(other, "Condition")
    assert cohort.exact(coded=[has(code)]) == {"all": 2}
    cohort.revoke(one, revoked)
    assert cohort.exact(coded=[has(code)]) == {"all": 1}


def test_an_end_and_a_chain_that_is_not_seen_count_at_once(alone: Cohort) -> None:
    alone.ward.take(person(7, condition("c")))
    alone.grant(7, "Condition")
    caller, clinic = alone.caller, alone.ward.clinic
    assert alone.exact(**sugar()) == {"all": 1}
    clinic.time += 91 * DAY
    with pytest.raises(Turned) as turned:  # nobody is counted as nobody
        alone.exact(caller, **sugar())
    assert turned.value.problem is Problem.UNAVAILABLE
    clinic.turn()
    assert alone.exact(caller, **sugar()) == {}


def test_a_corrected_code_counts_as_what_it_is_now(cohort: Cohort) -> None:
    code, (number,) = cohort.some(1)
    corrected = f"8{code[1:]}"
    cohort.ward.take(
        person(number, condition("c", code=code)), person(number, condition("c", code=corrected))
    )
    cohort.grant(number, "Condition")
    assert cohort.exact(coded=[has(code)]) == {}
    assert cohort.exact(coded=[has(corrected)]) == {"all": 1}


def test_a_patient_lets_themselves_be_counted_by_card(cohort: Cohort) -> None:
    """The whole way: asked, shown, signed, on the chain, counted."""
    cohort.ward.take(person(0, observation("o1"), gender="female"))
    clinic = cohort.ward.clinic
    kiosk = clinic.kiosk()
    card = clinic.enrol(kiosk, 0)
    classes = ("http://hl7.org/fhir/resource-types|Observation",)
    asked = ConsentRequest("-", UNIVERSITY, "University", "HRESCH", classes, (90 * DAY,))
    ask(clinic.desk, clinic.pseudonym(card), asked)
    assert cohort.exact(coded=[HAEMOGLOBIN]) == {}
    kiosk.ask(DECIDE, kiosk.consent(kiosk.log_in(card), card))
    assert clinic.turn()
    assert cohort.exact(coded=[HAEMOGLOBIN]) == {"all": 1}
    assert cohort.exact(coded=[HAEMOGLOBIN], sex=["female"]) == {}


def test_who_may_count_reads_no_record(cohort: Cohort) -> None:
    """Their grant is for counting and reading alike; the scope for counting reads nothing all the same."""
    reader = cohort.ward.system(
        "reader", organisation=UNIVERSITY, scopes="system/*.rs", role=cohort.caller.role
    )
    code, (granted, stranger) = cohort.some(2)
    cohort.ward.take(*(person(number, condition(f"c-{number}", code=code)) for number in (granted, stranger)))
    cohort.grant(granted, "Condition")
    reads = [reader.ask().get(f"/fhir/Condition/c-{number}").status_code for number in (granted, stranger)]
    assert reads == [200, 404]
    assert cohort.system.ask(SCOPE).get(f"/fhir/Condition/c-{granted}").status_code == 403
    assert cohort.system.get("/fhir/ResearchCount?patient=p0").json().get("entry", []) == []
