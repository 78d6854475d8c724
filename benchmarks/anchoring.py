"""How long a record waits for its block: `python benchmarks/anchoring.py [SECONDS]` (default 30), one JSON
line a chain.

3,333 records a second (a million monitored patients, one record each five minutes) are appended ten times a
second; every interval of 2 s the log is published, on the embedded chain and on anvil with a block each
second. A record has waited from its append until the publication that holds it stood. The promise is
interval, one block and 0.5 s, at the 99th percentile.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from anchor.chains import RemoteChain
from anchor.entry import record_entry
from anchor.evm import Patience
from anchor.relayer import RelayerKey
from anchor.site import Anchor

ROOT = Path(__file__).parents[1]
RATE, STEP, INTERVAL = 3_333, 0.1, 2.0


def main(seconds: float) -> None:
    """Both chains, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        tell("embedded", 0.0, run(Anchor.open(Path(folder), "benchmark.example/log"), seconds))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as nodes:
        tell("anvil, a block each second", 1.0, run(on_anvil(Path(folder), nodes), seconds))


def on_anvil(folder: Path, nodes: ExitStack) -> Anchor:
    """A site on a fresh anvil whose blocks come each second."""
    anvil = runpy.run_path(str(ROOT / "tests" / "anchor" / "anvil.py"))
    node = nodes.enter_context(anvil["running"](folder, "--block-time", "1"))
    RelayerKey.make().save(folder / "relayer.key")
    key = RelayerKey.load(folder / "relayer.key")
    node.fund(key.address)
    from anchor.anchorlog import deploy  # noqa: PLC0415 -- after the node is there
    from anchor.evm import Chain  # noqa: PLC0415 -- the same
    from anchor.outbox import Outbox  # noqa: PLC0415 -- the same

    patience = Patience(poll=0.02)
    contract = deploy(Chain(node.web3, key, Outbox(folder / "outbox.db"), patience=patience))
    chain = RemoteChain(str(node.socket), node.web3.eth.chain_id, contract, patience)
    return Anchor.open(folder, "benchmark.example/log", chain=chain)


def run(anchor: Anchor, seconds: float) -> list[float]:
    """The waits of all records, in seconds, sorted."""
    anchor.append([record_entry(os.urandom(32))])
    anchor.publish()
    appended: list[tuple[int, float]] = []
    end = time.monotonic() + seconds
    feeder = threading.Thread(target=feed, args=(anchor, appended, end))
    feeder.start()
    waits, settled, due = [], 0, time.monotonic() + INTERVAL
    while feeder.is_alive() or settled < len(appended):
        time.sleep(max(0.0, due - time.monotonic()))
        due += INTERVAL
        place, now = anchor.publish(), time.monotonic()
        while place and settled < len(appended) and appended[settled][0] < place.head.size:
            waits.append(now - appended[settled][1])
            settled += 1
    feeder.join()
    anchor.close()
    return sorted(waits)


def feed(anchor: Anchor, appended: list[tuple[int, float]], end: float) -> None:
    """Append a tenth of a second's records each tenth of a second; keep when the last of each lot was
    durable.
    """
    due = time.monotonic()
    while due < end:
        time.sleep(max(0.0, due - time.monotonic()))
        places = anchor.append([record_entry(os.urandom(32)) for _ in range(round(RATE * STEP))])
        appended.append((places[-1], due))
        due += STEP


def tell(chain: str, block: float, waits: list[float]) -> None:
    """Print one chain's figures."""
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    figures = {"chain": chain, "lots": len(waits), "rate": RATE, "p50": round(p50, 3), "p99": round(p99, 3)}
    print(json.dumps(figures | {"promised": INTERVAL + block + 0.5}), flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0)
