"""`POST /research/count` and `POST /research/histogram`: a study asks, and is answered with noise.

    question -> study, budget -> exact counts -> noise -> below ten is not told -> spend, keep and trace -> answer

What is kept is the answer, so the same question has the same answer and costs nothing again. Spending is durable
before the answer leaves: a crash between the two costs the study, and tells nobody anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from fhir_bridge.acts import Act, Deed, Outcome
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.research.counting import counts
from fhir_bridge.api.research.noise import SENSITIVITY, THOUSAND, measurement, noisy
from fhir_bridge.api.research.query import Query
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.store.studies import BudgetSpent, Studies, Study, spend

FEWEST: Final = 10
"""Of people that are told of; the rule that is applied to a count after its noise."""
JSON: Final = "application/json"


def count(asked: Asked) -> Reply:
    """How many meet the conditions."""
    return _answered(asked, Query.parse(asked.body, histogram=False))


def histogram(asked: Asked) -> Reply:
    """How many of them are in each bin."""
    return _answered(asked, Query.parse(asked.body, histogram=True))


def told(noised: Sequence[int]) -> list[int | None]:
    """What of noisy counts is told: None stands for fewer than ten."""
    return [one if one >= FEWEST else None for one in noised]


def _answered(asked: Asked, query: Query) -> Reply:
    if asked.query:
        raise Turned(Problem.BAD_REQUEST)
    desk, caller, now = asked.gate.door.desk, asked.caller, asked.gate.door.desk.now()
    measurement(query.epsilon)  # nothing is begun where there is no noise to be had
    studies = Studies(desk.service.journal.database)
    study = studies.find(query.study)
    if study is None or study.client != caller.client or not study.lives(now):
        desk.service.trace.note(_act(caller, query, Outcome.REFUSED))
        raise Turned(Problem.NO_STUDY)
    answer = None
    if studies.kept(study.name, query.digest()) is None and query.epsilon <= study.left:
        exact = counts(query, asked.gate.projection, asked.gate.door, caller)
        answer = json.dumps(told(noisy(exact, query.epsilon))).encode()
    try:
        kept = desk.service.trace.note_beside(
            _act(caller, query),
            lambda rows: spend(
                rows, study.name, query.digest(), cost=query.epsilon, answer=answer, now=desk.now()
            ),
        )
    except BudgetSpent:
        desk.service.trace.note(_act(caller, query, Outcome.REFUSED))
        return _spent(studies, study)
    return _reply(query, json.loads(kept), studies.find(study.name) or study)


def _act(caller: Caller, query: Query, outcome: Outcome = Outcome.DONE) -> Act:
    return Act(
        Deed.RESEARCH,
        caller.actor(),
        recipient=caller.client,
        purpose=caller.purpose,
        study=query.study,
        question=query.text(),
        outcome=outcome,
    )


def _reply(query: Query, kept: Sequence[int | None], study: Study) -> Reply:
    each: list[dict[str, Any]] = [{"fewerThan": FEWEST} if one is None else {"count": one} for one in kept]
    said: dict[str, Any] = {
        "study": study.name,
        "epsilon": query.epsilon / THOUSAND,
        "scale": SENSITIVITY * THOUSAND / query.epsilon,
        "left": study.left / THOUSAND,
    }
    if query.by is None:
        said |= each[0]
    else:
        said |= {
            "by": query.by,
            "bins": [{"bin": name} | one for name, one in zip(query.bins, each, strict=True)],
        }
    return Reply.of(json.dumps(said).encode(), kind=JSON)


def _spent(studies: Studies, study: Study) -> Reply:
    left = (studies.find(study.name) or study).left / THOUSAND
    body = Problem.SPENT.body(f"epsilon {left:g} of the study is left; ")
    return Reply.of(body, status=Problem.SPENT.status)
