"""The Rust engine beside the oracle, which compiles the same maps to Python functions: equal to the byte."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fhir_bridge.errors import Refused
from fhir_bridge.fhir.json import dumps
from fhir_bridge.source.hl7v2 import Message, parse
from fhir_bridge.translate.engine import Translator
from tests.corpora import corpus
from tests.fhir_bridge.translate.oracle.engine import Translator as Oracle
from tests.fhir_bridge.translate.random_messages import ZONES, messages

EXAMPLES = Path(__file__).parents[3] / "examples"
AUTHORITIES = {"NORTH": "urn:oid:1.2.3.4"}


@cache
def oracle() -> Oracle:
    return Oracle.load()


def answer(engine: Translator | Oracle, message: Message, zone: str) -> object:
    """The bundle's bytes and the whole report, or why there is none."""
    try:
        found = engine.translate(message, zone=zone, authorities=AUTHORITIES)
    except Refused as refused:
        return refused.reason, refused.where
    data = dumps(found.bundle)
    assert isinstance(engine, Oracle) or data == found.data
    kept = [(str(kept), kept.value) for kept in found.report.kept]
    return data, found.report.mapped, kept, found.report.issues


def same(translator: Translator, data: bytes, zone: str) -> None:
    try:
        message = parse(data)
    except Refused:
        return
    assert answer(translator, message, zone) == answer(oracle(), message, zone)


@pytest.mark.parametrize("zone", ["", "-0330", "Europe/Rome"])
def test_every_corpus_message_is_the_oracles(translator: Translator, zone: str) -> None:
    for path in [*corpus("hl7-fhir", pattern="*.hl7"), *sorted(EXAMPLES.glob("*.hl7"))]:
        same(translator, path.read_bytes(), zone)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=messages(), zone=ZONES)
def test_every_message_by_chance_is_the_oracles(translator: Translator, data: bytes, zone: str) -> None:
    same(translator, data, zone)


def test_a_difference_of_one_byte_is_seen(translator: Translator) -> None:
    data = (EXAMPLES / "oru-ten-results.hl7").read_bytes()
    other = parse(data.replace(b"|P|2", b"|T|2"))
    assert answer(translator, parse(data), "") != answer(oracle(), other, "")
