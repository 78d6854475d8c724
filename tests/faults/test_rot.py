"""Bits of waiting messages flip on the disk: those messages are set aside, and the others of their sender go on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import select

from fhir_bridge.errors import Reason
from fhir_bridge.opening import serving
from fhir_bridge.settings import Settings
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.models import MESSAGE
from tests.faults.backlog import queue
from tests.fhir_bridge.house import House

pytestmark = pytest.mark.sqlite(
    "it is about the files of the journal, which a server keeps: that is killed in test_postgresql.py"
)

WAITING, ROTTEN = 6, (2, 5)


def test_t093_a_message_that_rotted_is_set_aside_and_the_others_go_on(tmp_path: Path) -> None:
    settings, chance = Settings(data=tmp_path / "data"), random.Random(93)
    queue(settings, WAITING)
    path = settings.data / "journal.db"
    database = open_journal(path)
    with database.reading() as connection:
        sealed = {
            id_: connection.scalar(select(MESSAGE.c.sealed).where(MESSAGE.c.id == id_)) for id_ in ROTTEN
        }
    assert database.forget()
    database.close()
    disk = bytearray(path.read_bytes())
    for piece in sealed.values():
        assert piece
        place = disk.index(piece[:64]) + chance.randrange(64)
        disk[place] ^= 1 << chance.randrange(8)
    path.write_bytes(disk)
    with serving(settings, lambda: None) as service:
        assert service.sealing.all() == WAITING
        assert {one.id for one in service.quarantine.all()} == set(ROTTEN)
        assert all(Reason.SPOILT.code in one.reason for one in service.quarantine.all())
    with House(settings).writing() as service:
        assert len(service.journal.records()) == WAITING - len(ROTTEN)
