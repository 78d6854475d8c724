"""A real message in, a proof out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.story.programs import EXAMPLES, Bridge, verify


@pytest.fixture(scope="module")
def proof(taken: Bridge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ten results with their receipt, two of them alone, another record, and the public keys."""
    out = tmp_path_factory.mktemp("proof")
    results, other = _results(taken), _admission(taken)
    (out / "logkey").write_bytes(taken("keys", "public").out)
    (out / "record").write_bytes(taken("open", results).out)
    (out / "receipt").write_bytes(taken("receipt", results).out)
    (out / "other").write_bytes(taken("open", other, "--part", "1").out)
    for part in _observations(out / "record")[2:4]:
        (out / f"part-{part}").write_bytes(taken("open", results, "--part", str(part)).out)
        (out / f"part-{part}.receipt").write_bytes(taken("receipt", results, "--part", str(part)).out)
    return out


def _results(bridge: Bridge) -> str:
    said = bridge("ingest", "--json", EXAMPLES / "oru-ten-results.hl7")
    return str(said.rows[0]["records"][0])


def _admission(bridge: Bridge) -> str:
    said = bridge("ingest", "--json", EXAMPLES / "adt-admission.hl7")
    return str(said.rows[0]["records"][0])


def _observations(record: Path) -> list[int]:
    entries = json.loads(record.read_bytes())["entry"]
    return [n for n, entry in enumerate(entries, 1) if entry["resource"]["resourceType"] == "Observation"]


def test_a_whole_record_is_proved_without_a_network(proof: Path) -> None:
    said = verify(proof / "receipt", "--record", proof / "record", "--key", proof / "logkey")
    assert said.status == 0, said.out + said.error.encode()


def test_ten_results_are_ten_observations(proof: Path) -> None:
    assert len(_observations(proof / "record")) == 10


def test_two_results_are_proved_alone(proof: Path) -> None:
    parts = [path for path in proof.glob("part-*") if path.suffix != ".receipt"]
    assert len(parts) == 2
    for part in parts:
        said = verify(part.with_suffix(".receipt"), "--record", part, "--key", proof / "logkey")
        assert said.status == 0, said.out + said.error.encode()


def test_a_part_says_nothing_of_the_others(proof: Path) -> None:
    record = json.loads((proof / "record").read_bytes())
    for receipt in proof.glob("part-*.receipt"):
        assert not any(entry["resource"].get("id", "-") in receipt.read_text() for entry in record["entry"])


def test_without_a_key_nothing_is_trusted(proof: Path) -> None:
    said = verify(proof / "receipt", "--record", proof / "record")
    assert said.status == 1


def test_another_logs_key_is_refused(proof: Path, bridge: Bridge) -> None:
    bridge("ingest", EXAMPLES / "adt-admission.hl7")
    (proof / "foreign").write_bytes(bridge("keys", "public").out)
    said = verify(proof / "receipt", "--record", proof / "record", "--key", proof / "foreign")
    assert said.status == 1


def test_a_resource_of_another_record_is_refused(proof: Path) -> None:
    part = next(proof.glob("part-*.receipt"))
    assert verify(part, "--record", proof / "other", "--key", proof / "logkey").status == 1


def test_one_bit_of_the_record_is_enough(proof: Path, tmp_path: Path) -> None:
    data = bytearray((proof / "record").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "flipped").write_bytes(data)
    assert verify(proof / "receipt", "--record", tmp_path / "flipped", "--key", proof / "logkey").status == 1


def test_the_example_in_the_readme_holds() -> None:
    folder = EXAMPLES / "receipt"
    said = verify(folder / "receipt", "--record", folder / "record.json", "--key", folder / "logkey")
    assert said.status == 0, said.out + said.error.encode()


def test_a_receipt_before_the_log_is_anchored_says_what_to_do(bridge: Bridge) -> None:
    record = bridge("ingest", "--json", EXAMPLES / "adt-admission.hl7").rows[0]["records"][0]
    said = bridge("receipt", record)
    assert (said.status, "fhir-bridge anchor" in said.error) == (1, True)
