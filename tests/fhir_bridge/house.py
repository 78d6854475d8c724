"""A data folder with the real parts, and patients whose names are canaries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection

from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.opening import looking, writing
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from tests import databases

CANARY = "Zwölfelbach"
ALICE = Actor("alice", "root")

MESSAGE = (
    "MSH|^~\\&|EHR|NORTH|||20261101||ADT^A01^ADT_A01|C{control}|P|2.5.1|||||UTF-8\r"
    "EVN|A01|20261101\r"
    "PID|1||77{number}^^^NORTH^MR||{name}{number}^Canary||19610704|F|||Canary Row {number}^^Town\r"
    "PV1|1|I|W^1^2\r"
)


def admission(number: int, control: str = "1") -> bytes:
    """An admission of patient `number`; another `control` is another message of the same patient."""
    return MESSAGE.format(control=f"{number}.{control}", number=number, name=CANARY).encode()


@dataclass(frozen=True)
class House:
    """One data folder, opened as the commands open it."""

    settings: Settings

    @classmethod
    def at(cls, folder: Path, site: str = "clinic.example/log") -> House:
        return cls(Settings(data=folder, site=site))

    def copied(self, folder: Path) -> House:
        """The same house in another place."""
        databases.copied(self.path, folder)
        return House(Settings(data=folder, site=self.settings.site))

    @property
    def path(self) -> Path:
        return self.settings.data

    def writing(self) -> AbstractContextManager[Service]:
        return writing(self.settings, lambda: None)

    def looking(self) -> AbstractContextManager[Service]:
        return looking(self.settings)

    def take(self, *messages: bytes) -> list[str]:
        """The ids of the messages' records."""
        with self.writing() as service:
            outcomes = list(service.ingest(Input(str(n), data) for n, data in enumerate(messages)))
        assert all(outcome.reason is None for outcome in outcomes), outcomes
        return [record for outcome in outcomes for record in outcome.records]

    def tear(self) -> None:
        """Note an act beside other rows, in a process that is killed between its row and its place in the log."""
        with self.looking() as service, pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(service.anchor), "append", _kill)
            with pytest.raises(_Killed):
                service.trace.note_beside(Act(Deed.BACKUP, ALICE), lambda _: None)

    @contextmanager
    def rows(self) -> Iterator[Connection]:
        """The journal's tables, for whoever tampers with them."""
        with self.looking() as service, service.journal.database.writing() as connection:
            yield connection

    def patient(self, record: str) -> str:
        with self.looking() as service:
            return service.journal.record(record).record.pseudonym


class _Killed(BaseException): ...


def _kill(*_: object) -> None:
    raise _Killed
