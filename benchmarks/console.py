"""What a page of the console costs, and a look for its plots, over a journal that has taken so many messages.

    PYTHONPATH=. .venv/bin/python benchmarks/console.py [--messages 1000000]

Processor time of making the page, without HTTP; the journal's rows are written straight into it.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.api.console import pages
from fhir_bridge.api.console.pages import Board
from fhir_bridge.api.console.samples import Sample, Samples
from fhir_bridge.opening import writing
from fhir_bridge.records import SITE
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.store.models import MESSAGE, MessageState, now

ROUNDS = 20
ACTS = 200
BLOCK = 10_000


def fill(service: Service, messages: int) -> None:
    """Messages that were sealed long ago, a few in quarantine, and acts for the trace's page."""
    fixed = {"format": "hl7v2", "sealed": b"", "wrapped_key": b"", "pseudonym": SITE, "accepted_at": now()}
    fixed |= {"identity": b"", "sender": b"", "ack": b"", "attempts": 0, "reason": ""}
    for start in range(0, messages, BLOCK):
        rows = [fixed | {"tag": secrets.token_bytes(16), "state": MessageState.SEALED} for _ in range(BLOCK)]
        if start == 0:
            rows[:50] = [
                row | {"state": MessageState.REFUSED, "reason": "no-patient at PID"} for row in rows[:50]
            ]
        with service.journal.database.writing() as connection:
            connection.execute(MESSAGE.insert(), rows)
    for _ in range(ACTS):
        service.trace.note(Act(Deed.QUERY, Actor("reader", "client:ward")))


def milliseconds(step: Callable[[], object]) -> float:
    """The median of some rounds' processor time."""
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time()
        step()
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent)


def main() -> None:
    """One row a page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    messages = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        with writing(settings, lambda: None) as service:
            fill(service, messages)
            counts, log = service.journal.counts, service.anchor.status
            samples = Samples(lambda at: Sample.of(counts(), log(), at), time.time)
            board = Board(service, samples, lambda: "the data folder", time.time)
            print(f"a look for the plots: {milliseconds(lambda: samples.look(0)):.1f} ms")
            for made in (pages.overview, pages.quarantine, pages.keeping, pages.deliveries, pages.trace):
                print(f"{made.__name__}: {milliseconds(lambda made=made: made(board)):.1f} ms")


if __name__ == "__main__":
    main()
