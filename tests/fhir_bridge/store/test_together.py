"""Whoever comes first writes for all who wait, and each hears what became of their own part."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from fhir_bridge.store.together import Together
from tests.kiosk.waiting import until


class Broken(OSError): ...


@dataclass
class Disk:
    """Writes once it is let; what holds a `bad` number cannot be written."""

    bad: int = -1
    let: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    groups: list[list[int]] = field(default_factory=list)

    def write(self, numbers: Sequence[int]) -> None:
        self.begun.set()
        assert self.let.wait(30)
        self.groups.append(sorted(numbers))
        if self.bad in numbers:
            raise Broken


@pytest.fixture
def threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(16)


def brought(together: Together[int], threads: ThreadPoolExecutor, disk: Disk) -> list[Future[None]]:
    """Nought is being written while one to nine wait."""
    first = threads.submit(together.write, 0)
    assert disk.begun.wait(30)
    others = [threads.submit(together.write, number) for number in range(1, 10)]
    until(lambda: len(together._waiting) == 9)
    return [first, *others]


def test_what_waits_is_written_at_once(threads: ThreadPoolExecutor) -> None:
    disk = Disk()
    with threads:
        futures = brought(Together(disk.write), threads, disk)
        assert not any(one.done() for one in futures)
        disk.let.set()
        for one in futures:
            one.result(30)
    assert disk.groups == [[0], list(range(1, 10))]


def test_a_fault_is_heard_by_each_whose_part_it_was_and_by_nobody_else(threads: ThreadPoolExecutor) -> None:
    disk = Disk(bad=4)
    together = Together(disk.write)
    with threads:
        futures = brought(together, threads, disk)
        disk.let.set()
        faults = [one.exception(30) for one in futures]
    assert faults[0] is None
    assert all(isinstance(one, Broken) for one in faults[1:])
    together.write(11)
    assert disk.groups[-1] == [11]


def test_alone_nobody_is_waited_for() -> None:
    disk = Disk()
    disk.let.set()
    together = Together(disk.write)
    for number in range(3):
        together.write(number)
    assert disk.groups == [[0], [1], [2]]
