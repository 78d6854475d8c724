"""Messages that others wrote: translated as far as the maps reach, or refused with a reason; never a crash."""

from __future__ import annotations

from collections import Counter

from fhir_bridge.errors import Refused
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.json import dumps, loads
from fhir_bridge.source.hl7v2 import parse, write
from fhir_bridge.translate.engine import Translator
from tests.corpora import corpus


def test_every_message_is_translated_to_valid_fhir_or_refused_with_a_reason(translator: Translator) -> None:
    counts: Counter[str] = Counter()
    for path in corpus("hl7-fhir", pattern="*.hl7"):
        try:
            message = parse(path.read_bytes())
            bundle = translator.translate(message).bundle
        except Refused as refused:
            counts[f"refused: {refused.reason.code} at {refused.where.split(' ')[0]}"] += 1
            continue
        counts["translated"] += 1
        check(loads(dumps(bundle)))
        assert parse(write(message)) == message
    print(dict(counts))  # noqa: T201 the counts are the point
    assert counts["translated"] > 0.85 * counts.total()
