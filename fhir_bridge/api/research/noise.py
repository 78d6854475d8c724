"""The noise: OpenDP's discrete Laplace, on whole numbers from end to end. This is the one file that knows OpenDP.

One person more or less changes one of the counts of an answer by one at most, for a person is in one bin or in none
(`counting`): the L1 sensitivity is 1, and noise of scale 1/epsilon makes an answer epsilon-differentially private
(https://docs.opendp.org/en/stable/api/python/opendp.measurements.html, make_laplace).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from fhir_bridge.api.problem import Problem, Turned

if TYPE_CHECKING:
    from opendp.mod import Measurement

THOUSAND: Final = 1000
SENSITIVITY: Final = 1


def noisy(counts: Sequence[int], epsilon: int) -> list[int]:
    """The counts, each with noise of its own; `epsilon` in thousandths. Turned(NOT_INSTALLED) without OpenDP."""
    return cast("list[int]", measurement(epsilon)(list(counts)))


@lru_cache(maxsize=64)
def measurement(epsilon: int) -> Measurement:
    """What adds noise: it is held to cost no more than `epsilon` thousandths."""
    try:
        import opendp.prelude as dp  # noqa: PLC0415 -- an extra: only who counts for research needs it
    except ModuleNotFoundError:
        raise Turned(Problem.NOT_INSTALLED) from None
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    scale = SENSITIVITY * THOUSAND / epsilon
    while _cost(made := dp.m.make_laplace(*space, scale=scale)) > epsilon / THOUSAND:
        scale = math.nextafter(scale, math.inf)  # OpenDP rounds the cost up
    return made


def _cost(made: Measurement) -> float:
    return float(made.map(SENSITIVITY))  # type: ignore[no-untyped-call]  # OpenDP types none of its methods
