"""anvil, a real EVM node, as a child of this process; spoken to by a socket file, so that no network is needed."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from web3 import IPCProvider, Web3

BINARY = Path(str(files("anchor"))) / "contracts" / "node_modules" / ".bin" / "anvil"


class Anvil:
    """A running node; `ask` is any of its JSON-RPC methods."""

    def __init__(self, web3: Web3, socket: Path) -> None:
        self.web3 = web3
        self.socket = socket

    def ask(self, method: str, *parameters: Any) -> Any:
        answer = self.web3.provider.make_request(method, list(parameters))
        assert "error" not in answer, answer
        return answer["result"]

    def fund(self, address: str, wei: int = 10**20) -> None:
        self.ask("anvil_setBalance", address, hex(wei))

    def mine(self, blocks: int = 1) -> None:
        self.ask("anvil_mine", hex(blocks))


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Anvil]:
    """A node of its own on a chain of its own, gone at the end."""
    socket = folder / "anvil.ipc"
    command = [str(BINARY), "--ipc", str(socket), "--host", "127.0.0.1", "--port", "0", "--silent", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as node:
        try:
            web3 = _connected(socket)
            yield Anvil(web3, socket)
            web3.provider._socket.sock.close()
        finally:
            node.terminate()


def _connected(socket: Path) -> Web3:
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        if socket.exists():
            web3 = Web3(IPCProvider(str(socket)))
            if web3.is_connected():
                return web3
        time.sleep(0.01)
    raise TimeoutError("anvil does not start")
