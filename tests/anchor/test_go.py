"""The Go checksum database's own libraries accept our receipts: signed note, checkpoint and inclusion proof."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

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
