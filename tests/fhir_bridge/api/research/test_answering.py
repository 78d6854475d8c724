"""What a study is answered, what it pays, and what stands in the log of it."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

import httpx
import pytest

from fhir_bridge.access.roles import Role
from fhir_bridge.acts import Act, Deed, Outcome
from fhir_bridge.api.research import answering
from fhir_bridge.api.research.answering import FEWEST, told
from fhir_bridge.api.research.noise import measurement
from fhir_bridge.api.research.query import AGES
from fhir_bridge.store.studies import COUNTED
from fhir_bridge.trace import Trace
from tests.fhir_bridge.api.clinic import NOW
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

FAR = 40
"""Beyond this the noise of epsilon 1 comes with a chance of 3e-18."""


def acts(cohort: Cohort, study: str) -> list[Act]:
    return [one.act for one in cohort.ward.clinic.desk.service.trace.acts() if one.act.study == study]


def left(cohort: Cohort, study: str) -> int:
    found = cohort.studies.find(study)
    assert found
    return found.left


def refused(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.content
    said = answer.json()
    assert said["resourceType"] == "OperationOutcome"
    return str(said["issue"][0]["diagnostics"])


def test_t101_fewer_than_ten_of_a_noisy_count_are_not_told() -> None:
    assert told([FEWEST, FEWEST - 1, 0, -3, 1000]) == [10, None, None, None, 1000]


def test_a_count_is_answered_with_its_noise_and_what_is_left(cohort: Cohort) -> None:
    cohort.study("count", 1500)
    answer = cohort.ask("count", coded=[HAS_SUGAR])
    assert answer.status_code == 200, answer.content
    said = answer.json()
    number = said.pop("count", FEWEST if said.pop("fewerThan", None) else -FAR)
    assert abs(number - CROWD) < FAR
    assert said == {"study": "count", "epsilon": 1.0, "scale": 1.0, "left": 0.5}
    assert left(cohort, "count") == 500


def test_a_histogram_has_every_bin_also_those_that_nobody_is_in(cohort: Cohort) -> None:
    cohort.study("bins")
    answer = cohort.ask("bins", path="/research/histogram", coded=[HAS_SUGAR], by="age").json()
    assert [one["bin"] for one in answer["bins"]] == list(AGES)
    for one in answer["bins"]:
        assert one.keys() in ({"bin", "count"}, {"bin", "fewerThan"})
        assert one.get("count", FEWEST) >= FEWEST
        assert one.get("fewerThan", FEWEST) == FEWEST


def test_t101_empty_bins_have_noise_too(cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the noise is added to what is counted, once a bin."""
    seen: list[list[int]] = []
    monkeypatch.setattr(answering, "noisy", lambda counts, _: (seen.append(counts), [77] * len(counts))[1])
    cohort.study("empty")
    answer = cohort.ask("empty", path="/research/histogram", coded=[HAS_SUGAR], by="sex").json()
    assert seen == [[CROWD // 2, CROWD // 2, 0, 0]]
    assert [one["count"] for one in answer["bins"]] == [77] * 4


def test_t101_the_same_question_has_the_same_answer_and_costs_nothing_again(cohort: Cohort) -> None:
    """Of thirty bins with a scale of 100 each, another answer is the same with a chance of 1e-15."""
    study = cohort.study("again", 100)
    asked: dict[str, Any] = {
        "epsilon": 0.01,
        "path": "/research/histogram",
        "coded": [HAS_SUGAR],
        "by": "age",
    }
    answers = [cohort.ask(study, **asked).content for _ in range(12)]
    assert set(answers) == {answers[0]}
    assert left(cohort, study) == 90
    cohort.study("other")
    others = [
        cohort.ask("other", **asked | {"sex": [sex]}).json()["bins"] for sex in ("male", "female", "other")
    ]
    assert json.loads(answers[0])["bins"] not in others
    assert len(acts(cohort, study)) == 12


def test_t101_a_kept_answer_outlives_a_revocation_and_nobody_is_counted_again(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To count again, without whoever withdrew, would tell of them; another question is counted without them."""
    counted: list[int] = []

    def exact(counts: list[int], _: int) -> list[int]:
        counted.extend(counts)
        return [100 + one for one in counts]

    monkeypatch.setattr(answering, "noisy", exact)
    cohort.study("kept")
    code, numbers = cohort.some(3)
    cohort.ward.take(*(person(number, condition("c", code=code)) for number in numbers))
    granted = [cohort.grant(number, "Condition") for number in numbers]
    first = cohort.ask("kept", coded=[has(code)]).json()
    assert counted == [3]
    cohort.revoke(numbers[0], granted[0])
    again = cohort.ask("kept", coded=[has(code)]).json()
    assert (again["count"], again["left"]) == (first["count"], first["left"])
    assert counted == [3]
    assert cohort.ask("kept", coded=[has(code)], epsilon=0.5).json()["count"] == 102
    assert counted == [3, 2]


def test_t101_what_a_study_cannot_pay_is_refused_and_what_is_left_is_said(cohort: Cohort) -> None:
    cohort.study("poor", 150)
    assert cohort.ask("poor", epsilon=0.1, coded=[HAS_SUGAR]).status_code == 200
    assert "epsilon 0.05 of the study is left" in refused(cohort.ask("poor", epsilon=0.1, sex=["male"]), 403)
    assert left(cohort, "poor") == 50
    assert cohort.ask("poor", epsilon=0.05, sex=["male"]).status_code == 200
    assert "epsilon 0 of the study is left" in refused(cohort.ask("poor", epsilon=0.01, sex=["male"]), 403)
    assert cohort.ask("poor", epsilon=0.1, coded=[HAS_SUGAR]).status_code == 200
    assert [one.outcome for one in acts(cohort, "poor")] == [
        Outcome.DONE,
        Outcome.REFUSED,
        Outcome.DONE,
        Outcome.REFUSED,
        Outcome.DONE,
    ]


NOT_ITS_OWN: dict[str, dict[str, Any]] = {
    "another's": {"client": "somebody"},
    "one that was ended": {"ended": 1},
    "one that is over": {"until": NOW},
}


@pytest.mark.parametrize("name", [*NOT_ITS_OWN, "one that is not there"])
def test_a_study_that_is_not_open_to_this_client_reads_like_none(cohort: Cohort, name: str) -> None:
    study = name.replace(" ", "-").replace("'", "")
    if name in NOT_ITS_OWN:
        cohort.study(study, **NOT_ITS_OWN[name])
    assert "operator" in refused(cohort.ask(study, coded=[HAS_SUGAR]), 403)
    assert [one.outcome for one in acts(cohort, study)] == [Outcome.REFUSED]


def test_every_answer_stands_in_the_log_with_its_question_and_nobodys_name(cohort: Cohort) -> None:
    cohort.study("traced")
    cohort.ask("traced", coded=[HAS_SUGAR], sex=["female"])
    (act,) = acts(cohort, "traced")
    assert (act.deed, act.purpose, act.recipient, act.pseudonym, act.records) == (
        Deed.RESEARCH, "HRESCH", "researcher", "", ()
    )  # fmt: skip
    assert json.loads(act.question)["sex"] == ["female"]
    cohort.ward.clinic.desk.service.trace.settle()
    assert cohort.ward.clinic.desk.service.trace.check() > 0


class Cut(Exception):
    """The power."""


@pytest.mark.logs
def test_t101_cut_off_before_the_log_it_is_paid_for_and_not_answered(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort.study("cut", 1000)
    trace = cohort.ward.clinic.desk.service.trace

    def cut(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(Trace, "_logged", cut)
        answer = cohort.ask("cut", coded=[HAS_SUGAR])
    assert answer.status_code == 500
    assert "count" not in answer.json()
    assert left(cohort, "cut") == 0
    assert len(acts(cohort, "cut")) == 1
    assert trace.trail.unlogged()
    trace.settle()
    trace.check()
    assert cohort.ask("cut", coded=[HAS_SUGAR]).status_code == 200  # what was paid for, for nothing more
    assert left(cohort, "cut") == 0


@pytest.mark.logs
def test_t101_with_no_entry_there_is_no_answer_and_nothing_is_spent(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort.study("silent", 1000)

    def cut(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(Trace, "_sealed", cut)
        assert cohort.ask("silent", coded=[HAS_SUGAR]).status_code == 500
    assert left(cohort, "silent") == 1000
    with cohort.ward.clinic.desk.service.journal.database.reading() as connection:
        assert not connection.execute(COUNTED.select().where(COUNTED.c.study == "silent")).first()


@pytest.mark.logs
def test_t101_a_fault_tells_no_count(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(counts: list[int], epsilon: int) -> list[int]:
        raise ValueError(f"count {counts} of {epsilon}")

    cohort.study("fault", 1000)
    monkeypatch.setattr(answering, "noisy", stumble)
    answer = cohort.ask("fault", coded=[HAS_SUGAR])
    assert answer.status_code == 500
    assert str(CROWD) not in answer.text + caplog.text
    assert left(cohort, "fault") == 1000


def test_t101_many_at_once_never_overspend_and_one_question_has_one_answer(cohort: Cohort) -> None:
    cohort.study("many", 500)
    answers: dict[int, httpx.Response] = {}
    begin = threading.Barrier(8)

    def ask(number: int) -> None:
        begin.wait()
        asked = [has(f"4405400{number // 2}")]  # each question twice
        answers[number] = cohort.ask("many", epsilon=0.2, coded=asked)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    paid = {number // 2 for number, answer in answers.items() if answer.status_code == 200}
    assert len(paid) == 2
    assert left(cohort, "many") == 100
    for one in paid:
        given = {
            answers[number].content for number in (2 * one, 2 * one + 1) if answers[number].status_code == 200
        }
        assert len({json.dumps({**json.loads(body), "left": 0}) for body in given}) == 1


def test_only_a_researcher_with_the_scope_may_ask(cohort: Cohort) -> None:
    cohort.study("scope")
    body = {"study": "scope", "epsilon": 1, "coded": [HAS_SUGAR]}
    for role in Role:
        system = cohort.ward.system(f"as-{role}", role=role, organisation=UNIVERSITY)
        status = system.ask().post("/research/count", body).status_code
        assert status == 403, role  # a researcher, too: it is another client's study
    narrow = cohort.ward.system("narrow", role=Role.RESEARCHER, organisation=UNIVERSITY)
    assert "scope" in refused(narrow.ask("system/Condition.rs").post("/research/count", body), 403)
    assert cohort.system.ask(SCOPE).post("/research/count", body).status_code == 200


def test_what_is_not_understood_is_told_and_costs_nothing(cohort: Cohort) -> None:
    cohort.study("bad")
    for body in ({"zip": "10115"}, {"coded": [HAS_SUGAR], "by": "sex"}, {}):
        refused(cohort.ask("bad", **body), 400)
    refused(cohort.ask("bad", path="/research/histogram", coded=[HAS_SUGAR]), 400)
    refused(cohort.ask("bad", path="/research/count?epsilon=0", coded=[HAS_SUGAR]), 400)
    assert left(cohort, "bad") == 10_000
    assert cohort.system.get("/research/count").status_code == 405


def test_without_opendp_nothing_is_spent_and_the_next_step_is_told(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort.study("bare", 1000)
    measurement.cache_clear()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "opendp.prelude", None)
        assert "fhir-anchor[research]" in refused(cohort.ask("bare", coded=[HAS_SUGAR]), 501)
    assert left(cohort, "bare") == 1000
    assert cohort.ask("bare", coded=[HAS_SUGAR]).status_code == 200
