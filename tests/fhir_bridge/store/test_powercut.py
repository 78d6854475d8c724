"""Power cuts, which `kill -9` is not: what was written and not synced is on the disk in part, in any order, or not.

The store's writes to its segment are recorded; for each cut a disk is made of everything up to the last sync and, by
chance, of the sectors written since. The index is as it was at any earlier moment, or gone.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fhir_bridge.errors import BridgeError
from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.car import CarBlocks

SECTOR = 512
SEGMENT = "00000001.car"


@dataclass
class Recording:
    """What the store asked of the disk, and what it said was kept by then."""

    start: bytes
    events: list[tuple[str, int, bytes]] = field(default_factory=list)
    acknowledged: list[tuple[int, str, bytes]] = field(default_factory=list)
    indexes: list[tuple[int, Path]] = field(default_factory=list)

    def disk(self, cut: int, chance: random.Random) -> bytes:
        synced = max((at for at, event in enumerate(self.events[:cut]) if event[0] == "sync"), default=-1)
        disk = bytearray(self.start)
        for kind, place, data in self.events[: synced + 1]:
            apply(disk, kind, place, data)
        for kind, place, data in self.events[synced + 1 : cut]:
            if kind == "write":
                for at in range(0, len(data), SECTOR):
                    if chance.random() < 0.5:
                        apply(disk, kind, place + at, data[at : at + SECTOR])
            elif chance.random() < 0.5:
                apply(disk, kind, place, data)
        return bytes(disk)


def apply(disk: bytearray, kind: str, place: int, data: bytes) -> None:
    if kind == "write":
        disk.extend(bytes(max(place - len(disk), 0)))
        disk[place : place + len(data)] = data
    elif kind == "truncate":
        del disk[place:]
        disk.extend(bytes(place - len(disk)))


def recorded(folder: Path, monkeypatch: pytest.MonkeyPatch, *, sync: bool = True) -> Recording:
    cars = CarBlocks.open(folder)
    store = BlobStore(cars)
    store.put(b"the first")
    made = Recording((folder / SEGMENT).read_bytes())
    pwrite, truncate, fdatasync = os.pwrite, os.ftruncate, os.fdatasync

    def write(descriptor: int, data: bytes, place: int) -> int:
        made.events.append(("write", place, bytes(data)))
        return pwrite(descriptor, data, place)

    def cut(descriptor: int, size: int) -> None:
        made.events.append(("truncate", size, b""))
        truncate(descriptor, size)

    def synced(descriptor: int) -> None:
        if sync:
            made.events.append(("sync", 0, b""))
        fdatasync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", write)
        patched.setattr(os, "ftruncate", cut)
        patched.setattr(os, "fdatasync", synced)
        for number, size in enumerate((10, 3000, 100, 1_100_000, 700, 0, 2000)):
            blob = bytes([number]) * size + b"end"
            cid = store.put(blob)
            made.acknowledged.append((len(made.events), cid, blob))
            copy = folder.with_name(f"index-{number}")
            copy.mkdir()
            for path in folder.glob("index.db*"):
                shutil.copy(path, copy)
            made.indexes.append((len(made.events), copy))
    cars.close()
    return made


def reopened_after(made: Recording, cut: int, folder: Path, chance: random.Random) -> None:
    """Cut the power there, start again, and look for everything that was acknowledged by then."""
    folder.mkdir()
    (folder / SEGMENT).write_bytes(made.disk(cut, chance))
    earlier = [copy for at, copy in made.indexes if at <= cut]
    if earlier and chance.random() < 0.7:
        for path in chance.choice(earlier).iterdir():
            shutil.copy(path, folder)
    cars = CarBlocks.open(folder)
    store = BlobStore(cars)
    for at, cid, blob in made.acknowledged:
        if at <= cut or store.has(cid):
            assert store.get(cid) == blob
        assert store.put(blob) == cid
        assert store.get(cid) == blob
    cars.close()


def cuts(made: Recording, count: int) -> list[int]:
    return [random.Random(seed).randrange(len(made.events) + 1) for seed in range(count)]


def test_nothing_acknowledged_is_lost_in_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = recorded(tmp_path / "blobs", monkeypatch)
    for seed, cut in enumerate(cuts(made, 100)):
        reopened_after(made, cut, tmp_path / f"cut-{seed}", random.Random(seed))
        shutil.rmtree(tmp_path / f"cut-{seed}")


def test_the_control_without_sync_does_lose_what_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = recorded(tmp_path / "blobs", monkeypatch, sync=False)
    lost = 0
    for seed, cut in enumerate(cuts(made, 20)):
        lost += fails(
            lambda cut=cut, seed=seed: reopened_after(made, cut, tmp_path / f"{seed}", random.Random(seed))
        )
    assert lost > 10


def fails(work: Callable[[], None]) -> bool:
    try:
        work()
    except (AssertionError, BridgeError):
        return True
    return False
