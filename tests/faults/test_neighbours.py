"""Bad lines to the node that keeps blobs and to the chain: messages are taken, nothing is lost, every effect is one."""

from __future__ import annotations

import random
import runpy
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from anchor.anchorlog import deploy
from anchor.evm import Chain, connect
from anchor.outbox import Outbox
from anchor.relayer import RelayerKey
from fhir_bridge.settings import Settings
from fhir_bridge.store.folder import Folder
from tests.faults.conftest import examine
from tests.faults.proxy import Faults, proxied
from tests.faults.sender import Sender, Served, served
from tests.fhir_bridge.house import House
from tests.fhir_bridge.store.node import Node, TcpNode, answering

pytestmark = pytest.mark.filterwarnings("ignore:The 'strict' parameter:FutureWarning")
ANVIL = runpy.run_path(str(Path(__file__).parents[1] / "anchor" / "anvil.py"))["BINARY"]
SECONDS = 90.0
KINDS = ("delay", "cut", "stall", "half-close")


def until(settings: Settings, wanted: Callable[[dict[str, object]], bool]) -> dict[str, object]:
    """How the house stands, once it is as wanted."""
    give_up = time.monotonic() + SECONDS
    while True:
        with House(settings).looking() as service:
            status = service.status()
        if wanted(status):
            return status
        assert time.monotonic() < give_up, status
        time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def at_node(data: Path, port: int) -> Settings:
    return Settings(data=data, kubo=f"/ip4/127.0.0.1/tcp/{port}", kubo_may_be_public=True)


@contextmanager
def served_by(settings: Settings) -> Iterator[Served]:
    given = {"FHIR_BRIDGE_KUBO": str(settings.kubo), "FHIR_BRIDGE_KUBO_MAY_BE_PUBLIC": "true"}
    with served(settings.data, **given) as service:  # type: ignore[arg-type]  # all of these are settings
        yield service


def send(service: Served, sender: Sender, count: int) -> None:
    assert sender.send(service.port, time.monotonic() + SECONDS, most=count) == count


def drained(status: dict[str, object]) -> bool:
    return status.get("messages accepted", 0) == status["records to store"] == status["records to log"] == 0


def test_t073_t078_a_node_that_is_away_or_full_is_waited_for(tmp_path: Path) -> None:
    pytest.importorskip("ipfshttpclient", reason="needs the extra kubo")
    sender, settings = Sender(), at_node(tmp_path / "data", free_port())
    with served_by(settings) as service, ExitStack() as stack:
        send(service, sender, 5)
        until(settings, lambda status: status["records to store"] == 5)
        node = TcpNode(int(str(settings.kubo).rpartition("/")[2]))
        node.fault = "full"
        stack.enter_context(answering(node))
        send(service, sender, 5)  # what is sent wakes who waits for the node
        until(settings, lambda status: status["records to store"] == 10 and "dag/import" in node.calls)
        node.fault = ""
        send(service, sender, 1)
        until(settings, drained)
        assert service.end() == 0
        assert len(node.pins) == 11
        examine(settings, sender)


def test_t075_t077_a_bad_line_to_the_node_gives_each_record_one_blob(tmp_path: Path) -> None:
    pytest.importorskip("ipfshttpclient", reason="needs the extra kubo")
    sender, faults = Sender(), Faults(random.Random(75), rate=0.0, kinds=KINDS)
    with answering(TcpNode()) as node, proxied(node.server_address[1], faults) as port:  # type: ignore[arg-type,misc]  # a pair
        settings = at_node(tmp_path / "data", port)
        with served_by(settings) as service:
            faults.rate = 0.3
            while len(faults.met) < 3:
                send(service, sender, 5)
                time.sleep(0.1)  # the line meets its faults while records are stored
            faults.rate = 0.0
            send(service, sender, 1)
            until(settings, drained)
            assert service.end() == 0
        assert isinstance(node, Node)
        assert len(node.pins) == len(sender.answered)
        examine(settings, sender)


@contextmanager
def anvil(port: int, *options: str) -> Iterator[str]:
    """A node of a chain of its own; its URL."""
    command = [str(ANVIL), "--host", "127.0.0.1", "--port", str(port), "--silent", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as node:
        try:
            give_up = time.monotonic() + SECONDS
            while time.monotonic() < give_up:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            node.terminate()


def chained(data: Path, url: str) -> dict[str, str]:
    """A data folder whose account on the chain has money; its settings, as variables."""
    folder = Folder.open(data, make=True)
    folder.anchor.mkdir(mode=0o700, exist_ok=True)
    key = RelayerKey.make()
    key.save(folder.anchor / "relayer.key")
    web3 = connect(url)
    web3.provider.make_request("anvil_setBalance", [key.address, hex(10**20)])  # type: ignore[arg-type]  # anvil's own
    outbox = Outbox(data.with_name("deployer.db"))
    chain = Chain(web3, key, outbox)
    contract = deploy(chain)
    outbox.close()
    return {"FHIR_BRIDGE_CHAIN_ID": str(web3.eth.chain_id), "FHIR_BRIDGE_CHAIN_CONTRACT": contract}


def test_t085_t088_a_bad_line_to_the_chain_publishes_everything_once(tmp_path: Path) -> None:
    if not ANVIL.exists():
        pytest.skip("no anvil: npm ci in anchor/contracts installs it")
    sender, faults = Sender(), Faults(random.Random(85), rate=0.0, kinds=KINDS)
    port, data = free_port(), tmp_path / "data"
    with anvil(port) as url, proxied(port, faults) as bad:
        given = chained(data, url) | {"FHIR_BRIDGE_CHAIN": f"http://127.0.0.1:{bad}"}
        settings = Settings(
            data=data,
            chain=url,
            chain_id=int(given["FHIR_BRIDGE_CHAIN_ID"]),
            chain_contract=given["FHIR_BRIDGE_CHAIN_CONTRACT"],
        )
        with served(data, FHIR_BRIDGE_ANCHOR_SECONDS="0.1", **given) as service:  # type: ignore[arg-type]  # settings
            faults.rate = 0.2
            while len(faults.met) < 3:
                send(service, sender, 3)
                time.sleep(0.1)  # the line meets its faults while the log is published
            faults.rate = 0.0
            status = until(settings, lambda found: found.get("anchored") == found["entries"])
            assert status["anchored"] == len(sender.answered)
            assert service.end() == 0
        examine(settings, sender)
