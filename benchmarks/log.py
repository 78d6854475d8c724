"""The log's figures: `python benchmarks/log.py [LEAVES [URL]]` (default 1,000,000) prints one JSON line a figure.

Appends are durable (write-ahead log, synchronous FULL; at the URL of an empty PostgreSQL database, its
synchronous commit) and in batches of 10,000; a proof is read from the
database at the full size; a verification checks both signatures of both notes. Where pymerkle is installed, it
is timed in the same run. The Python chain that a paper on this subject times, without durability or signatures,
takes 8.3e-6 s a transaction and 1.153e-4 s a block; ours is a record's share of a batch that is appended, signed,
published and durable.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from anchor import note
from anchor.commitment import Facts, commitment, open_leaf
from anchor.entry import record_entry
from anchor.home import Home
from anchor.log import Log
from anchor.logkey import LogKey
from anchor.note import LogVerifier
from anchor.site import Anchor
from anchor.verify import verify

BATCH = 10_000
PAPER = 8.3e-6 + 1.153e-4  # seconds: its transaction and its block together


def main(leaves: int, url: str | None = None) -> None:
    """Every figure, once."""
    tell("machine", platform.machine(), processors=os.cpu_count(), python=platform.python_version())
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), url)
        key = LogKey.make("benchmark.example/log")
        log = Log.open(home.database("log"), key, places=home.folder / "log.places")
        appends(log, leaves)
        proofs(log, leaves)
        log.close()
    with tempfile.TemporaryDirectory() as folder:
        anchored(Path(folder))
    peer(min(leaves, 100_000))


def appends(log: Log, leaves: int) -> None:
    """Fill a log; the rate over all of it, and over its last tenth."""
    spent = []
    for _ in range(leaves // BATCH):
        batch = [record_entry(os.urandom(32)) for _ in range(BATCH)]
        spent.append(seconds(lambda batch=batch: log.append(batch)))
    tail = spent[-max(1, len(spent) // 10) :]
    tell("appends a second", round(BATCH * len(spent) / sum(spent)), leaves=leaves)
    tell("appends a second, last tenth", round(BATCH * len(tail) / sum(tail)), leaves=leaves)
    tell("slowest batch of 10,000, seconds", round(max(spent), 3))


def proofs(log: Log, leaves: int) -> None:
    """The time of a signed head and of proofs at random places, at the full size."""
    tell("first checkpoint of everything, seconds", round(seconds(log.checkpoint), 3))
    log.append([record_entry(os.urandom(32)) for _ in range(BATCH)])
    tell("checkpoint after a batch of 10,000, seconds", round(seconds(log.checkpoint), 4))
    places = random.Random(1).sample(range(leaves), 500)  # noqa: S311 -- places to look at
    spent = sorted(seconds(lambda place=place: log.prove(place)) for place in places)
    tell("proof, milliseconds", round(1e3 * spent[250], 3), p99=round(1e3 * spent[494], 3), leaves=leaves)
    spent = sorted(seconds(lambda place=place: log.prove_consistency(place + 1)) for place in places[:200])
    tell("consistency proof, milliseconds", round(1e3 * spent[100], 3), p99=round(1e3 * spent[197], 3))


def anchored(folder: Path) -> None:
    """Batches from their commitments to a block on the embedded chain, and the check of a receipt."""
    anchor = Anchor.open(folder, "benchmark.example/log")
    for size in (1, 1_000, 3_333, 10_000):
        batch = [record_entry(os.urandom(32)) for _ in range(size)]
        spent = seconds(lambda batch=batch: (anchor.append(batch), anchor.publish()))
        tell(
            "anchored, microseconds a record",
            round(1e6 * spent / size, 2),
            batch=size,
            paper=round(1e6 * PAPER, 1),
        )
    facts, seed = Facts("fhir-lex-1", os.urandom(32), "bafkrei", os.urandom(32)), os.urandom(32)
    [index] = anchor.append([record_entry(commitment(facts, seed))])
    anchor.publish()
    receipt, verifier = anchor.receipt(index, open_leaf(facts, seed, 0)), LogVerifier.parse(anchor.verifier)
    alone, further = [], []
    for _ in range(300):
        note._opened.cache_clear()  # noqa: SLF001 -- a receipt by itself, as most are
        alone.append(seconds(lambda: verify(receipt, b"", verifier)))
        further.append(seconds(lambda: verify(receipt, b"", verifier)))
    tell(
        "offline verification, both signatures of both notes, milliseconds",
        round(1e3 * sorted(alone)[150], 3),
    )
    tell("the same, further receipts of a batch, milliseconds", round(1e3 * sorted(further)[150], 3))
    anchor.close()


def peer(leaves: int) -> None:
    """The in-memory tree of pymerkle, which signs nothing and keeps nothing."""
    if importlib.util.find_spec("pymerkle") is None:
        tell("pymerkle", "not installed")
        return
    from pymerkle import InmemoryTree  # noqa: PLC0415 -- a peer, not a dependency

    tree = InmemoryTree(algorithm="sha256")
    entries = [record_entry(os.urandom(32)) for _ in range(leaves)]
    spent = seconds(lambda: [tree.append_entry(entry) for entry in entries])
    tell("pymerkle appends a second, in memory", round(leaves / spent), leaves=leaves)
    spent = seconds(lambda: tree.prove_inclusion(leaves // 2))
    tell("pymerkle proof, milliseconds", round(1e3 * spent, 3), leaves=leaves)


def seconds(act: Callable[[], object]) -> float:
    """How long an act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def tell(figure: str, value: object, **more: object) -> None:
    """Print one figure."""
    print(json.dumps({"figure": figure, "value": value} | more), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, *sys.argv[2:3])
