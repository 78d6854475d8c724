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

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))  # where Debian keeps what is on no PATH
BINARIES = _PLACES[-1] if _PLACES else Path(shutil.which("initdb") or "missing").parent
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
    server = Postgres(folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
