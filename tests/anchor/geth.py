"""geth in its development mode, a second real client, as a child of this process; spoken to by a socket file."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from web3 import IPCProvider, Web3

BINARY = shutil.which("geth")


class Geth:
    """A running node, whose first account has all the coins there are."""

    def __init__(self, web3: Web3) -> None:
        self.web3 = web3

    def fund(self, address: str, wei: int = 10**20) -> None:
        eth = self.web3.eth
        eth.wait_for_transaction_receipt(
            eth.send_transaction({"from": eth.accounts[0], "to": address, "value": wei})
        )


@contextmanager
def running(folder: Path) -> Iterator[Geth]:
    """A node of its own on a chain of its own, gone at the end."""
    socket = folder / "geth.ipc"
    command = [
        str(BINARY),
        "--dev",
        "--datadir",
        str(folder),
        "--ipcpath",
        str(socket),
        "--nodiscover",
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as node:
        try:
            web3 = _connected(socket)
            yield Geth(web3)
            web3.provider._socket.sock.close()
        finally:
            node.terminate()


def _connected(socket: Path) -> Web3:
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        if socket.exists():
            web3 = Web3(IPCProvider(str(socket)))
            if web3.is_connected():
                return web3
        time.sleep(0.05)
    raise TimeoutError("geth does not start")
