"""A PostgreSQL server of the tests' own, spoken to by a socket file; gone at the end, with all that it held."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))  # where Debian keeps what is on no PATH
BINARIES = _PLACES[-1] if _PLACES else Path(shutil.which("initdb") or "missing").parent
_ROOM = 4 << 30
_OWNER = "postgres"  # the server refuses to run as root


class Postgres:
    """A server in a folder; `start` and `kill` may follow one another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._options: dict[str, Any] = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "cwd": folder,
        }
        if os.geteuid() == 0:
            entry = pwd.getpwnam(_OWNER)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            self._options |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def make(self) -> None:
        """A cluster with nothing in it, with checksums."""
        how = ["-U", _OWNER, "-E", "UTF8", "--locale=C", "--no-sync", "--data-checksums"]
        subprocess.run([BINARIES / "initdb", "-D", self._folder / "data", *how], check=True, **self._options)

    def start(self) -> None:
        """Serve, from when this returns."""
        options = {"listen_addresses": "", "unix_socket_directories": str(self._folder)}
        settings = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        command = [BINARIES / "postgres", "-D", self._folder / "data", *settings]
        self._process = subprocess.Popen(command, **self._options)
        give_up = time.monotonic() + 30
        while True:
            try:
                self.ask("SELECT 1")
            except OperationalError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End the server and every process of it as a power cut would."""
        if self._process is None:
            return
        number = self._process.pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        for one in (number, *map(int, children)):
            with suppress(ProcessLookupError):  # a worker of its own may just have ended
                os.kill(one, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End the server."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # ends sessions, and then itself
            self._process.wait()

    def database(self) -> str:
        """The URL of a database that nothing is in."""
        self._made += 1
        name = f"test{self._made}"
        self.ask(f"CREATE DATABASE {name}")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Let a database go, whoever still uses it."""
        self.ask(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def ask(self, statement: str, url: str = "") -> list[tuple[object, ...]]:
        """What the server answers to a statement of its superuser."""
        return _asked(url or self._url("postgres"), statement)

    def _url(self, name: str) -> str:
        return f"postgresql://{_OWNER}@/{name}?host={self._folder}"


def _place() -> Path | None:
    """Memory where there is enough: a kill leaves it as it leaves the page cache, and nothing waits for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 -- mkdtemp makes a folder of its own in it
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else None


def copy(source: str, target: str) -> None:
    """Put what one database holds in place of another; nobody uses either."""
    beside = target.replace(_name(target), _OWNER)
    _asked(beside, f"DROP DATABASE {_name(target)}")
    _asked(beside, f"CREATE DATABASE {_name(target)} TEMPLATE {_name(source)}")


def values(url: str) -> bytes:
    """Every value that a database holds, one behind another."""
    engine, found = _engine(url), MetaData()
    with _disposed(engine), engine.connect() as connection:
        for schema in inspect(connection).get_schema_names():
            if schema != "information_schema":
                found.reflect(connection, schema=schema)
        rows = (row for table in found.sorted_tables for row in connection.execute(table.select()))
        return b"\n".join(one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _asked(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = _engine(url)
    with _disposed(engine), engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        answer = connection.execute(text(statement))
        return [tuple(row) for row in answer] if answer.returns_rows else []


def _engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql", "postgresql+psycopg", 1))


@contextmanager
def _disposed(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.dispose()


@contextmanager
def running() -> Iterator[Postgres]:
    """A server of its own with nothing in it."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=_place()))
    server = Postgres(folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
