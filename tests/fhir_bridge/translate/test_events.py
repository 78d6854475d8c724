"""Events as what they mean: cancelled, deleted, merged; and that there are enough of them."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_bridge.fhir.check import check
from fhir_bridge.source.hl7v2 import parse
from fhir_bridge.translate.engine import Translator
from fhir_bridge.translate.load import BUILT_IN, compiled
from fhir_bridge.translate.mapfile import sections

PID = "PID|1||7^^^N^MR||Teal"


def first(translator: Translator, kind: str, event: str, *segments: str) -> Any:
    data = "\r".join((f"MSH|^~\\&|A|B|||20260102||{event}|1|P|2.5", *segments)).encode()
    bundle: Any = translator.translate(parse(data)).bundle
    check(bundle)
    return next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ("A01", "in-progress"),
        ("A03", "finished"),
        ("A05", "planned"),
        ("A08", "in-progress"),
        ("A11", "cancelled"),
        ("A12", "in-progress"),
        ("A13", "in-progress"),
        ("A14", "planned"),
        ("A21", "onleave"),
        ("A22", "in-progress"),
        ("A23", "entered-in-error"),
        ("A27", "cancelled"),
        ("A38", "cancelled"),
    ],
)
def test_an_event_says_what_became_of_a_visit(translator: Translator, event: str, status: str) -> None:
    assert first(translator, "Encounter", f"ADT^{event}", PID, "PV1|1|I")["status"] == status


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ("S12", "booked"),
        ("S14", "booked"),
        ("S15", "cancelled"),
        ("S17", "entered-in-error"),
        ("S26", "noshow"),
    ],
)
def test_an_event_says_what_became_of_an_appointment(translator: Translator, event: str, status: str) -> None:
    assert (
        first(translator, "Appointment", f"SIU^{event}", "SCH|1", PID, "RGS|1", "AIL|1||4N")["status"]
        == status
    )


@pytest.mark.parametrize("event", ["A18", "A30", "A34", "A36", "A39", "A40"])
def test_t024_a_merge_says_which_identifier_it_replaces(translator: Translator, event: str) -> None:
    patient = first(translator, "Patient", f"ADT^{event}", "EVN||2026", PID, "MRG|8^^^N^MR")
    (link,) = patient["link"]
    assert (link["type"], link["other"]["identifier"]["value"]) == ("replaces", "8")
    assert [each["value"] for each in patient["identifier"]] == ["7"]


@pytest.mark.parametrize("event", ["A46", "A47", "A48"])
def test_a_changed_identifier_is_an_old_one_of_the_same_patient(translator: Translator, event: str) -> None:
    patient = first(translator, "Patient", f"ADT^{event}", "EVN||2026", PID, "MRG|8^^^N^MR", "PV1|1|I")
    assert [(each["value"], each.get("use")) for each in patient["identifier"]] == [("7", None), ("8", "old")]


@pytest.mark.parametrize("event", ["A35", "A41", "A42", "A43", "A44", "A45", "A49", "A50", "A51"])
def test_who_a_patient_is_does_not_change_when_an_account_or_a_visit_does(
    translator: Translator, event: str
) -> None:
    patient = first(translator, "Patient", f"ADT^{event}", "EVN||2026", PID, "MRG|8^^^N^MR", "PV1|1|I")
    assert "link" not in patient
    assert [(each["value"], each.get("use")) for each in patient["identifier"]] == [("7", None)]
    kept = {each["url"]: each for each in patient["extension"]}["urn:fhir-anchor:v2:field:MRG-1"]
    assert kept["valueIdentifier"]["value"] == "8"


@pytest.mark.parametrize(
    ("timing", "wanted"),
    [
        ("TQ1|1|||||3^d|202601021530+0100", {"boundsPeriod": ("2026-01-02T15:30:00", "2026-01-05T15:30:00")}),
        ("TQ1|1|||||3^d&day&UCUM", {"boundsDuration": (3, "d")}),
        ("TQ1|1|||||3^X", {}),
        ("TQ1|1|||||3^d|20260102", {"boundsPeriod": ("2026-01-02", "")}),  # a day is no moment to count from
    ],
)
def test_start_plus_duration_is_an_end(
    translator: Translator, timing: str, wanted: dict[str, object]
) -> None:
    order = first(translator, "ServiceRequest", "OML^O21", PID, "ORC|NW|1", timing, "OBR|1|1||718-7^Hb^LN")
    repeat = order.get("occurrenceTiming", {}).get("repeat", {})
    period, duration = repeat.get("boundsPeriod"), repeat.get("boundsDuration")
    found: dict[str, object] = {}
    if period:
        found["boundsPeriod"] = (period["start"][:19], period.get("end", "")[:19])
    if duration:
        found["boundsDuration"] = (int(duration["value"].text), duration["code"])
    assert found == wanted


@pytest.mark.parametrize(
    ("event", "code"), [("T05", "appends"), ("T06", "appends"), ("T09", "replaces"), ("T10", "replaces")]
)
def test_an_addendum_replaces_nothing(translator: Translator, event: str, code: str) -> None:
    document = first(translator, "DocumentReference", f"MDM^{event}", PID, "TXA|1|DS||||||||||2^D|1^D")
    assert document["relatesTo"][0]["code"] == code


def test_a_deleted_person_is_not_active(translator: Translator) -> None:
    assert first(translator, "Patient", "ADT^A29", PID)["active"] is False


@pytest.mark.parametrize(
    ("event", "kind", "segments", "key", "value"),
    [
        ("MDM^T11", "DocumentReference", (PID, "TXA|1|DS"), "status", "entered-in-error"),
        ("REF^I14", "ServiceRequest", ("RF1|A", "PRD|RP|Green", PID), "status", "revoked"),
        (
            "VXU^V04",
            "Immunization",
            (PID, "RXA|0|1|20260102||08^HepB^CVX||||||||||||||||D"),
            "status",
            "entered-in-error",
        ),
        ("VXU^V04", "Immunization", (PID, "RXA|0|1|20260102||08^HepB^CVX"), "status", "completed"),
    ],
)
def test_what_was_cancelled_or_deleted_says_so(
    translator: Translator, event: str, kind: str, segments: tuple[str, ...], key: str, value: str
) -> None:
    assert first(translator, kind, event, *segments)[key] == value


@pytest.mark.parametrize(
    ("start", "duration", "unit", "end"),
    [
        ("202601021530+0100", "45", "MIN", "2026-01-02T16:15:00+01:00"),
        ("20260102235930-0500", "1.5", "hr", "2026-01-03T01:29:30-05:00"),
        ("202601021530", "45", "MIN", None),
        ("20260102", "45", "MIN", None),
        ("202601021530+0100", "45", "WEEKS", None),
        ("202601021530+0100", "soon", "MIN", None),
        ("202601021530+0100", "1e99", "D", None),
    ],
)
def test_a_start_and_a_duration_make_an_end(
    translator: Translator, start: str, duration: str, unit: str, end: str | None
) -> None:
    ais = f"AIS|1||CT|{start}|||{duration}|{unit}"
    assert first(translator, "Appointment", "SIU^S12", "SCH|1", PID, "RGS|1", ais).get("end") == end


def test_a_hundred_events_and_sixty_segments_have_maps() -> None:
    program: Any = compiled()
    events = [event for event in program["events"] if not event.endswith(("^*", "^"))]
    segments = {section.source for path in BUILT_IN.glob("segments/*.map") for section in sections(path)}
    assert len(events) >= 100
    assert len(segments) >= 60
    assert set(program["events"].values()) <= set(program["structures"])
