"""The card's figures: `python benchmarks/kiosk.py [--rounds N]`, with pcscd and vpcd installed.

A virtual card that takes 200 ms to sign goes into a reader of a real PC/SC daemon, and everything is seen from where
the kiosk stands: `CardDesk`, with its child process. The card's own time is counted in the card, so that what is left
is the host's: client, process, daemon, driver. The daemon looks at this driver's readers every 400 ms, and cards come
and go at any moment of that. A hand takes a second to change cards; the next card process starts in that time.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kiosk.card import messages as said  # the project is found first
from kiosk.card.connection import Bounds
from kiosk.card.process import CardDesk
from kiosk.card.virtual.applet import Chip
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import issue
from tests.kiosk.pcsc import READERS, Pcscd, running
from tests.kiosk.waiting import until

PATIENCE = 10.0
CHANGE, ROUND = 1.0, 0.4  # seconds between two cards, and of the daemon's own round
TARGETS = {  # milliseconds, p95
    "card detected and read": 500,
    "card out told": 500,
    "host's share of a tap (9E)": 20,
    "host's share of a login (PIN, 9A)": 20,
    "host's share of a consent (PIN, 9C)": 20,
}


class Counting:
    """Counts the time that the card itself takes."""

    def __init__(self, inner: Chip) -> None:
        self._inner, self.seconds = inner, 0.0
        self.atr = inner.atr

    def reset(self) -> None:
        """As the inner chip."""
        self._inner.reset()

    def answer(self, apdu: bytes) -> bytes:
        """The inner chip's answer."""
        begun = time.perf_counter()
        try:
            return self._inner.answer(apdu)
        finally:
            self.seconds += time.perf_counter() - begun


@dataclass(slots=True)
class Bench:
    """A desk with a daemon, and what was measured, in milliseconds."""

    desk: CardDesk
    daemon: Pcscd
    found: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in TARGETS})

    def heard(self, *kinds: type[said.Event]) -> said.Event:
        """The next event of these kinds."""
        while (event := self.desk.receive(PATIENCE)) is not None:
            if isinstance(event, kinds):
                return event
        raise TimeoutError(kinds)

    def visit(self, chip: Counting) -> None:
        """A card put in, used and pulled, at whatever moment of the daemon's own round it is."""
        until(lambda: self.daemon.noticed(READERS[0]))
        self.desk.receive(CHANGE + random.uniform(0, ROUND))  # noqa: S311 no secret
        presented = self.timed("card detected and read", chip, lambda: self.daemon.insert(chip))
        if not isinstance(presented, said.CardPresented):
            raise SystemExit(f"the card was not taken: {presented}")
        card, nonce = presented.face.fingerprint, os.urandom(32)
        desk = self.desk
        self.timed("host's share of a tap (9E)", chip, lambda: desk.send(said.ProvePresence(card, nonce)))
        name = "host's share of a login (PIN, 9A)"
        self.timed(name, chip, lambda: desk.send(said.VerifyPin(card), bytearray(b"123456")))
        pin = self.found[name].pop()
        self.timed(name, chip, lambda: desk.send(said.ProveLogin(card, nonce)))
        self.found[name][-1] += pin
        consent = said.SignStatement(card, nonce)
        self.timed(
            "host's share of a consent (PIN, 9C)", chip, lambda: desk.send(consent, bytearray(b"123456"))
        )
        self.timed("card out told", chip, self.daemon.pull)

    def timed(self, name: str, chip: Counting, act: Callable[[], object]) -> said.Event:
        """Act, and wait for the next event; the time without the card's own."""
        card, begun = chip.seconds, time.perf_counter()
        act()
        event = self.heard(said.CardPresented, said.CardRefused, said.CardRemoved, *said.Outcome.__args__)
        self.found[name].append((time.perf_counter() - begun - (chip.seconds - card)) * 1000)
        if isinstance(event, said.Failed):
            raise SystemExit(f"{name}: {event.trouble.code}")
        return event


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    words = argparse.ArgumentParser(description="the card's figures")
    words.add_argument("--rounds", type=int, default=40)
    rounds = words.parse_args().rounds
    authority = TrainingAuthority.create()
    card = issue(Profile.SLOW, authority)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        authority.write(folder / "trust")
        bounds = Bounds(reading=PATIENCE, computing=PATIENCE)
        with running() as daemon, CardDesk(folder / "trust", bounds=bounds) as desk:
            bench = Bench(desk, daemon)
            for _ in READERS:
                bench.heard(said.ReaderBack)
            for _ in range(1 + rounds):
                bench.visit(Counting(card.chip()))
    warm = {name: values[1:] for name, values in bench.found.items()}
    return report(warm, rounds)


def report(found: dict[str, list[float]], rounds: int) -> int:
    """A table for docs/performance.md."""
    print(f"{rounds} cards; milliseconds\n\n| | median | p95 | target |\n|---|--:|--:|--:|")
    for name, values in found.items():
        median, p95 = percentile(values, 0.5), percentile(values, 0.95)
        print(f"| {name} | {median:.1f} | {p95:.1f} | {TARGETS[name]} |")
    return int(any(percentile(values, 0.95) > TARGETS[name] for name, values in found.items()))


if __name__ == "__main__":
    sys.exit(main())
