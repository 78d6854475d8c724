"""The whole way on a real PostgreSQL: workers are killed beside one another, and the server itself goes and comes."""

from __future__ import annotations

import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from anchor.database import Database
from fhir_bridge.serve.running import Broken
from fhir_bridge.settings import Settings
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.models import MESSAGE, RECORD, MessageState
from tests import postgres
from tests.faults.backlog import queue
from tests.faults.conftest import examine
from tests.faults.nursery import Child, Nursery, nursery
from tests.faults.sender import BIN, Sender, Served, served
from tests.fhir_bridge.house import admission
from tests.story.programs import run

SECONDS = 60.0
MANY = 10**6
LANES = 4


@dataclass
class Clinic(Sender):
    """One of several senders that know the same patients; its own name is in its numbers."""

    def message(self, number: int) -> bytes:
        return admission(number % self.patients, f"n{number}").replace(
            b"|EHR|", b"|EHR%d|" % (number // MANY)
        )


def until(reached: Callable[[], bool]) -> None:
    give_up = time.monotonic() + SECONDS
    while not reached():
        assert time.monotonic() < give_up, "it did not come"
        time.sleep(0.05)


@contextmanager
def journal_of(settings: Settings) -> Iterator[Database]:
    assert settings.database
    database = open_journal(settings.database)
    try:
        yield database
    finally:
        database.close()


def overtaken(database: Database) -> int:
    """How many messages wait although a later one of their sender is done."""
    later = MESSAGE.alias()
    behind = (later.c.sender == MESSAGE.c.sender) & (later.c.id > MESSAGE.c.id)
    done = (MESSAGE.c.state == MessageState.ACCEPTED) & (later.c.state == MessageState.SEALED)
    with database.reading() as connection:
        query = select(func.count()).select_from(MESSAGE.join(later, behind)).where(done)
        return int(connection.scalar(query) or 0)


def disordered(database: Database) -> int:
    """How many records stand in the log before one of an earlier message of the same sender."""
    query = select(MESSAGE.c.sender, MESSAGE.c.id, RECORD.c.log_index).join_from(RECORD, MESSAGE)
    with database.reading() as connection:
        rows = connection.execute(query.where(RECORD.c.log_index.is_not(None)).order_by(RECORD.c.log_index))
        last: dict[bytes, int] = {}
        count = 0
        for row in rows:
            count += row.id < last.get(row.sender, 0)
            last[row.sender] = row.id
    return count


@contextmanager
def watched(settings: Settings) -> Iterator[list[int]]:
    """What `overtaken` says, asked again and again beside everything else."""
    looks: list[int] = []
    over = threading.Event()
    with journal_of(settings) as database, ThreadPoolExecutor(1) as thread:

        def watch() -> None:
            while not over.wait(0.02):
                looks.append(overtaken(database))

        watching = thread.submit(watch)
        try:
            yield looks
        finally:
            over.set()
            watching.result()


@pytest.fixture(scope="module")
def born(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Nursery]]:
    """Two nurseries, for two workers that live at once."""
    home = tmp_path_factory.mktemp("nurseries")
    with nursery(home) as one, nursery(home) as two:
        yield [one, two]


@contextmanager
def two_workers(born: list[Nursery], settings: Settings, place: str, when: str) -> Iterator[list[Child]]:
    """Two processes that make records of the folder's messages, with that fault."""
    url = settings.database or ""
    workers = [births.serve(settings.data, place, when, work=1, database=url) for births in born]
    try:
        yield workers
    finally:
        for child in workers:
            child.kill()


def test_t094_two_workers_of_which_one_is_killed_again_and_again(
    tmp_path: Path, postgres_url: str, born: list[Nursery], request: pytest.FixtureRequest
) -> None:
    settings = Settings(data=tmp_path / "data", database=postgres_url)
    chance, kills = random.Random(94), request.config.getoption("--kills") // 2
    crowd = [Clinic(next=n * MANY) for n in range(LANES)]
    with ExitStack() as stack:
        service = stack.enter_context(served(settings.data, FHIR_BRIDGE_DATABASE=postgres_url))
        assert service.port, "it did not come up"
        workers = stack.enter_context(two_workers(born, settings, "impatient", "before"))
        looks = stack.enter_context(watched(settings))
        for _ in range(kills):
            which = chance.randrange(2)
            _killed_amid(service, workers[which], crowd, chance)
            births = born[which]
            workers[which] = births.serve(settings.data, "impatient", work=1, database=postgres_url)
        crowd[0].check_again(service.port, chance)
        with journal_of(settings) as database:
            until(lambda: not Journal(database).pending())
            assert service.end() == 0
            assert disordered(database) == 0
    assert len(looks) > kills
    assert not any(looks), "a message was overtaken by a later one of its sender"
    everybody = Clinic(
        answered={number: answer for one in crowd for number, answer in one.answered.items()},
        changed=[number for one in crowd for number in one.changed],
    )
    assert len(everybody.answered) > kills
    examine(settings, everybody)


def _killed_amid(service: Served, worker: Child, crowd: list[Clinic], chance: random.Random) -> None:
    end = time.monotonic() + SECONDS
    with ThreadPoolExecutor(len(crowd)) as threads:
        sending = [threads.submit(one.send, service.port, end, chance.randint(2, 8)) for one in crowd]
        time.sleep(chance.uniform(0.005, 0.2))  # the moment of the death is drawn
        worker.kill()
        for one in sending:
            one.result()


def test_the_control_whose_workers_claim_what_others_hold_is_caught(
    tmp_path: Path, postgres_url: str, born: list[Nursery]
) -> None:
    settings = Settings(data=tmp_path / "data", database=postgres_url)
    queue(settings, 60)
    with two_workers(born, settings, "careless", "control"), journal_of(settings) as database:
        until(lambda: not Journal(database).pending())
    sender = Sender(patients=1000, answered=dict.fromkeys(range(60), b""))
    with pytest.raises(AssertionError, match="became two records"):
        examine(settings, sender)


def asked(service: Served, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{service.http}{path}", timeout=SECONDS) as answer:
            return int(answer.status), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def test_t090_a_server_that_goes_and_comes_back_is_told_and_loses_nothing(tmp_path: Path) -> None:
    sender, data = Sender(), tmp_path / "data"
    with postgres.running() as server:
        settings = Settings(data=data, database=server.database())
        given = {"FHIR_BRIDGE_DATABASE": settings.database or ""}
        with served(data, **given) as service:
            sender.send(service.port, time.monotonic() + SECONDS, most=5)
            with journal_of(settings) as database:  # who makes records is up
                until(lambda: Journal(database).counts().get("messages accepted", 0) == 0)
            assert asked(service, "/health/ready") == (200, "ready\n")
            server.kill()
            assert asked(service, "/health/ready") == (503, "the journal does not answer\n")
            assert asked(service, "/health/live")[0] == 200
            assert "fhir_bridge_journal 0.0" in asked(service, "/metrics")[1]
            assert run(BIN / "fhir-bridge", "status", "--data", data, **given).status == 75
            server.start()
            assert asked(service, "/health/ready") == (200, "ready\n")
            assert "fhir_bridge_journal 1.0" in asked(service, "/metrics")[1]
            sender.send(service.port, time.monotonic() + SECONDS, most=5)
            assert len(sender.answered) == 10
            server.kill()
            assert sender.send(service.port, time.monotonic() + SECONDS, most=1) == 0
            assert service.process.wait(SECONDS) == Broken.exit_status
            server.start()
        with served(data, **given) as service:
            sender.check_again(service.port, random.Random(90))
            sender.send(service.port, time.monotonic() + SECONDS, most=1)
            assert service.end() == 0
        assert len(sender.answered) == 11
        examine(settings, sender)
