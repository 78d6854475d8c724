"""Other converters' outputs are not the truth; but where we agree with them today we agree tomorrow, and no difference
is without its reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fhir_bridge.translate.engine import Translator
from tests.corpora import corpus
from tests.fhir_bridge.translate.peers import Account, account, reason_for, reasons, table

KNOWN = {"reportstream": 2020, "microsoft": 13980}
"""Elements that were equal when this was written, rounded down."""
MAPPING = Path(__file__).parents[3] / "docs" / "mapping.md"


@pytest.fixture(scope="module")
def found(translator: Translator) -> Account:
    corpus("hl7-fhir", pattern="*.hl7")
    return account(translator)


def test_elements_that_agreed_with_other_converters_still_do(found: Account) -> None:
    print(dict(found.counts), {whose: len(kinds) for whose, kinds in found.differing.items()})  # noqa: T201 the point
    for whose, equal in KNOWN.items():
        assert found.counts[f"{whose} equal"] >= equal
        assert not found.counts[f"{whose} refused"]


def test_every_kind_of_difference_has_its_reason(found: Account) -> None:
    known = reasons()
    kinds = {kind for differing in found.differing.values() for kind in differing}
    assert not sorted(kind for kind in kinds if reason_for(kind, known) is None)
    used = {id(reason_for(kind, known)) for kind in kinds}
    assert not [(one.cause, one.kind.pattern) for one in known if id(one) not in used]


def test_a_difference_without_a_reason_is_found() -> None:
    assert reason_for(("no cause", "Patient.gender"), reasons()) is None


def test_the_documentation_has_the_table_of_reasons(found: Account) -> None:
    assert table(found, reasons()) in MAPPING.read_text(encoding="utf-8")
