"""Static analysis of the contracts by slither: every finding must be explained in docs/contracts.md.

slither.py           needs `npm ci` in anchor/contracts, and slither on the PATH; half a minute
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTRACTS = ROOT / "anchor" / "contracts"
TO_STANDARD_OUTPUT = "-"


def main() -> int:
    """Print each finding, and whether it is explained; 1 when one is not."""
    explained = (ROOT / "docs" / "contracts.md").read_text()
    found = findings()
    for check, place in found:
        print(f"{'explained' if row(check, place) in explained else 'NEW      '} {row(check, place)}")
    print(f"{len(found)} findings")
    return 0 if all(row(*one) in explained for one in found) else 1


def row(check: str, place: str) -> str:
    """How a finding is named in the documentation."""
    return f"`{check}` {place}"


def findings() -> list[tuple[str, str]]:
    """(detector, contract and function) of each finding in our own sources."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source in CONTRACTS.glob("*.sol"):
            (folder / "src").mkdir(exist_ok=True)
            shutil.copy(source, folder / "src")
        for part in ("foundry.toml", "solc.mjs", "package.json"):
            shutil.copy(CONTRACTS / part, folder)
        (folder / "node_modules").symlink_to(CONTRACTS / "node_modules")
        path = f"{folder / 'node_modules/.bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ["slither", ".", "--filter-paths", "node_modules", "--json", TO_STANDARD_OUTPUT],
            cwd=folder,
            env=os.environ | {"FOUNDRY_SRC": "src", "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
    report = json.loads(done.stdout)
    if not report["success"]:
        raise SystemExit(f"slither did not run: {report['error']}")
    return sorted(where(one) for one in report["results"].get("detectors", []))


def where(finding: dict[str, object]) -> tuple[str, str]:
    """A finding's detector, and the function that it is in."""
    elements = finding["elements"]
    first = next(one for one in elements if one["type"] == "function")  # type: ignore[attr-defined]  # slither's JSON
    return str(finding["check"]), f"{first['type_specific_fields']['parent']['name']}.{first['name']}"


if __name__ == "__main__":
    sys.exit(main())
