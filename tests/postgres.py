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
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))  # where Debian keeps what is on no PATH
BINARIES = _PLACES[-1] if _PLACES else Path(shutil.which("initdb") or "missing").parent
_OWNER = "postgres"  # the server refuses to run as root


class Postgres:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def database(self) -> str:
        """The URL of a database that nothing is in."""
        self._made += 1
        name = f"test{self._made}"
        self.ask(f"CREATE DATABASE {name}")
        return self._url(name)

    def ask(self, statement: str, url: str = "") -> list[tuple[object, ...]]:
        """What the server answers to a statement of its superuser."""
        engine = create_engine((url or self._url("postgres")).replace("postgresql", "postgresql+psycopg", 1))
        with _disposed(engine), engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            answer = connection.execute(text(statement))
            return [tuple(row) for row in answer] if answer.returns_rows else []

    def _url(self, name: str) -> str:
        return f"postgresql://{_OWNER}@/{name}?host={self._folder}"


@contextmanager
def _disposed(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.dispose()


@contextmanager
def running() -> Iterator[Postgres]:
    """A server of its own with nothing in it."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    who = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam(_OWNER)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **who}
    made = [BINARIES / "initdb", "-D", folder / "data", "-U", _OWNER, "-E", "UTF8", "--locale=C", "--no-sync"]
    try:
        subprocess.run([*made, "--data-checksums"], check=True, **quiet)
        options = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "100"}
        settings = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        with subprocess.Popen([BINARIES / "postgres", "-D", folder / "data", *settings], **quiet) as server:
            try:
                yield _awaited(Postgres(folder))
            finally:
                server.send_signal(signal.SIGINT)  # ends sessions, and then itself
    finally:
        shutil.rmtree(folder)


def _awaited(server: Postgres) -> Postgres:
    give_up = time.monotonic() + 30
    while True:
        try:
            server.ask("SELECT 1")
        except OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return server
