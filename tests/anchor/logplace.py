"""Where a log lies in tests, on SQLite and on PostgreSQL, and what may befall it there."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from anchor.log import Log


def entries(count: int, start: int = 0) -> list[bytes]:
    return [b"entry %d" % number for number in range(start, start + count)]


class Place:
    """Where a log lies, and what may befall it there."""

    def __init__(self, folder: Path) -> None:
        self.places = folder / "log.places"
        self.where: Path | str = folder / "log.db"
        self._older = folder / "older.db"

    def open(self, key: Any, *, places: Path | None = None) -> Log:
        return Log.open(self.where, key, places=places or self.places)

    def damage(self, statement: str, *values: object) -> None:
        with sqlite3.connect(self.where) as connection:
            assert connection.execute(statement, values).rowcount == 1
        connection.close()

    def keep(self) -> None:
        shutil.copy(self.where, self._older)

    def put_back(self) -> None:
        shutil.copy(self._older, self.where)


class PostgresPlace(Place):
    """The same on a server."""

    def __init__(self, folder: Path, server: Any) -> None:
        super().__init__(folder)
        self.where = server.database()
        self._server = server
        self._name = self.where.partition("@/")[2].partition("?")[0]

    def damage(self, statement: str, *values: object) -> None:
        said = re.sub(r"zeroblob\((length\(\w+\))\)", r"decode(repeat('00', \1), 'hex')", statement)
        said = re.sub(r"(UPDATE|DELETE FROM|INSERT INTO) ", r"\1 log.", said)
        for value in values:
            said = said.replace("?", f"'{value}'", 1)
        assert len(self._server.ask(f"{said} RETURNING 1", self.where)) == 1

    def keep(self) -> None:
        self._server.ask(f"CREATE DATABASE {self._name}_older TEMPLATE {self._name}")

    def put_back(self) -> None:
        self._server.ask(f"DROP DATABASE {self._name}")
        self._server.ask(f"CREATE DATABASE {self._name} TEMPLATE {self._name}_older")
