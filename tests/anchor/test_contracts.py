from __future__ import annotations

import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

CONTRACTS = Path(str(files("anchor"))) / "contracts"
ABI = CONTRACTS.parent / "abi"


@pytest.mark.skipif(
    not (CONTRACTS / "node_modules").exists(), reason="no compiler: npm ci in anchor/contracts installs it"
)
def test_the_committed_abi_and_bytecode_are_what_the_sources_compile_to(tmp_path: Path) -> None:
    subprocess.run(["node", str(CONTRACTS / "compile.mjs"), str(tmp_path)], check=True, timeout=120)
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_text() for path in ABI.iterdir()}
    assert "AnchorLog.json" in made
