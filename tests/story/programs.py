"""The programs, run as their users run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import environment

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Said:
    """What a program said, and how it ended."""

    status: int
    out: bytes
    error: str

    @property
    def nothing(self) -> bool:
        """Whether it was refused, and nothing was given."""
        return (self.status, self.out) == (1, b"")

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Bridge:
    """`fhir-bridge` on one data folder."""

    data: Path

    def __call__(self, *arguments: str | Path, prefix: tuple[str, ...] = ()) -> Said:
        command = (*prefix, BIN / "fhir-bridge", *arguments, "--data", self.data)
        return run(*command, **environment(self.data))

    def records(self) -> list[dict[str, Any]]:
        return self("records", "--json").rows


def run(*command: str | Path, **settings: str) -> Said:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, check=False, timeout=120, env=os.environ | settings)
    return Said(done.returncode, done.stdout, done.stderr.decode())


def verify(*arguments: str | Path) -> Said:
    """`fhir-anchor verify`, in a namespace of its own that has no network at all."""
    return run("unshare", "--net", BIN / "fhir-anchor", "verify", *arguments)
