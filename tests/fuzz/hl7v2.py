#!/usr/bin/env python3
"""Fuzzes the HL7 v2 parser, and the translation of what it accepts, guided by coverage where atheris is installed.

    tests/fuzz/hl7v2.py RUNS [--control]        from the project's root; 1 with the input when something is wrong

Whatever the bytes are: parse gives a message that its printer writes back to an equal one, or refuses with a reason;
a message translates to a bundle that gives it back, or is refused. With --control the printer forgets an escape, which
has to be found.
"""

from __future__ import annotations

import importlib.util
import random
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

GUIDED = importlib.util.find_spec("atheris") is not None
if GUIDED:
    import atheris

with atheris.instrument_imports(include=["fhir_bridge.source"]) if GUIDED else nullcontext():
    from fhir_bridge.source import hl7v2

from fhir_bridge.errors import Refused  # noqa: E402 the project is found first
from fhir_bridge.fhir.json import dumps, loads  # noqa: E402
from fhir_bridge.translate.engine import Translator  # noqa: E402

SEEDS = sorted((ROOT / "examples").glob("*.hl7"))
WORDS = [
    b"|",
    b"^",
    b"~",
    b"&",
    b"\\",
    b"\r",
    b"\n",
    b"\\F\\",
    b"\\X0D\\",
    b'""',
    b"MSH",
    b"PID|1||7",
    b"\xc3\xa9",
    b"\xff",
]
WORDS += [
    b"OBX|1|NM|A||1.50",
    b"20260102",
    b"\\.br\\",
    b"\0",
    b"OBR|1",
    b"ZZZ|",
    b"HL70005",
    b"8859/1",
    b"&ISO",
    b"\\C2D46\\\xd0\xe1",
    b"\\M2442\\;3",
    b"\\C2842\\",
    b"~ISO IR87",
]
TRANSLATED_EVERY = 10  # one accepted message in ten is taken all the way: that is slower by as much


class Wrong(Exception):
    """What the fuzzer looks for."""


def checker(*, control: bool) -> Callable[[bytes], None]:
    """The function that judges one input."""
    translator, count = Translator.load(), 0
    write = (lambda message: hl7v2.write(message).replace(b"\\T\\", b"&")) if control else hl7v2.write

    def check(data: bytes) -> None:
        nonlocal count
        try:
            message = hl7v2.parse(data)
        except Refused:
            return
        if hl7v2.parse(write(message)) != message:
            raise Wrong("what was written does not read back equal")
        count += 1
        if count % TRANSLATED_EVERY == 0:
            _there_and_back(translator, message)

    return check


def _there_and_back(translator: Translator, message: hl7v2.Message) -> None:
    try:
        bundle = loads(dumps(translator.translate(message).bundle))
    except Refused:
        return
    if translator.back(bundle) != message:  # type: ignore[arg-type]  # a bundle is an object
        raise Wrong("what was translated does not come back equal")


def mutated(chance: random.Random, seed: bytes) -> bytes:
    """A seed with up to eight changes: bytes flipped, cut, doubled, words put in."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at:at] = chance.choice(WORDS)
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at : at + 1] = bytes((chance.randrange(256),))
            case _:
                data[at:at] = data[at : at + chance.randint(1, 60)]
    return bytes(data)


def by_chance(check: Callable[[bytes], None], runs: int) -> int:
    """The runs without guidance, the same every time."""
    chance, seeds = random.Random(7), [path.read_bytes() for path in SEEDS]
    for run in range(runs):
        data = mutated(chance, chance.choice(seeds))
        try:
            check(data)
        except Exception as fault:  # noqa: BLE001 whatever is no refusal is a finding
            sys.stdout.write(f"run {run}: {type(fault).__name__}: {fault}\n{data!r}\n")
            return 1
    sys.stdout.write(f"{runs} runs, nothing found\n")
    return 0


def guided(check: Callable[[bytes], None], runs: int) -> int:
    """The runs with libFuzzer, which ends the process itself."""
    with tempfile.TemporaryDirectory() as folder:
        for path in SEEDS:
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        options = [
            f"-atheris_runs={runs}",
            "-max_len=6000",
            "-timeout=5",
            f"-artifact_prefix={folder}/",
            folder,
        ]
        atheris.Setup([sys.argv[0], *options], check, custom_mutator=_mutate)
        atheris.Fuzz()
    return 0


def _mutate(data: bytes, largest: int, seed: int) -> bytes:
    return mutated(random.Random(seed), data)[:largest]


def main() -> int:
    """Runs as many inputs as are asked for."""
    runs = int(sys.argv[1]) if sys.argv[1:] else 100_000
    check = checker(control="--control" in sys.argv)
    return guided(check, runs) if GUIDED else by_chance(check, runs)


if __name__ == "__main__":
    sys.exit(main())
