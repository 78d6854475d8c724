"""The ceremonies as the documents tell them, and no plaintext anywhere on the way."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from anchor.note import LogVerifier
from fhir_bridge.erasure.certificate import check_certificate
from tests.databases import about_backups, about_several_folders, environment
from tests.story.programs import BIN, ROOT, Bridge, Said, run

CANARIES = (b"Zeisigwald", b"19610704", b"Amselgrund 7")
MESSAGE = (
    b"MSH|^~\\&|EHR|NORTH|||20261101||ADT^A01^ADT_A01|C%d|P|2.5.1|||||UTF-8\r"
    b"EVN|A01|20261101\r"
    b"PID|1||77%d^^^NORTH^MR||Zeisigwald^Canary||19610704|F|||Amselgrund 7^^Town\r"
    b"PV1|1|I|W^1^2\r"
)


def walk(page: str, folder: Path, **more: str) -> Said:
    """Run every command of a document's page, in order, in one shell."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs" / page).read_text(), re.MULTILINE | re.DOTALL)
    assert blocks
    given = os.environ | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "FHIR_BRIDGE_DATA": str(folder / "data"),
        **environment(folder / "data"),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=folder,
        env=given | more,
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Said(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture
def clinic(tmp_path: Path) -> Bridge:
    """Two patients, anchored."""
    for number in range(2):
        (tmp_path / f"{number}.hl7").write_bytes(MESSAGE % (number, number))
    bridge = Bridge(tmp_path / "data")
    said = bridge("ingest", "--wait", tmp_path / "0.hl7", tmp_path / "1.hl7")
    assert said.status == 0, said.error
    return bridge


@dataclass(frozen=True)
class Ceremony:
    """What was said and what lies where, before and after the page on erasing was walked."""

    folder: Path
    bridge: Bridge
    records: list[dict[str, Any]]
    found_before: list[Path]
    said: Said


@pytest.fixture(scope="module")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Ceremony:
    """One walk, with a home and a temporary folder of its own."""
    folder = tmp_path_factory.mktemp("ceremony")
    (folder / "temporary").mkdir()
    for number in range(2):
        (folder / f"{number}.hl7").write_bytes(MESSAGE % (number, number))
    bridge = Bridge(folder / "data")
    for command in (("ingest", "--wait", folder / "0.hl7", folder / "1.hl7"), ("backup", folder / "backup")):
        assert bridge(*command).status == 0
    records, found = bridge.records(), _found(folder)
    said = walk("erasure.md", folder, TMPDIR=str(folder / "temporary"), HOME=str(folder))
    assert said.status == 0, said.out.decode() + said.error
    return Ceremony(folder, bridge, records, found, said)


@about_backups
def test_the_erasure_ceremony_as_it_is_written(ceremony: Ceremony) -> None:
    clinic, (first, second) = ceremony.bridge, ceremony.records
    assert b"held, as it should be" in ceremony.said.out
    assert [row["state"] for row in clinic.records()] == ["erased", "anchored"]
    refused = clinic("open", first["record"])
    assert (refused.status, refused.out) == (1, b"")
    assert "erased" in refused.error
    assert clinic("open", second["record"]).status == 0
    key = LogVerifier.parse(clinic("keys", "public").out.decode())
    certificate = (ceremony.folder / "certificate.txt").read_text()
    assert check_certificate(certificate, key)["patient"] == first["patient"]
    acts = clinic("audit", "--patient", first["patient"]).out.decode()
    assert [line.split()[1:3] for line in acts.splitlines()] == [
        ["hold", "done"], ["erase", "refused"], ["release-hold", "done"], ["erase", "done"], ["open", "refused"]
    ]  # fmt: skip


@about_backups
def test_t071_no_canary_in_data_log_wal_temporary_files_or_what_was_said(ceremony: Ceremony) -> None:
    folder = ceremony.folder
    assert ceremony.found_before == []
    assert _found(folder) == []
    assert not any(word in ceremony.said.out + ceremony.said.error.encode() for word in CANARIES)
    planted = folder / "data/planted"
    planted.write_bytes(b"--" + CANARIES[0] + b"--")
    assert _found(folder) == [planted]
    planted.unlink()


@about_backups
def test_the_recovery_drill_as_it_is_written(clinic: Bridge, tmp_path: Path) -> None:
    before = clinic.records()
    opened = clinic("open", before[1]["record"]).out
    (tmp_path / "replica").mkdir()
    replicas = f'["{tmp_path / "replica"}"]'
    said = walk("recovery.md", tmp_path, FHIR_BRIDGE_REPLICAS=replicas)
    assert said.status == 0, said.out.decode() + said.error
    assert clinic.records() == before
    assert clinic("open", before[1]["record"]).out == opened
    again = clinic("ingest", "--json", tmp_path / "1.hl7")
    assert [row["status"] for row in again.rows] == ["duplicate"]


@about_several_folders
def test_the_handover_page_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "0.hl7").write_bytes(MESSAGE % (0, 0))
    for name in ("keeper", "clinic", "hospital"):
        found = tmp_path / ("0.hl7" if name == "clinic" else "none.hl7")
        run("env", f"FHIR_BRIDGE_SITE={name}.example/log", BIN / "fhir-bridge", "ingest", "--wait", found,
            "--data", tmp_path / name)  # fmt: skip
    said = walk("handover.md", tmp_path)
    assert said.status == 0, said.out.decode() + said.error
    (given,), (taken,) = (Bridge(tmp_path / name).records() for name in ("clinic", "hospital"))
    assert given["record"] != taken["record"]
    assert given["digest"] == taken["digest"]
    assert "accept  done" in Bridge(tmp_path / "hospital")("audit").out.decode()


def _found(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".hl7"]
    return [path for path in files if any(word in path.read_bytes() for word in CANARIES)]


CRASH = """
import os, resource, sys
from pathlib import Path
from fhir_bridge.cli import app, ingest, memory
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
if sys.argv.pop(1) == "unprotected":
    app.keep_in_memory = lambda: None
message = Path(sys.argv[2]).read_bytes()
ingest._say = lambda outcome, *, as_json: os.abort()
app.main()
"""


@pytest.mark.skipif(
    Path("/proc/sys/kernel/core_pattern").read_text().strip() != "core" or os.getuid() != 0,
    reason="the control needs core dumps in the working folder",
)
@pytest.mark.parametrize(("kind", "dumps"), [("protected", 0), ("unprotected", 1)])
def test_t071_no_canary_in_a_core_dump(tmp_path: Path, kind: str, dumps: int) -> None:
    (tmp_path / "0.hl7").write_bytes(MESSAGE % (0, 0))
    command = [sys.executable, "-c", CRASH, kind, "ingest", "0.hl7", "--data", "data"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGABRT, done.stderr
    cores = list(tmp_path.glob("core*"))
    assert len(cores) == dumps
    assert all(CANARIES[0] in core.read_bytes() for core in cores)
