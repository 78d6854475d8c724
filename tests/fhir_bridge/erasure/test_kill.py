"""kill -9, for real, before and after every step of an erasure and of a turn: the next command finishes it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest

from fhir_bridge.doctor import examine
from fhir_bridge.erasure import tombstones
from fhir_bridge.erasure.warrant import Ordered
from fhir_bridge.errors import Refused
from fhir_bridge.seal import epochfile
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.service import Service
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.erasures import Erasures
from fhir_bridge.store.officers import Officers
from fhir_bridge.store.wrapped import WrappedKeys
from tests.fhir_bridge.house import ALICE, House, admission
from tests.fhir_bridge.office import found, signatures

Point = tuple[object, str, int]

ERASING: list[Point] = [
    (Officers, "keep", 1),
    (tombstones.os, "link", 1),
    (tombstones, "_write", 1),
    (Erasures, "deny", 1),
    (Erasures, "wipe", 1),
    (Erasures, "flush", 1),
    (CarBlocks, "drop", 1),
    (CarBlocks, "drop", 2),
    (BlobStore, "drop", 2),
    (Erasures, "certify", 1),
]
TURNING: list[Point] = [
    (Keyring, "rotate", 1),
    (Keyring, "wrap", 1),
    (Keyring, "wrap", 3),
    (WrappedKeys, "replace", 1),
    (WrappedKeys, "replace", 2),
    (epochfile, "_erase", 1),
    (Keyring, "destroy", 1),
]


def _cases(points: Sequence[Point]) -> list[object]:
    return [
        pytest.param(point, when, id=f"{getattr(point[0], '__name__', '')}.{point[1]}-{point[2]}-{when}")
        for point in points
        for when in ("before", "after")
    ]


def _arm(point: Point, when: str) -> None:
    owner, name, which = point
    real, calls = getattr(owner, name), count(1)

    def killing(*given: object, **named: object) -> object:
        mine = next(calls) == which
        if mine and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*given, **named)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, killing)


def _dies(work: Callable[[], object], point: Point, when: str) -> None:
    """Do the work in a process of its own, which is killed at this point."""

    def until_killed() -> None:
        _arm(point, when)
        work()

    process = multiprocessing.get_context("fork").Process(target=until_killed)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, list[str]]:
    """A folder to be copied: two records of one patient, one of another, two officers."""
    house = House.at(tmp_path_factory.mktemp("made") / "data")
    records = house.take(admission(1), admission(1, "2"), admission(2))
    with house.writing() as service:
        found(service)
    return house, records


@pytest.fixture
def records(made: tuple[House, list[str]]) -> list[str]:
    return made[1]


@pytest.fixture
def house(made: tuple[House, list[str]], tmp_path: Path) -> House:
    return made[0].copied(tmp_path / "data")


@pytest.mark.parametrize(("point", "when"), _cases(ERASING))
def test_t070_killed_while_erasing(house: House, records: list[str], point: Point, when: str) -> None:
    patient = house.patient(records[0])
    with house.looking() as service:
        given = signatures(service, Ordered.ERASE, patient)

    def erase() -> None:
        with house.writing() as service:
            service.erasure.order(patient, given, by=ALICE)

    _dies(erase, point, when)
    final = (house.path / "tombstones/00000001").exists()
    with house.looking() as service:
        assert _opens(service, records[0]) is not final
    with house.writing() as service:
        assert service.erasure.order(patient, given, by=ALICE)
        assert [_opens(service, record) for record in records] == [False, False, True]
        assert len(service.erasure.erasures.all()) == 1
        assert all(finding.sound for finding in examine(service))


def _opens(service: Service, record: str) -> bool:
    try:
        return bool(service.release.open(record))
    except Refused:
        return False


@pytest.mark.parametrize(("point", "when"), _cases(TURNING))
def test_t070_killed_while_the_epoch_turns(
    house: House, records: list[str], point: Point, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fhir_bridge.epoch.BATCH", 2)
    with house.looking() as service:
        first = service.keyring.health().current

    def turn() -> None:
        with house.writing() as service:
            service.erasure.epochs.turn()

    _dies(turn, point, when)
    with house.looking() as service:
        assert all(service.release.open(record) for record in records)
    with house.writing() as service:
        service.erasure.epochs.turn()
        assert service.keyring.health().old == ()
        assert service.keyring.health().current != first
        assert all(service.release.open(record) for record in records)
        assert all(finding.sound for finding in examine(service))
    assert len(list((house.path / "keys").iterdir())) == 1
