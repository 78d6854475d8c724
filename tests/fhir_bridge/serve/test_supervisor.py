"""What the supervisor is told, on a real datagram socket."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fhir_bridge.serve.supervisor import ALIVE, READY, STOPPING, Supervisor
from fhir_bridge.settings import Supervision
from tests.faults.sender import Sender, served


@pytest.fixture
def notified() -> Iterator[tuple[socket.socket, str]]:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        path = f"{folder}/notify"  # a socket's path is short
        heard.bind(path)
        heard.settimeout(30)
        yield heard, path


def test_the_service_says_ready_alive_and_stopping(
    tmp_path: Path, notified: tuple[socket.socket, str]
) -> None:
    heard, path = notified
    with served(tmp_path / "data", NOTIFY_SOCKET=path, WATCHDOG_USEC="200000") as service:
        assert [heard.recv(100).decode() for _ in range(4)] == [READY, ALIVE, ALIVE, ALIVE]
        assert Sender().send(service.port, float("inf"), most=1) == 1
        assert service.end() == 0
    last = READY
    while last != STOPPING:
        last = heard.recv(100).decode()
    heard.setblocking(False)
    with pytest.raises(BlockingIOError):
        heard.recv(100)


def test_no_watchdog_wants_no_sign_of_life(notified: tuple[socket.socket, str]) -> None:
    heard, path = notified

    async def live() -> None:
        async with Supervisor.of(Supervision(notify_socket=path)).watching():
            await asyncio.sleep(0)

    asyncio.run(live())
    assert [heard.recv(100).decode() for _ in range(2)] == [READY, STOPPING]


def test_an_address_of_no_folder() -> None:
    assert Supervisor.of(Supervision(notify_socket="@name")).address == "\0name"


@pytest.mark.parametrize("address", ["", "/nowhere/notify"])
def test_a_supervisor_that_is_not_there_is_no_fault(address: str) -> None:
    Supervisor(address).tell(READY)
