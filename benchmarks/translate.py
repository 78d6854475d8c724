#!/usr/bin/env python3
"""How fast HL7 v2 is read and translated, on one core, beside other parsers where they are installed.

    benchmarks/translate.py [SECONDS]

Messages: every v2 file of `../shared/corpora` that is not refused, and of these the ones of 3 to 6 kB. A line a
measure: messages a second, and the same scaled to messages of 4,096 bytes. Time is the process's own, so that
neighbours on the machine count less.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from fhir_bridge.errors import Refused  # noqa: E402 the project is found first
from fhir_bridge.source.hl7v2 import parse  # noqa: E402 the same
from fhir_bridge.translate.engine import Translator  # noqa: E402 the same

CORPORA = ROOT.parent / "shared" / "corpora"
TYPICAL = range(3000, 6000)
SCALE = 4096


def plain_split(data: bytes) -> object:
    """What nobody can be faster than in Python: the fields, and nothing understood."""
    return [segment.split("|") for segment in data.decode().split("\r")]


def readers() -> dict[str, Callable[[bytes], object]]:
    """Every reader that is there, by name."""
    translator = Translator.load()
    found: dict[str, Callable[[bytes], object]] = {
        "plain split": plain_split,
        "parse": parse,
        "parse to bundle": lambda data: translator.translate(parse(data)),
        "parse to bundle bytes": lambda data: translator.translate(parse(data)).data,
    }
    if importlib.util.find_spec("hl7"):
        import hl7  # noqa: PLC0415 only where it is installed

        found["python-hl7"] = lambda data: hl7.parse(data.decode().replace("\r\n", "\r").replace("\n", "\r"))
    if importlib.util.find_spec("hl7apy"):
        from hl7apy.parser import parse_message  # noqa: PLC0415 only where it is installed

        found["hl7apy"] = lambda data: parse_message(data.decode().replace("\r\n", "\r").replace("\n", "\r"))
    return found


def messages() -> list[bytes]:
    """The corpora's messages that are translated."""
    translator, found = Translator.load(), []
    for path in sorted(CORPORA.rglob("*.hl7")):
        data = path.read_bytes()
        try:
            translator.translate(parse(data))
        except Refused:
            continue
        found.append(data)
    return found


def rate(read: Callable[[bytes], object], data: Sequence[bytes], seconds: float) -> float:
    """Messages a second; those that a reader cannot read count as read."""
    count, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for each in data:
            with contextlib.suppress(Exception):  # other parsers fail in their own ways
                read(each)
        count += len(data)
    return count / (time.process_time() - start)


def main() -> int:
    """Measures and prints; 1 where there is nothing to measure."""
    seconds = float(sys.argv[1]) if sys.argv[1:] else 3.0
    everything = messages()
    if not everything:
        print("the corpora are not beside the project")
        return 1
    gc.freeze()  # the maps and the imports stay: they need not be looked through again
    typical = [data for data in everything if len(data) in TYPICAL]
    for title, data in (("all", everything), ("3 to 6 kB", typical)):
        size = sum(map(len, data)) / len(data)
        print(f"{title}: {len(data)} messages of {size:.0f} bytes on average")
        for name, read in readers().items():
            found = rate(read, data, seconds)
            print(f"  {name:<24}{found:>9.0f} messages/s{found * size / SCALE:>9.0f} of 4 kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
