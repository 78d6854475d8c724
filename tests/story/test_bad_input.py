"""What cannot be taken costs one clear line; everything else in the batch is done."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.story.programs import EXAMPLES, Bridge

MSH = b"MSH|^~\\&|LAB|NORTH|||20261101||%s|C1|P|2.5\r"
NESTED = b'{"resourceType":"Bundle","type":"collection","x":' + b"[" * 200 + b"]" * 200 + b"}"
TWO = [{"resource": {"resourceType": "Patient", "id": i, "identifier": [{"value": i}]}} for i in ("a", "b")]
BOTH = {"reference": "Patient/a"}, {"reference": "Patient/b"}

BAD = {
    "not-a-message": b"%PDF-1.7\n",
    "empty": b"",
    "truncated": MSH % b"ADT^A01" + b"PI",
    "no-msh": b"PID|1||77\r",
    "no-pid": MSH % b"ADT^A01" + b"EVN|A01|20261101\r",
    "no-pid-3": MSH % b"ADT^A01" + b"EVN|A01|20261101\rPID|1||||Nobody^Known\rPV1|1|I\r",
    "two-msh": (MSH % b"ADT^A01") * 2,
    "duplicate-names": b'{"resourceType":"Bundle","type":"collection","type":"batch"}',
    "200-deep": NESTED,
    "not-fhir": b'{"hello":"world"}',
}


@pytest.mark.parametrize("name", BAD)
def test_one_line_says_why_and_the_rest_is_done(bridge: Bridge, tmp_path: Path, name: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / f"a-{name}.hl7").write_bytes(BAD[name])
    shutil.copy(EXAMPLES / "adt-admission.hl7", inbox / "b.hl7")
    said = bridge("ingest", "--json", inbox)
    bad, good = said.rows
    assert (said.status, bad["status"], good["status"]) == (1, "refused", "accepted")
    assert bad["reason"]
    assert "Traceback" not in said.error
    assert len(bridge.records()) == 1


def test_two_patients_in_one_message_are_refused(bridge: Bridge, tmp_path: Path) -> None:
    message = (EXAMPLES / "adt-admission.hl7").read_bytes()
    pid = next(line for line in message.splitlines(keepends=True) if line.startswith(b"PID"))
    (tmp_path / "two.hl7").write_bytes(message.replace(pid, pid + pid.replace(b"|1|", b"|2|", 1)))
    said = bridge("ingest", "--json", tmp_path / "two.hl7")
    assert (said.status, said.rows[0]["status"]) == (1, "refused")
    assert said.rows[0]["reason"].startswith("two-patients")


def test_a_resource_of_two_patients_is_refused(bridge: Bridge, tmp_path: Path) -> None:
    shared = {"resourceType": "List", "status": "current", "mode": "working"}
    listing = shared | {"entry": [{"item": one} for one in BOTH]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [*TWO, {"resource": listing}]}
    (tmp_path / "two.json").write_text(json.dumps(bundle))
    said = bridge("ingest", "--json", tmp_path / "two.json")
    assert (said.status, said.rows[0]["status"]) == (1, "refused")


def test_a_file_that_cannot_be_read_is_named(bridge: Bridge, tmp_path: Path) -> None:
    (tmp_path / "loop.hl7").symlink_to(tmp_path / "loop.hl7")
    said = bridge("ingest", "--json", tmp_path / "loop.hl7", EXAMPLES / "adt-admission.hl7")
    assert [row["status"] for row in said.rows] == ["refused", "accepted"]
    assert said.rows[0]["reason"].startswith("unreadable")


def test_an_empty_folder_is_said(bridge: Bridge, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = bridge("ingest", tmp_path / "empty")
    assert (said.status, said.error.count("\n")) == (1, 1)
    assert "nothing to take" in said.error


def test_another_versions_folder_is_refused(bridge: Bridge) -> None:
    bridge("ingest", EXAMPLES / "adt-admission.hl7")
    (bridge.data / "format").write_text("fhir-anchor data 7\n")
    for command in (("ingest", EXAMPLES), ("status",), ("records",)):
        said = bridge(*command)
        assert (said.status, said.error.count("\n")) == (1, 1)
        assert "another version" in said.error


def test_a_wrong_epoch_key_is_refused(bridge: Bridge, tmp_path: Path) -> None:
    bridge("ingest", EXAMPLES / "adt-admission.hl7")
    other = Bridge(tmp_path / "other")
    other("ingest", EXAMPLES / "adt-admission.hl7")
    shutil.rmtree(bridge.data / "keys")
    shutil.copytree(other.data / "keys", bridge.data / "keys")
    for command in (("ingest", EXAMPLES), ("status",), ("doctor",)):
        said = bridge(*command)
        assert (said.status, said.error.count("\n")) == (1, 1), said
        assert "keyring" in said.error


def test_wrong_use_is_2(bridge: Bridge) -> None:
    assert bridge("ingest").status == 2
    assert bridge("open", "x", "--part", "0").status == 2
    assert bridge("no-such-command").status == 2


def test_an_unknown_record_is_1(taken: Bridge) -> None:
    said = taken("open", "0" * 32)
    assert (said.status, "unknown-record" in said.error) == (1, True)


@pytest.mark.skipif(os.getuid() != 0, reason="mounting a small disk takes root")
def test_t078_a_full_disk_loses_nothing(tmp_path: Path, message: Callable[[int], bytes]) -> None:
    inbox, disk = tmp_path / "inbox", tmp_path / "disk"
    inbox.mkdir()
    disk.mkdir()
    for number in range(60):
        (inbox / f"{number:02}.hl7").write_bytes(message(number) + b"NTE|1||" + b"x" * 100_000 + b"\r")
    bridge = Bridge(disk / "data")
    mount = f'mount -t tmpfs -o size=4m none {disk} && "$@"; end=$?; cp -a {disk}/data {tmp_path}/saved; exit $end'
    said = bridge("ingest", "--json", inbox, prefix=("unshare", "--mount", "sh", "-c", mount, "sh"))
    assert said.status == 1
    assert "Traceback" not in said.error
    statuses = [row["status"] for row in said.rows]
    assert "refused" in statuses
    assert len(statuses) == 60
    after = Bridge(tmp_path / "saved")
    again = after("ingest", "--json", inbox)
    assert again.status == 0, again.error
    assert len(after.records()) == 60
    accepted = {record for row in said.rows if row["status"] == "accepted" for record in row["records"]}
    assert accepted
    assert accepted <= {row["record"] for row in after.records()}
