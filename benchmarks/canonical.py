"""Canonical form and SHA-256, ours beside the others', in one run: `python benchmarks/canonical.py [--rounds N]`.

Every figure is the best of its rounds, the rounds of all rows interleaved. MB/s are megabytes of input a second; "x"
is how many times as fast our `digest` (fhir-lex-1, one thread) was over the same bytes. Peers that are not installed
are named at the end.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import json
import math
import platform
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canonical_memory import print_memory

from anchor import merkle
from anchor.canonical import Profile, canonical, canonicalize, digest, digest_many

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "synthea-r4"
OURS = "anchor digest, fhir-lex-1"
SMALL_COPIES = 2000
LEAVES = 1_000_000

Document = Callable[[bytes], object]
Batch = Callable[[Sequence[bytes]], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One way of doing the work: a name, and what does it to a batch of documents."""

    name: str
    run: Batch
    slow: bool = False
    best: dict[str, float] = field(default_factory=dict)

    def time(self, label: str, documents: Sequence[bytes]) -> None:
        """Runs once; the fastest run so far is kept, in MB/s."""
        start = time.perf_counter()
        self.run(documents)
        speed = sum(map(len, documents)) / (time.perf_counter() - start) / 1e6
        self.best[label] = max(speed, self.best.get(label, 0.0))


def each(function: Document) -> Batch:
    """One document after the other."""

    def run(documents: Sequence[bytes]) -> None:
        for document in documents:
            function(document)

    return run


def in_two(function: Batch, pool: ThreadPoolExecutor) -> Batch:
    """As many bytes on each of two threads, as nearly as whole documents allow."""

    def run(documents: Sequence[bytes]) -> None:
        halves: tuple[list[bytes], list[bytes]] = ([], [])
        sizes = [0, 0]
        for document in sorted(documents, key=len, reverse=True):
            lighter = sizes.index(min(sizes))
            halves[lighter].append(document)
            sizes[lighter] += len(document)
        for _ in pool.map(function, halves):
            pass

    return run


def sha256(data: bytes) -> bytes:
    """The line rate: what the hash alone takes."""
    return hashlib.sha256(data).digest()


def own_rows(pool: ThreadPoolExecutor) -> list[Row]:
    """Ours, and the hash alone."""
    return [
        Row("SHA-256 of the input alone", each(sha256)),
        Row(OURS, each(digest)),
        Row("anchor digest, rfc8785", each(lambda data: digest(data, Profile.RFC8785))),
        Row("anchor canonicalize (no hash), fhir-lex-1", each(canonicalize)),
        Row("anchor canonicalize + SHA-256, fhir-lex-1", each(lambda data: sha256(canonicalize(data)))),
        Row("anchor canonical (bytes, digest, parts)", each(canonical)),
        Row("anchor digest_many", digest_many),
        Row("SHA-256 alone, 2 threads", in_two(each(sha256), pool)),
        Row("anchor digest_many, 2 threads", in_two(digest_many, pool)),
    ]


def peer_rows() -> tuple[list[Row], list[str]]:
    """The others that are installed, and the names of those that are not."""
    rows = [
        Row("json parse alone", each(json.loads), slow=True),
        Row("json sorted + SHA-256", each(lambda data: sha256(_json_sorted(data))), slow=True),
    ]
    missing = []
    for module, make in PEERS.items():
        try:
            rows += make(importlib.import_module(module))
        except ImportError:
            missing.append(module)
    return rows, missing


def _json_sorted(data: bytes) -> bytes:
    value = json.loads(data)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _orjson(orjson: Any) -> list[Row]:
    def written(data: bytes) -> bytes:
        return sha256(orjson.dumps(orjson.loads(data), option=orjson.OPT_SORT_KEYS))

    return [Row("orjson parse alone", each(orjson.loads)), Row("orjson sorted + SHA-256", each(written))]


def _rfc8785(rfc8785: Any) -> list[Row]:
    return [Row("rfc8785 + SHA-256", each(lambda data: sha256(rfc8785.dumps(json.loads(data)))), slow=True)]


def _jcs(jcs: Any) -> list[Row]:
    return [Row("jcs + SHA-256", each(lambda data: sha256(jcs.canonicalize(json.loads(data)))), slow=True)]


def _canonicaljson(canonicaljson: Any) -> list[Row]:
    def written(data: bytes) -> bytes:
        return sha256(canonicaljson.encode_canonical_json(json.loads(data)))

    return [Row("canonicaljson + SHA-256", each(written), slow=True)]


def _fhir_resources(resources: Any) -> list[Row]:
    def written(data: bytes) -> bytes:
        model = resources.get_fhir_model_class(json.loads(data)["resourceType"])
        return sha256(model.model_validate_json(data).model_dump_json().encode())

    return [Row("fhir.resources validate + dump + SHA-256", each(written), slow=True)]


PEERS: dict[str, Callable[[Any], list[Row]]] = {
    "orjson": _orjson,
    "rfc8785": _rfc8785,
    "jcs": _jcs,
    "canonicaljson": _canonicaljson,
    "fhir.resources.R4B": _fhir_resources,
}


def corpora() -> dict[str, list[bytes]]:
    """The bundles as published, the same without white space, and many copies of one 1.2 kB resource."""
    pretty = [gzip.decompress(path.read_bytes()) for path in sorted(CORPUS.glob("*.gz"))]
    minified = [_minified(json.loads(data)) for data in pretty]
    resources = [entry["resource"] for entry in json.loads(pretty[0])["entry"]]
    small = min((_minified(resource) for resource in resources), key=lambda data: abs(len(data) - 1200))
    return {"pretty": pretty, "minified": minified, "1.2 kB": [small] * SMALL_COPIES}


def _minified(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def measure(rows: Sequence[Row], documents: dict[str, list[bytes]], rounds: int) -> None:
    """Fills the rows; slow ones get one round in four."""
    for count in range(rounds):
        for label, batch in documents.items():
            for row in rows:
                if not row.slow or count % 4 == 0:
                    row.time(label, batch)


def print_table(rows: Sequence[Row], labels: Sequence[str]) -> None:
    """MB/s, and how many times as fast ours was."""
    ours = next(row for row in rows if row.name == OURS)
    print(f"| {'':44} | " + " | ".join(f"{label + ' MB/s':>13} | {'x':>6}" for label in labels) + " |")
    print("|---|" + "--:|--:|" * len(labels))
    for row in rows:
        cells = (f"{row.best[label]:13.1f} | {ours.best[label] / row.best[label]:6.2f}" for label in labels)
        print(f"| {row.name:44} | " + " | ".join(cells) + " |")


def print_scaling(rows: Sequence[Row], labels: Sequence[str]) -> None:
    """What the second thread brings, ours over that of the hash alone."""
    best = {row.name: row.best for row in rows}
    for label in labels:
        ours = best["anchor digest_many, 2 threads"][label] / best["anchor digest_many"][label]
        line = best["SHA-256 alone, 2 threads"][label] / best["SHA-256 of the input alone"][label]
        print(
            f"two threads, {label}: digest_many {ours:.2f}, SHA-256 alone {line:.2f}: {ours / line:.2f} times as well"
        )


def print_merkle(rounds: int) -> None:
    """Millions of leaves a second, lists of Python bytes in and out."""
    entries = [number.to_bytes(32) for number in range(LEAVES)]
    leaves = merkle.leaf_hashes(entries)
    for name, function, given in (
        ("leaf_hashes", merkle.leaf_hashes, entries),
        ("root", merkle.root, leaves),
    ):
        best = math.inf
        for _ in range(max(3, rounds // 2)):
            start = time.perf_counter()
            function(given)
            best = min(best, time.perf_counter() - start)
        print(f"merkle {name} of {LEAVES:,}: {LEAVES / best / 1e6:.1f} million leaves a second")


def main() -> None:
    """The whole table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12)
    given = parser.parse_args()
    documents = corpora()
    peers, missing = peer_rows()
    with ThreadPoolExecutor(2) as pool:
        rows = [*own_rows(pool), *peers]
        measure(rows, documents, given.rounds)
    print(f"Python {platform.python_version()}, {platform.machine()}, best of {given.rounds}\n")
    print_table(rows, list(documents))
    print()
    print_scaling(rows, list(documents))
    print_merkle(given.rounds)
    print_memory(documents["minified"][-1])
    if missing:
        print(f"not installed, not measured: {', '.join(missing)}")


if __name__ == "__main__":
    main()
