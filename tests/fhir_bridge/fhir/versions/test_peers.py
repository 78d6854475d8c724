"""What others make of the same STU3 resources: every kind of difference has a reason, and every reason a difference."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.corpora import ABSENT
from tests.fhir_bridge.fhir.versions import peers


def test_differences_from_others_have_a_reason() -> None:
    if not peers.OURS.exists():
        pytest.skip(ABSENT)
    rows = peers.reasons()
    given = {kind: peers.reason(kind, rows) for kind in peers.differences()}
    assert [kind for kind, reason in given.items() if not reason] == []
    assert {row["reason"] for row in rows} - set(given.values()) == set()


def test_a_kind_without_a_row_has_no_reason() -> None:
    assert peers.reason(peers.Kind("twin", "ours", "Patient.animal"), peers.reasons()) == ""
    assert Counter(peers.leaves({"a": [{"b": "x"}, {"b": "x"}]}, "T")) == {("T.a.b", '"x"'): 2}
