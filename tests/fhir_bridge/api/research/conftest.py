"""A cohort that all ask about: who adds people gives them a code of their own; and one for whoever turns the clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fhir_bridge.api.research.cohort import CROWD, Cohort, cohort_at, condition, person


@pytest.fixture(scope="package")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cohort]:
    with cohort_at(tmp_path_factory.mktemp("cohort")) as found:
        found.ward.take(
            *(
                person(
                    100 + number,
                    condition(f"c{number}", f"{2018 + number % 3}-05-06"),
                    gender=("female", "male")[number % 2],
                    birthDate=f"{1940 + number}-07-04",
                )
                for number in range(CROWD)
            )
        )
        for number in range(CROWD):
            found.grant(100 + number, "Condition", "Patient")
        yield found


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Cohort]:
    with cohort_at(tmp_path) as found:
        yield found
