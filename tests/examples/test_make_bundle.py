"""The example bundle is what its script writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def test_the_committed_bundle_is_what_the_script_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "make_bundle.py", tmp_path / "made.json"], check=True)
    assert (tmp_path / "made.json").read_bytes() == (EXAMPLES / "bundle-200.json").read_bytes()
