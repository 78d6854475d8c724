"""Messages to bundles: what stands where, what stays out, and what is kept."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.errors import BadMap, Reason, Refused
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.json import Json, Number, dumps
from fhir_bridge.source.hl7v2 import parse
from fhir_bridge.translate import load
from fhir_bridge.translate.engine import Translation, Translator
from fhir_bridge.translate.ghosts import KEPT

ROOT = Path(__file__).parents[3]
MSH = "MSH|^~\\&|LAB|NORTH|||20260102153000+0100||{}|00017|P|2.5"
PID = "PID|1||7000123^^^NORTH^MR~990-12^^^&2.16.840.1.113883.4.1&ISO^SS||Teal^Robin||19800229|F"


def translated(
    translator: Translator, *segments: str, event: str = "ADT^A01^ADT_A01", zone: str = ""
) -> Translation:
    data = "\r".join((MSH.format(event), *segments)).encode()
    translation = translator.translate(parse(data), zone=zone)
    check(translation.bundle)
    return translation


def resources(translation: Translation, kind: str) -> list[dict[str, Any]]:
    bundle: Any = translation.bundle
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def only(translation: Translation, kind: str) -> dict[str, Any]:
    (found,) = resources(translation, kind)
    return found


def result(translator: Translator, *obx: str) -> Translation:
    return translated(translator, PID, "OBR|1|||GLU", *obx, event="ORU^R01^ORU_R01")


def url(translation: Translation, kind: str) -> dict[str, str]:
    return {"reference": f"urn:uuid:{only(translation, kind)['id']}"}


def test_a_message_becomes_a_message_bundle_with_its_header_first(translator: Translator) -> None:
    found: Any = translated(translator, "EVN|A01|20260102", PID, "PV1|1|I").bundle
    assert found["type"] == "message"
    assert found["identifier"]["value"] == "00017"
    assert found["timestamp"] == "2026-01-02T15:30:00+01:00"
    assert found["entry"][0]["resource"]["resourceType"] == "MessageHeader"
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in found["entry"])


def test_the_same_message_gives_the_same_bytes(translator: Translator) -> None:
    again = Translator.load()
    first, second = (translated(one, PID, "PV1|1|I|||||7^Green^Kim") for one in (translator, again))
    assert dumps(first.bundle) == dumps(second.bundle)


def test_two_processes_give_the_same_bytes() -> None:
    code = (
        "import sys, hashlib\n"
        "from fhir_bridge.fhir.json import dumps\n"
        "from fhir_bridge.source.hl7v2 import parse\n"
        "from fhir_bridge.translate.engine import Translator\n"
        "data = open(sys.argv[1], 'rb').read()\n"
        "print(hashlib.sha256(dumps(Translator.load().translate(parse(data)).bundle)).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, ROOT / "examples" / "oru-ten-results.hl7"],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_a_deletion_is_told_in_its_place_and_is_no_value(translator: Translator) -> None:
    found = translated(translator, 'PID|1||7^^^N^MR||""||""|F')
    patient = only(found, "Patient")
    assert not {"name", "birthDate"} & patient.keys()
    assert {str(kept) for kept in found.report.kept} >= {"PID[2]-5[1].1", "PID[2]-7[1].1"}
    assert not found.report.issues
    assert translator.back(found.bundle).segments[1].text(7) == '""'


def test_the_order_of_the_maps_files_does_not_matter(
    translator: Translator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shuffled = tmp_path / "maps"
    shutil.copytree(load.BUILT_IN, shuffled)
    for folder in ("segments", "datatypes"):
        sections = []
        for path in sorted((shuffled / folder).glob("*.map")):
            sections += re.split(r"(?m)^(?=\[)", path.read_text(encoding="utf-8"))[1:]
            path.unlink()
        for number, section in enumerate(reversed(sections)):
            (shuffled / folder / f"{number:04}.map").write_text(section, encoding="utf-8")
    monkeypatch.setattr(load, "BUILT_IN", shuffled)
    other = Translator.load()
    for path in sorted((ROOT / "examples").glob("[ao]*.hl7")):
        one, same = (each.translate(parse(path.read_bytes())) for each in (translator, other))
        assert dumps(one.bundle) == dumps(same.bundle)


def test_a_data_type_made_of_itself_is_named(tmp_path: Path) -> None:
    (tmp_path / "datatypes").mkdir()
    (tmp_path / "datatypes" / "ring.map").write_text("[XA]\nXA.1  .  XB\n[XB]\nXB.1  .  XA\n")
    with pytest.raises(BadMap, match=r"ring.map, line \d: a data type that is made of itself"):
        Translator.load(tmp_path)


def test_equal_resources_keep_apart(translator: Translator) -> None:
    found = translated(translator, PID, "AL1|1||1605^Codeine^99", "AL1|2||1605^Codeine^99")
    first, second = resources(found, "AllergyIntolerance")
    assert first["id"] != second["id"]
    assert first["code"] == second["code"]


def test_identifiers_carry_their_authority_and_an_unknown_one_is_said_to_be_unknown(
    translator: Translator,
) -> None:
    pid = "PID|1||1^^^NORTH^MR~2^^^N&1.2.3&ISO~3^^^&9fc0a1bc-0000-4000-8000-0123456789ab&UUID~4||Teal"
    named, by_oid, by_uuid, unknown = only(translated(translator, pid), "Patient")["identifier"]
    assert (named["system"], named["assigner"]) == (
        "urn:fhir-anchor:v2:authority:NORTH",
        {"display": "NORTH"},
    )
    assert (by_oid["system"], by_oid["assigner"]) == ("urn:oid:1.2.3", {"display": "N"})
    assert by_uuid["system"] == "urn:uuid:9fc0a1bc-0000-4000-8000-0123456789ab"
    assert "system" not in unknown
    assert unknown["_system"]["extension"][0]["valueCode"] == "unknown"


def test_notes_and_results_belong_to_their_group_and_not_to_their_neighbour(translator: Translator) -> None:
    found = translated(
        translator,
        *(
            PID,
            "ORC|RE|P1",
            "OBR|1|P1||GLU",
            "NTE|1||of the first order",
            "OBX|1|ST|A||a",
            "NTE|1||of a",
            "NTE|2||too",
        ),
        *(
            "OBX|2|ST|B||b",
            "ORC|RE|P2",
            "OBR|2|P2||NA",
            "OBX|1|ST|C||c",
            "SPM|1|||BLD",
            "OBX|1|ST|D||of the specimen",
        ),
        event="ORU^R01^ORU_R01",
    )
    a, b, c, d = resources(found, "Observation")
    assert [note["text"] for note in a["note"]] == ["of a", "too"]
    assert "note" not in b
    first, second = resources(found, "DiagnosticReport")
    assert [each["reference"] for each in first["result"]] == [f"urn:uuid:{a['id']}", f"urn:uuid:{b['id']}"]
    assert [each["reference"] for each in second["result"]] == [f"urn:uuid:{c['id']}"]
    assert "of the first order" in str(dumps(first))
    assert d["specimen"] == url(found, "Specimen")


def test_t023_an_unknown_event_still_gives_every_known_segment(translator: Translator) -> None:
    found = translated(
        translator, "EVN|Z99|2026", PID, "PV1|1|I", "OBX|1|NM|A||1.50", "AL1|1||C", event="QQQ^Z99"
    )
    kinds = ("MessageHeader", "Patient", "Encounter", "Observation", "AllergyIntolerance")
    assert all(resources(found, kind) for kind in kinds)
    assert "event that is known" in str(only(found, "OperationOutcome"))


@pytest.mark.parametrize("version", ["2.9", "9.9", "3", "two"])
def test_t023_an_unknown_version_is_translated_and_said_to_be_unknown(
    translator: Translator, version: str
) -> None:
    data = "\r".join((MSH.format("ADT^A01").replace("|2.5", f"|{version}"), PID, "PV1|1|I")).encode()
    found = translator.translate(parse(data))
    assert resources(found, "Encounter")
    (issue,) = only(found, "OperationOutcome")["issue"]
    assert (issue["location"], issue["code"]) == (["MSH-12"], "not-supported")


@pytest.mark.parametrize("date", ["20260230", "99999999", "0000", "20261301", "1980-02-29", "20990101"])
def test_t026_a_bad_date_costs_only_itself(translator: Translator, date: str) -> None:
    found = translated(translator, f"PID|1||7^^^N^MR||Teal^Robin||{date}|F")
    patient = only(found, "Patient")
    assert "birthDate" not in patient
    assert (patient["gender"], patient["name"]) == ("female", [{"family": "Teal", "given": ["Robin"]}])
    assert any(date in item["valueString"] for item in patient["extension"] if item["url"] == KEPT)
    (issue,) = only(found, "OperationOutcome")["issue"]
    assert issue["location"] == ["PID[2]-7[1].1"]
    assert date not in str(issue)


@pytest.mark.parametrize(
    ("sent", "zone", "date_time"),
    [
        ("2026", "", "2026"),
        ("202601", "", "2026-01"),
        ("20260102", "-0500", "2026-01-02"),
        ("202601021530+0200", "-0500", "2026-01-02T15:30:00+02:00"),
        ("20260102153012.25-0330", "", "2026-01-02T15:30:12.25-03:30"),
        ("20260102153060+0000", "", "2026-01-02T15:30:60+00:00"),
    ],
)
def test_t026_t049_precision_is_as_sent(translator: Translator, sent: str, zone: str, date_time: str) -> None:
    found = translated(translator, PID, f"PV1|1|I{'|' * 42}{sent}", zone=zone)
    assert only(found, "Encounter")["period"]["start"] == date_time


def test_t026_a_zone_is_the_messages_or_the_senders_and_never_invented(translator: Translator) -> None:
    data = "MSH|^~\\&|A|B|||20260102||ADT^A01|1|P|2.5\rPID|1||7\rPV1|1|I" + "|" * 42 + "202601021530\r"
    start: Any = [
        only(translator.translate(parse(data.encode()), zone=zone), "Encounter")["period"]
        for zone in ("", "-0500")
    ]
    assert start[0]["start"] == "2026-01-02"
    assert start[0]["_start"]["extension"][0]["valueString"] == "202601021530"
    assert start[1] == {"start": "2026-01-02T15:30:00-05:00"}


@pytest.mark.parametrize("value", ["<5", "1,5", "1e400", "+1.5", "007", "1.", "5 mg"])
def test_t027_what_is_no_number_is_kept_word_for_word(translator: Translator, value: str) -> None:
    observation = only(result(translator, f"OBX|1|NM|A||{value}|mg"), "Observation")
    assert observation["valueString"] == value
    assert "valueQuantity" not in observation


def test_t027_a_number_stands_as_written(translator: Translator) -> None:
    observation = only(result(translator, "OBX|1|NM|A||1.50|mg^milligram^UCUM|1-2|H~L|||F"), "Observation")
    assert observation["valueQuantity"]["value"] == Number("1.50")
    assert observation["valueQuantity"]["unit"] == "milligram"
    assert [each["coding"][0]["code"] for each in observation["interpretation"]] == ["H", "L"]


@pytest.mark.parametrize(
    ("kind", "sent", "key", "value"),
    [
        ("ST", "high", "valueString", "high"),
        ("CWE", "A^Apple^99F", "valueCodeableConcept", None),
        ("SN", "<^5", "valueQuantity", {"comparator": "<", "value": Number("5")}),
        (
            "SN",
            "^1^:^128",
            "valueRatio",
            {"numerator": {"value": Number("1")}, "denominator": {"value": Number("128")}},
        ),
        ("SN", "^1^-^5", "valueRange", {"low": {"value": Number("1")}, "high": {"value": Number("5")}}),
        ("DT", "20260102", "valueDateTime", "2026-01-02"),
        ("TM", "1530", "valueTime", "15:30:00"),
        ("", "as it is", "valueString", "as it is"),
        ("XX", "as it is", "valueString", "as it is"),
    ],
)
def test_results_have_the_type_that_obx_2_says(
    translator: Translator, kind: str, sent: str, key: str, value: Json
) -> None:
    observation = only(result(translator, f"OBX|1|{kind}|A||{sent}"), "Observation")
    assert [name for name in observation if name.startswith("value")] == [key]
    assert value is None or observation[key] == value


@pytest.mark.parametrize("data", ["QUJ", "Q=JD", "not base 64 !"])
def test_t028_data_that_is_no_base_64_is_left_out_and_kept(translator: Translator, data: str) -> None:
    found = result(translator, f"OBX|1|ED|A||^AP^PDF^Base64^{data}")
    assert "data" not in only(found, "Observation")["extension"][0].get("valueAttachment", {})
    assert data in str(dumps(found.bundle))


def test_t029_segments_that_nobody_knows_are_kept(translator: Translator) -> None:
    found = translated(translator, PID, "ZNG|1|BADGE^7731\\T\\2|~x")
    patient = only(found, "Patient")
    assert "ZNG|1|BADGE^7731\\T\\2|~x" in [each["valueString"] for each in patient["extension"]]
    assert [str(kept) for kept in found.report.kept if kept.segment == "ZNG"] == [
        *("ZNG[3]-1[1].1", "ZNG[3]-2[1].1", "ZNG[3]-2[1].2", "ZNG[3]-3[2].1")
    ]


def test_the_report_knows_values_and_shows_none(translator: Translator) -> None:
    report = translated(translator, PID, "ZNG|BADGE").report
    assert "BADGE" in [kept.value for kept in report.kept]
    assert "BADGE" not in repr(report) + "".join(map(str, report.kept))


def test_the_null_that_deletes_is_never_a_value(translator: Translator) -> None:
    patient = only(translated(translator, 'PID|1||7^^^N^MR||Teal^""||""|""'), "Patient")
    assert patient["name"] == [{"family": "Teal"}]
    assert not {"birthDate", "gender"} & set(patient)


def test_without_the_pid_that_its_structure_needs_a_message_is_refused(translator: Translator) -> None:
    with pytest.raises(Refused) as caught:
        translated(translator, "PV1|1|I")
    assert (caught.value.reason, caught.value.where) == (Reason.NO_PATIENT, "PID")


def test_two_patients_where_the_structure_allows_one_are_refused(translator: Translator) -> None:
    with pytest.raises(Refused) as caught:
        translated(translator, PID, "PID|2||8^^^N^MR")
    assert caught.value.reason is Reason.TWO_PATIENTS


def test_results_of_two_patients_stay_apart(translator: Translator) -> None:
    found = translated(
        translator,
        PID,
        "OBR|1",
        "OBX|1|ST|A||a",
        "PID|2||8^^^N^MR",
        "OBR|1",
        "OBX|1|ST|B||b",
        event="ORU^R01",
    )
    patients, results = resources(found, "Patient"), resources(found, "Observation")
    assert [each["subject"]["reference"] for each in results] == [
        f"urn:uuid:{each['id']}" for each in patients
    ]


def test_repeats_that_would_make_a_bundle_of_many_times_their_size_are_refused(
    translator: Translator,
) -> None:
    with pytest.raises(Refused) as caught:
        translated(translator, PID, f"PV1|1|I|{'~'.join(['A^B^C'] * 9999)}")
    assert caught.value.reason is Reason.TOO_LARGE


def test_a_message_without_a_patient_belongs_to_nobody(translator: Translator) -> None:
    found = translated(translator, "OBR|1|||QC", "OBX|1|ST|A||a", event="ORU^R01")
    assert not resources(found, "Patient")
    assert "subject" not in only(found, "Observation")
