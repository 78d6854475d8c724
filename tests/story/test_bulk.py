"""What the corpora hold of R4 is taken, opened again and the same, in canonical form; or refused for a known reason."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from anchor.canonical import canonicalize
from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.json import dumps, load_object
from fhir_bridge.opening import writing
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input, inputs
from tests.corpora import corpus
from tests.story.unchanged import unchanged

SAMPLE = 9
"""Every so manieth file, where not all are asked for."""


def given(step: int) -> dict[str, bytes]:
    folders = ("cross-version/examples-r4", "hl7-fhir/fhir-test-cases/r4", "hl7-fhir/smart-generated-r4")
    paths = [path for folder in folders for path in corpus(folder, pattern="*.json")]
    found = {str(path): path.read_bytes() for path in paths[::step]}
    packed = corpus("synthea-r4", pattern="*.json.gz")[:: max(step // 2, 1)]
    return found | {str(path): gzip.decompress(path.read_bytes()) for path in packed}


def test_what_is_taken_is_opened_again_and_the_same(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    step = 1 if request.config.getoption("--all-corpora") else SAMPLE
    documents = given(step)
    counts: Counter[str] = Counter()
    with writing(Settings(data=tmp_path / "data", site=None, maps=None), lambda: None) as service:
        for outcome in service.ingest([Input(name, data) for name, data in documents.items()]):
            counts[outcome.status] += 1
            if outcome.status == "refused":
                counts[str(outcome.reason).partition(" ")[0].rstrip(":;")] += 1
                continue
            assert unchanged(service, outcome, documents[outcome.input]), outcome.input
    print(dict(counts))  # noqa: T201 -- the counts are the result
    assert counts["accepted"] > len(documents) * 0.9
    assert not counts.keys() - {"accepted", "duplicate", "refused", *KNOWN}


KNOWN = ("invalid-fhir", "not-fhir", "not-supported", "two-patients", "no-patient")
"""What official examples are refused for: a modifier that nobody knows, two patients, a list that is no resource."""


def test_every_line_of_the_bulk_export_is_in_a_record(tmp_path: Path) -> None:
    lines = [
        canonicalize(line)
        for path in corpus("hl7-fhir", "bulk-10-patients", pattern="*.ndjson")
        for line in path.read_bytes().splitlines()
    ]
    with writing(Settings(data=tmp_path / "data", site=None, maps=None), lambda: None) as service:
        paths = corpus("hl7-fhir", "bulk-10-patients", pattern="*.ndjson")
        outcomes = list(service.ingest(one for path in paths for one in inputs(path)))
        assert sum(one.taken + len(one.left) for one in outcomes) == len(lines)
        kept = set()
        for outcome in outcomes:
            for record in outcome.records:
                bundle = load_object(service.release.open(record))
                kept |= {canonicalize(dumps(resource_of(entry))) for entry in entries(bundle)}
    print([(one.taken, one.left) for one in outcomes])  # noqa: T201 -- the counts are the result
    assert json.dumps(sorted(map(len, kept)))
    assert len(set(lines) - kept) == sum(len(one.left) for one in outcomes)
