"""Every official example of R4: taken, opened again and the same, or refused for the reason that is written down.

    python -m tests.story.official_examples FOLDER [--control]

FOLDER holds the files of npm's `hl7.fhir.r4.examples` 4.0.1. `official-examples.csv` has those that are refused: code,
place, whose rule it is (the standard's, or ours) and why. With `--control` each document is read through Python's
floats first, as a careless store would: some must then not be the same.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from fhir_bridge.opening import writing
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import inputs
from tests.story.unchanged import unchanged

EXPECTED = Path(__file__).with_name("official-examples.csv")
COUNT = 5306


def expected() -> dict[str, str]:
    """What each file that is refused is refused for, as an outcome begins with it."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {row["file"]: f"{row['reason']} at {row['place']}" for row in csv.DictReader(file)}


def faults(service: Service, files: list[Path], *, control: bool) -> Iterator[str]:
    """What is not as it should be."""
    known = expected()
    outcomes = list(service.ingest(one for path in files for one in inputs(path)))
    for path, outcome in zip(files, outcomes, strict=True):
        reason = known.get(path.name)
        if outcome.reason or reason:
            if not (reason and outcome.reason and outcome.reason.startswith((f"{reason}:", f"{reason};"))):
                yield f"{path.name}: {outcome.reason or 'taken'}, and not {reason or 'taken'}"
            continue
        document = path.read_bytes()
        careless = json.dumps(json.loads(document)).encode() if control else document
        if not unchanged(service, outcome, careless):
            yield f"{path.name}: not the same"


def main(folder: Path, *, control: bool) -> None:
    """Print what is wrong and how many were looked at; exit status 1 where anything is."""
    files = sorted(one for one in folder.glob("*.json") if one.name not in {"package.json", ".index.json"})
    with TemporaryDirectory() as data, writing(Settings(data=Path(data) / "data"), lambda: None) as service:
        found = list(faults(service, files, control=control))
        counts = Counter(row["rule"] for row in csv.DictReader(EXPECTED.open(encoding="utf-8")))
    print(*found, sep="\n")  # noqa: T201 -- what is wrong is the result
    print(f"{len(files)} examples, {len(found)} faults; refused by {dict(counts)}")  # noqa: T201 -- so is this
    sys.exit(bool(found) or len(files) != COUNT)


if __name__ == "__main__":
    main(Path(sys.argv[1]), control="--control" in sys.argv)
