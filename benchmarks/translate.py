#!/usr/bin/env python3
"""How fast HL7 v2 is read and translated, on one core, beside a plain split and two other parsers.

    benchmarks/translate.py [ROUNDS]

Messages: every v2 file of `../shared/corpora` that is not refused, and of these the ones of 3 to 6 kB. A line a
measure: messages a second, and how many times as fast `to bundle bytes` was. Rounds are interleaved, the best of each
counts; time is the process's own, so that neighbours on the machine count less.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import hl7
from hl7apy.parser import parse_message

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from fhir_bridge.errors import Refused  # noqa: E402 the project is found first
from fhir_bridge.source.hl7v2 import parse  # noqa: E402 the same
from fhir_bridge.translate.engine import Translator  # noqa: E402 the same

CORPORA = ROOT.parent / "shared" / "corpora"
TYPICAL = range(3000, 6000)
ROUND = 0.5  # seconds of each reader in a round, at least one pass
WHOLE = "to bundle bytes"

Reader = Callable[[bytes], object]


def plain_split(data: bytes) -> object:
    """What nobody can be faster than in Python: the fields, and nothing understood."""
    return [segment.split("|") for segment in data.decode().split("\r")]


def text(data: bytes) -> str:
    """As the other parsers want it."""
    return data.decode().replace("\r\n", "\r").replace("\n", "\r")


def readers(translator: Translator) -> dict[str, Reader]:
    """Every reader, by name."""
    return {
        "plain split": plain_split,
        "parse": parse,
        WHOLE: lambda data: translator.translate(parse(data)).data,
        "python-hl7, parse": lambda data: hl7.parse(text(data)),
        "hl7apy, parse": lambda data: parse_message(text(data)),
    }


def messages(translator: Translator) -> list[bytes]:
    """The corpora's messages that are translated."""
    found = []
    for path in sorted(CORPORA.rglob("*.hl7")):
        data = path.read_bytes()
        with contextlib.suppress(Refused):
            translator.translate(parse(data))
            found.append(data)
    return found


def rate(read: Reader, data: Sequence[bytes]) -> float:
    """Messages a second; those that a reader cannot read count as read."""
    count, start = 0, time.process_time()
    while time.process_time() - start < ROUND:
        for each in data:
            with contextlib.suppress(Exception):  # other parsers fail in their own ways
                read(each)
        count += len(data)
    return count / (time.process_time() - start)


def best(translator: Translator, data: Sequence[bytes], rounds: int) -> dict[str, float]:
    """The best rate of each reader."""
    found = dict.fromkeys(readers(translator), 0.0)
    for _ in range(rounds):
        for name, read in readers(translator).items():
            found[name] = max(found[name], rate(read, data))
    return found


def main() -> int:
    """Measures and prints; 1 where there is nothing to measure."""
    rounds = int(sys.argv[1]) if sys.argv[1:] else 5
    translator = Translator.load()
    everything = messages(translator)
    if not everything:
        print("the corpora are not beside the project")
        return 1
    gc.freeze()  # the imports stay: they need not be looked through again
    typical = [data for data in everything if len(data) in TYPICAL]
    for title, data in (("all", everything), ("3 to 6 kB", typical)):
        size = sum(map(len, data)) / len(data)
        print(f"{title}: {len(data)} messages of {size:.0f} bytes on average")
        found = best(translator, data, rounds)
        for name, each in found.items():
            print(f"  {name:<24}{each:>9.0f} messages/s   x {found[WHOLE] / each:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
