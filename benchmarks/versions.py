#!/usr/bin/env python3
"""How fast resources go from one release to another, on one core.

    benchmarks/versions.py [SECONDS]

The official examples of `../shared/corpora/cross-version`, there and back. A line a way: resources a second of the
process's own time, parsing and writing JSON not counted.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from fhir_bridge.fhir.json import Object, loads  # noqa: E402 the project is found first
from fhir_bridge.fhir.release import Release  # noqa: E402 the same
from fhir_bridge.fhir.versions.convert import convert  # noqa: E402 the same

CORPORA = ROOT.parent / "shared" / "corpora" / "cross-version"
WAYS = ((Release.STU3, Release.R4, "examples-stu3"), (Release.R4, Release.R5, "examples-r4"))


def rate(resources: list[Object], source: Release, target: Release, seconds: float) -> float:
    """Resources a second, after one round that compiles what is used."""
    for resource in resources:
        convert(resource, source, target)
    done, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for resource in resources:
            convert(resource, source, target)
        done += len(resources)
    return done / (time.process_time() - start)


def main(seconds: float) -> None:
    """Print the lines."""
    for source, target, folder in WAYS:
        paths = sorted((CORPORA / folder).rglob("*.json"))
        there = [found for path in paths if isinstance(found := loads(path.read_bytes()), dict)]
        back = [convert(resource, source, target).resource for resource in there]
        print(f"{source.label} to {target.label}: {rate(there, source, target, seconds):,.0f} resources/s")
        print(f"{target.label} to {source.label}: {rate(back, target, source, seconds):,.0f} resources/s")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
