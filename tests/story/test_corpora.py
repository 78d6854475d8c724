"""Every HL7 v2 file of the public corpora: translated as far as the maps reach, or refused with a reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from fhir_bridge.errors import Reason
from fhir_bridge.opening import looking, writing
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input, inputs
from tests.corpora import corpus


def test_every_message_is_taken_or_refused_with_a_reason(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", site=None, maps=None)
    given: list[Input] = [one for path in corpus("hl7-fhir", pattern="*.hl7") for one in inputs(path)]
    with writing(settings, waiting=lambda: None) as service:
        outcomes = list(service.ingest(given))
        assert len(outcomes) == len(given)
        again = list(service.ingest(given))
    refused = Counter(
        str(outcome.reason).split(" ")[0].rstrip(";:") for outcome in outcomes if outcome.reason
    )
    print(Counter(outcome.status for outcome in outcomes), refused)  # noqa: T201 -- the counts are the result
    assert not refused.keys() - {reason.code for reason in Reason}
    assert Reason.INTERNAL_FAULT.code not in refused
    assert not [outcome for outcome in again if outcome.status == "accepted"]
    with looking(settings) as service:
        assert {record for outcome in outcomes for record in outcome.records} == {
            row["record"] for row in service.rows()
        }
