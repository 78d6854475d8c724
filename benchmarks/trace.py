"""What grows with the trace, and what does not: processor time of what is asked of a folder with many acts.

    PYTHONPATH=. .venv/bin/python benchmarks/trace.py [--acts 100000]

One act in ten is of one patient, the others are of a thousand. Each figure is the least of five.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.opening import writing
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.trace import Trace

BY = Actor("practitioner urn:oid:2.999.5|4711", "client:ward")
MUCH = "read-much"
PAGE = 51


def fill(trace: Trace, acts: int) -> None:
    """So many acts, as the gateway writes them down, a thousand in each commit."""
    for start in range(0, acts, 1000):
        made = []
        for number in range(start, min(start + 1000, acts)):
            whose = MUCH if number % 10 == 0 else f"patient-{number % 1000}"
            made.append(Act(Deed.OPEN, BY, pseudonym=whose, records=(f"{number:032x}",), recipient="ward"))
        trace._enter([trace._sealed(act) for act in made])  # noqa: SLF001 -- one commit for many


def least(ask: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    spent = []
    for _ in range(5):
        begun = time.process_time()
        ask()
        spent.append((time.process_time() - begun) * 1000)
    return min(spent)


def measure(service: Service, acts: int) -> None:
    """Each question once the trace has so many acts."""
    trace, day = service.trace, datetime(2026, 1, 1, tzinfo=UTC)
    begun = time.process_time()
    service.audit.sign_daily(day)
    first = (time.process_time() - begun) * 1000
    seldom = least(lambda: list(islice(trace.newest(["patient-7"]), PAGE)))
    much = least(lambda: list(islice(trace.newest([MUCH]), PAGE)))
    every = least(lambda: list(trace.acts([MUCH])))
    fill(trace, 100)
    begun = time.process_time()
    service.audit.sign_daily(day + timedelta(days=1))
    later = (time.process_time() - begun) * 1000
    print(
        f"{acts} acts, processor ms: the newest {PAGE} of a patient with a few {seldom:.1f}, with a tenth {much:.1f};"
    )
    print(
        f"all of the tenth {every:.0f}; the first checkpoint {first:.0f}, the next, of 100 more, {later:.1f}"
    )


def main() -> None:
    """A small folder, and a large one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=100_000)
    acts = parser.parse_args().acts
    for count in (acts // 100, acts):
        with (
            tempfile.TemporaryDirectory() as folder,
            writing(Settings(data=Path(folder)), lambda: None) as service,
        ):
            fill(service.trace, count)
            measure(service, count)


if __name__ == "__main__":
    main()
