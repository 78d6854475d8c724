"""The Go checksum database's own libraries accept our receipts: signed note, checkpoint and inclusion proof."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from anchor.cosignature import Cosigner
from anchor.cosigning import cosign
from anchor.log import Log
from anchor.witness import LocalWitness

SOURCE = Path(__file__).parent / "go_verifier"


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The verifier, built from modules that are on this machine already."""
    if shutil.which("go") is None:
        pytest.skip("no go on this machine")
    built = tmp_path_factory.mktemp("go") / "verifier"
    command = ["go", "build", "-mod=readonly", "-o", str(built), "."]
    offline = os.environ | {"GOPROXY": "off", "GOTOOLCHAIN": "local"}
    done = subprocess.run(command, cwd=SOURCE, env=offline, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("no Go modules on this machine: go mod download in tests/anchor/go_verifier fetches them")
    return built


def accepts(verifier: Path, receipt: Path, key: Path, entry: bytes) -> bool:
    command = [str(verifier), str(receipt), str(key), entry.hex()]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", ["whole", "part"])
def test_gos_own_libraries_accept_our_receipts(
    verifier: Path, clinic: Any, tmp_path: Path, name: str
) -> None:
    folder = clinic.vectors / "receipt"
    receipt, key = folder / f"{name}.tlog-proof", folder / "log.pub"
    assert accepts(verifier, receipt, key, clinic.entry(258))
    assert not accepts(verifier, receipt, key, clinic.entry(257))
    (tmp_path / "other.pub").write_text(clinic.key(1).verifier.text())
    assert not accepts(verifier, receipt, tmp_path / "other.pub", clinic.entry(258))


def test_gos_own_libraries_accept_a_cosigned_checkpoint(verifier: Path, clinic: Any, tmp_path: Path) -> None:
    log = Log.open(tmp_path / "log.db", clinic.key())
    log.append([clinic.entry(0)])
    log.checkpoint()
    for number in (1, 2):
        signer = Cosigner(f"witness.example/w{number}", bytes([number]) * 32)
        witness = LocalWitness(
            tmp_path / f"{number}.db", signer, logs=[log.verifier], clock=lambda: 1_800_000_000
        )
        cosign(log, witness)
        witness.close()
    log.export(tmp_path / "mirror")
    log.close()
    (tmp_path / "log.pub").write_text(clinic.key().verifier.text())

    def go_accepts(key: str) -> bool:
        (tmp_path / "witness.pub").write_text(key)
        files = [tmp_path / "mirror" / "checkpoint", tmp_path / "log.pub", tmp_path / "witness.pub"]
        command = [verifier, *files, "cosigned"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    assert go_accepts(Cosigner("witness.example/w1", b"\x01" * 32).key.text())
    assert go_accepts(Cosigner("witness.example/w2", b"\x02" * 32).key.text())
    assert not go_accepts(Cosigner("witness.example/w1", b"\x03" * 32).key.text())
