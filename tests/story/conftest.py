"""The programs, run as their users run them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

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
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Bridge:
    """`fhir-bridge` on one data folder."""

    data: Path

    def __call__(self, *arguments: str | Path, prefix: tuple[str, ...] = ()) -> Said:
        return run(*prefix, BIN / "fhir-bridge", *arguments, "--data", self.data)

    def records(self) -> list[dict[str, Any]]:
        return self("records", "--json").rows


def run(*command: str | Path) -> Said:
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False, timeout=120)
    return Said(done.returncode, done.stdout, done.stderr.decode())


def verify(*arguments: str | Path) -> Said:
    """`fhir-anchor verify`, in a namespace of its own that has no network at all."""
    return run("unshare", "--net", BIN / "fhir-anchor", "verify", *arguments)


@pytest.fixture
def bridge(tmp_path: Path) -> Bridge:
    return Bridge(tmp_path / "data")


@pytest.fixture(scope="session")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Bridge:
    """A folder into which the examples were ingested and anchored; tests only look at it."""
    bridge = Bridge(tmp_path_factory.mktemp("taken") / "data")
    said = bridge("ingest", "--json", "--wait", EXAMPLES)
    assert said.status == 1, said.error
    return bridge


@pytest.fixture
def message() -> Callable[[int], bytes]:
    """Admissions that differ in patient and control id."""
    template = (EXAMPLES / "adt-admission.hl7").read_bytes()
    control = template.split(b"|")[9]

    def numbered(number: int) -> bytes:
        return template.replace(control, b"%s%05d" % (control, number))

    return numbered
