"""There and back: the message out of its bundle, from the elements as they are now."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.json import Number, dumps, loads
from fhir_bridge.source.delimiters import STANDARD
from fhir_bridge.source.hl7v2 import Message, Segment, parse, write
from fhir_bridge.translate.engine import Translator
from tests.corpora import corpus

MSH = "MSH|^~\\&|LAB^1.2.3^ISO|NORTH|||202601021530||ORU^R01^ORU_R01|00017|P|2.5"
MESSAGE = "\r".join(
    (
        MSH,
        "PID|1||7^^^NORTH^MR~8^^^&1.2.3&ISO^PI||Teal^Robin^A B||19800229|A|||1 Way^^Town^^99^USA^H||^PRN^PH",
        f"PV1|1|I|4N^12^B{'|' * 16}V1^^^N{'|' * 25}202601020800",
        "ORC|RE|P1^N",
        "OBR|1|P1^N|F1|GLU^Glucose^LN|||202601021500+0100|||||||||7^Green^Kim||||||||LAB|F",
        "OBX|1|NM|1^Glucose^LN||5.50|mmol/L^^UCUM|4-6|N|||F",
        "NTE|1||a note\\.br\\of two lines \\T\\ more",
        "ZXT|kept^as&it|~is",
    )
).encode()


def bundle_of(translator: Translator, data: bytes = MESSAGE) -> Any:
    return loads(dumps(translator.translate(parse(data)).bundle))


def resource(bundle: Any, kind: str) -> Any:
    return next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind)


def test_back_gives_the_message_again(translator: Translator) -> None:
    found = translator.back(bundle_of(translator))
    assert found == parse(MESSAGE)
    assert parse(write(found)) == parse(MESSAGE)


def test_every_corpus_message_comes_back_equal(translator: Translator) -> None:
    count = 0
    for path in corpus("hl7-fhir", pattern="*.hl7"):
        try:
            message = parse(path.read_bytes())
            bundle = loads(dumps(translator.translate(message).bundle))
        except Refused:
            continue
        count += 1
        assert translator.back(bundle) == message, path.name  # type: ignore[arg-type]  # a Bundle is an object
    assert count > 200


@pytest.mark.parametrize(
    ("kind", "path", "value", "place", "text"),
    [
        ("Patient", ("name", 0, "family"), "Grey", ("PID", 5, 1), "Grey"),
        ("Patient", ("birthDate",), "1981-03", ("PID", 7, 1), "198103"),
        ("Patient", ("gender",), "female", ("PID", 8, 1), "F"),
        ("Patient", ("identifier", 0, "value"), "77", ("PID", 3, 1), "77"),
        ("Patient", ("telecom", 0, "use"), "work", ("PID", 13, 2), "WPN"),
        ("Encounter", ("period", "start"), "2026-01-03", ("PV1", 44, 1), "20260103"),
        ("Observation", ("valueQuantity", "value"), Number("6.0"), ("OBX", 5, 1), "6.0"),
        ("Observation", ("code", "coding", 0, "system"), "http://snomed.info/sct", ("OBX", 3, 3), "SCT"),
        ("Observation", ("note", 0, "text"), "x|y", ("NTE", 3, 1), "x|y"),
    ],
)
def test_a_changed_element_changes_the_message(
    translator: Translator,
    kind: str,
    path: tuple[Any, ...],
    value: Any,
    place: tuple[str, int, int],
    text: str,
) -> None:
    bundle = bundle_of(translator)
    node = resource(bundle, kind)
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    name, field, component = place
    segment = next(s for s in translator.back(bundle).segments if s.name == name)
    assert segment.text(field, component) == text


def test_a_removed_element_is_gone_from_the_message(translator: Translator) -> None:
    bundle = bundle_of(translator)
    del resource(bundle, "Patient")["birthDate"]
    assert not translator.back(bundle).segments[1].field(7)


@pytest.mark.parametrize(
    "bundle", [{"resourceType": "Bundle"}, {"resourceType": "Bundle", "entry": [{"resource": {}}]}]
)
def test_a_bundle_that_came_from_no_message_is_refused(translator: Translator, bundle: Any) -> None:
    with pytest.raises(Refused) as caught:
        translator.back(bundle)
    assert caught.value.reason is Reason.NOT_A_MESSAGE


NAMES = (
    "PID",
    "PD1",
    "NK1",
    "PV1",
    "PV2",
    "ORC",
    "OBR",
    "OBX",
    "NTE",
    "SPM",
    "AL1",
    "DG1",
    "IN1",
    "GT1",
    "ROL",
    "PRT",
    "ZZZ",
)
TEXT = st.one_of(
    st.sampled_from(
        [
            "1",
            "A",
            "M",
            "20260102",
            "202601021530",
            "HL70005",
            "ISO",
            "1.2.3",
            "Y",
            '""',
            "L",
            "\\",
            "5.0",
            "NM",
        ]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters="\0\x7f"), max_size=6
    ),
)
REPEATS = st.lists(st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=9), max_size=2)
SEGMENTS = st.tuples(st.sampled_from(NAMES), st.lists(REPEATS, min_size=1, max_size=30))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    drawn=st.lists(SEGMENTS, max_size=5), event=st.sampled_from(["ORU^R01", "QQQ^Z99", "SIU^S12", "REF^I12"])
)
def test_any_message_becomes_valid_fhir_and_comes_back_equal(
    translator: Translator, drawn: list[tuple[str, list[list[list[list[str]]]]]], event: str
) -> None:
    header = parse(MSH.replace("ORU^R01^ORU_R01", event).encode()).segments[0]
    segments = [
        Segment(
            name,
            number,
            ((), *(tuple(tuple(map(tuple, repeat)) for repeat in field) for field in fields)),
        )
        for number, (name, fields) in enumerate(drawn, 2)
    ]
    message = Message((header, *segments), STANDARD)
    try:
        bundle = translator.translate(message).bundle
    except Refused as refused:
        known = {Reason.NO_PATIENT, Reason.TWO_PATIENTS}
        if refused.reason not in known:
            raise
        return
    check(bundle)
    assert translator.back(bundle) == message
