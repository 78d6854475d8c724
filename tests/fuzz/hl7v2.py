"""Fuzzes the HL7 v2 parser, and the translation of what it accepts, guided by coverage where atheris is installed.

    python -m tests.fuzz.hl7v2 RUNS [--control]         1 with the input when something is wrong

Whatever the bytes are: parse gives a message that its printer writes back to an equal one, or refuses with a reason;
a message translates to a bundle that gives it back, or is refused. With --control the printer forgets an escape, which
has to be found.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.inputs import Inputs, Wrong, instrumented

with instrumented("fhir_bridge.source"):
    from fhir_bridge.errors import Refused
    from fhir_bridge.fhir.json import dumps, loads
    from fhir_bridge.source import hl7v2
    from fhir_bridge.translate.engine import Translator

EXAMPLES = Path(__file__).parents[2] / "examples"
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


def main() -> int:
    """Runs as many inputs as are asked for."""
    runs = int(sys.argv[1]) if sys.argv[1:] else 100_000
    check = checker(control="--control" in sys.argv)
    seeds = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.hl7"))]
    return Inputs(seeds, WORDS).try_all(check, runs)


if __name__ == "__main__":
    sys.exit(main())
