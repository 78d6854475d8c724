"""How many resources a second become sealed, stored and logged records, with every one of them checked.

    bulk.py [--megabytes 200] [--only NAME]

In one run: the Synthea bundles of the corpora beside the project, in five rounds; the same resources as NDJSON of the
size that is asked for. A patient has another id in each round. Both go through a data folder of their own on the
embedded defaults, and are anchored at the end. Beside them the models of fhir.resources, which validate the bundles'
resources and do nothing else, on one core. Processor time is told beside time, for a machine that others use too; the
memory is the process's peak, and each row is a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import itertools
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fhir_bridge.opening import writing
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input, inputs

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "synthea-r4"


def bundles() -> list[bytes]:
    """The Synthea bundles."""
    return [gzip.decompress(path.read_bytes()) for path in sorted(CORPUS.glob("*.json.gz"))]


def lines() -> Iterator[tuple[str, str]]:
    """(id of the patient, line): without end, a patient in each round under another id and numbers of its own."""
    whole = [[json.dumps(e["resource"]) for e in json.loads(data)["entry"]] for data in bundles()]
    patients = [json.loads(listed[0])["id"] for listed in whole]
    for turn in itertools.count():
        for patient, listed in zip(patients, whole, strict=True):
            for line in listed:
                text = line.replace(f"urn:uuid:{patient}", f"Patient/{patient}")
                yield patient, text.replace(patient, f"{patient[:-6]}{turn:06}")


def write_ndjson(path: Path, megabytes: int) -> int:
    """A file of that size; how many lines."""
    room, count = megabytes << 20, 0
    with path.open("w", encoding="utf-8") as file:
        for _, line in lines():
            room -= file.write(line + "\n")
            count += 1
            if room < 0:
                break
    return count


def models(_: Path) -> dict[str, Any]:
    """fhir.resources alone."""
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415 -- slow to import, this row alone

    given = [entry["resource"] for data in bundles()[:6] for entry in json.loads(data)["entry"]]
    for one in given[:50]:
        get_fhir_model_class(one["resourceType"]).model_validate(one)
    start, used = time.perf_counter(), time.process_time()
    for one in given:
        get_fhir_model_class(one["resourceType"]).model_validate(one)
    return {"taken": len(given), "seconds": time.perf_counter() - start, "cpu": time.process_time() - used}


def ours(given: Iterator[Input]) -> dict[str, Any]:
    """The whole way: accepted, checked, split, sealed, stored, logged and anchored."""
    settings = Settings(data=Path(tempfile.mkdtemp()) / "data", site=None, maps=None)
    with writing(settings, lambda: None) as service:
        gc.freeze()  # as the command does
        start, used = time.perf_counter(), time.process_time()
        outcomes = list(service.ingest(given))
        service.publish()
        seconds, used = time.perf_counter() - start, time.process_time() - used
    return {
        "taken": sum(one.taken for one in outcomes if one.status == "accepted"),
        "refused": sum(len(one.left) + (one.status == "refused") for one in outcomes),
        "records": sum(len(one.records) for one in outcomes),
        "seconds": seconds,
        "cpu": used,
    }


def synthea(_: Path) -> dict[str, Any]:
    """The bundles as they are; a patient in each round under another id."""
    return ours(
        Input(f"{turn}.{number}", data) for turn in range(5) for number, data in enumerate(turned(turn))
    )


def turned(turn: int) -> Iterator[bytes]:
    """The bundles in this round."""
    for data in bundles():
        patient = json.loads(data)["entry"][0]["resource"]["id"]
        yield data.replace(patient.encode(), f"{patient[:-6]}{turn:06}".encode())


def ndjson(path: Path) -> dict[str, Any]:
    """The file."""
    return ours(inputs(path))


ROWS = {"fhir.resources": models, "synthea bundles": synthea, "ndjson": ndjson}


def run(name: str, path: Path, queue: Any) -> None:
    """One row, in a process of its own."""
    found = ROWS[name](path)
    found["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    queue.put(found)


def main() -> None:
    """Prints a row each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--only", choices=list(ROWS))
    given = parser.parse_args()
    path = Path(tempfile.mkdtemp()) / "big.ndjson"
    if given.only in {None, "ndjson"}:
        print(f"{write_ndjson(path, given.megabytes)} lines, {path.stat().st_size >> 20} MB")
    context = multiprocessing.get_context("spawn")
    for name in [given.only] if given.only else ROWS:
        queue = context.Queue()
        process = context.Process(target=run, args=(name, path, queue))
        process.start()
        found = queue.get()
        process.join()
        rate, alone = found["taken"] / found["seconds"], found["taken"] / found["cpu"]
        print(f"{name:<16} {rate:>8.0f} resources/s, {alone:>8.0f} a second of processor time  {found}")
    path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
