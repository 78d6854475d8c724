"""Every row of the guide is implemented, or its difference has a reason."""

from __future__ import annotations

from pathlib import Path

from tests.corpora import corpus
from tests.fhir_bridge.translate.guide import account, differences, guide_rows

DIFFERENCES = Path(__file__).parents[2] / "vectors" / "hl7v2" / "guide-differences.csv"


def test_every_row_of_the_guide_is_implemented_or_deliberately_not() -> None:
    files = corpus("hl7-fhir", "v2-to-fhir", "mappings", pattern="*R4_*.csv")
    counts, missing = account(files, differences(DIFFERENCES))
    print(dict(counts))  # noqa: T201 the counts are the point
    assert not missing
    assert counts["implemented"] > counts["deliberate"]


def test_every_listed_difference_speaks_of_a_row() -> None:
    rows = list(guide_rows(corpus("hl7-fhir", "v2-to-fhir", "mappings", pattern="*R4_*.csv")))
    idle = [listed.map.pattern for listed in differences(DIFFERENCES) if not any(map(listed.holds, rows))]
    assert not idle
