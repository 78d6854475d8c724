"""The noise is the one that was paid for: no less, and not another one's."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.research.noise import SENSITIVITY, THOUSAND, measurement, noisy
from fhir_bridge.api.research.query import LEAST, MOST

MANY = 40_000
EPSILON = 500
CHANCE = 1e-10
"""That a right sampler is called wrong by one of the five events that `fits` looks at: 5e-10 together."""

Noise = Callable[[Sequence[int]], list[int]]


def half(counts: Sequence[int]) -> list[int]:
    """Noise of half the scale: twice the epsilon that is paid for."""
    return noisy(counts, 2 * EPSILON)


def right(counts: Sequence[int]) -> list[int]:
    return noisy(counts, EPSILON)


def bound(p: float) -> float:
    """How far the share of MANY draws that an event of chance p has may be from p (Bernstein's inequality)."""
    log = math.log(2 / CHANCE)
    return math.sqrt(2 * p * (1 - p) * log / MANY) + 2 * log / (3 * MANY)


def fits(noise: Noise, epsilon: int = EPSILON) -> bool:
    """Whether what is added is distributed as the discrete Laplace of scale 1000/epsilon, at its heart and its tails.

    P(|noise| > t) = 2 a^(t+1) / (1 + a), a = exp(-epsilon/1000)
    """
    a = math.exp(-epsilon / THOUSAND)
    added = noise([0] * MANY)
    for t in (0, 1, 3, 8):
        p = 2 * a ** (t + 1) / (1 + a)
        if abs(sum(abs(one) > t for one in added) / MANY - p) > bound(p):
            return False
    return abs(sum(one > 0 for one in added) / MANY - a / (1 + a)) <= bound(a / (1 + a))


def test_t101_the_noise_has_the_scale_that_was_paid_for() -> None:
    assert fits(right)


@pytest.mark.parametrize("noise", [half, list, lambda counts: [one + 1 for one in right(counts)]])
def test_t101_no_noise_half_the_noise_and_noise_to_one_side_are_caught(noise: Noise) -> None:
    assert not fits(noise)


def ratios(noise: Noise, other: Noise) -> list[float]:
    """By how much more often a value comes of ten people than of eleven, of values that come often enough to tell."""
    one, two = Counter(noise([10] * MANY)), Counter(other([11] * MANY))
    return [max(one[v] / two[v], two[v] / one[v]) for v in range(4, 18) if min(one[v], two[v]) > 1000]


def test_t101_one_person_more_changes_the_chance_of_no_answer_by_more_than_e_to_the_epsilon() -> None:
    limit = math.exp(EPSILON / THOUSAND) * 1.35  # of counts over 1000: seven standard errors
    assert max(ratios(right, right)) < limit
    assert max(ratios(half, half)) > limit


def test_every_epsilon_costs_no_more_than_itself() -> None:
    for epsilon in range(LEAST, MOST + 1):
        cost = measurement(epsilon).map(SENSITIVITY)  # type: ignore[no-untyped-call]  # OpenDP types none of its methods
        assert epsilon / THOUSAND * (1 - 1e-9) < cost <= epsilon / THOUSAND


def test_counts_are_whole_numbers_each_with_noise_of_its_own() -> None:
    answer = noisy([1000, 2000, 3000], 1000)
    assert all(type(one) is int for one in answer)
    assert len({tuple(noisy([0] * 40, 10)) for _ in range(3)}) == 3


def test_without_opendp_the_next_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    measurement.cache_clear()
    with pytest.raises(Turned) as turned:
        noisy([1], EPSILON)
    assert turned.value.problem is Problem.NOT_INSTALLED
    assert "fhir-anchor[research]" in turned.value.problem.next_step
