"""Kubo through the bridge and by bare HTTP, the same calls: `python benchmarks/kubo.py HOST:PORT SECRET-FILE`.

Bare HTTP sends the CAR streams and CIDs that the bridge made, ready in memory: what the bridge adds (cutting, hashing,
checking) is the difference. `scripts/live-kubo` shows how a node is started.
"""

from __future__ import annotations

import http.client
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fhir_bridge.store.blobs import BlobStore
from fhir_bridge.store.carsegment import FREE, header, section
from fhir_bridge.store.kubo import KuboBlocks
from fhir_bridge.store.unixfs import blocks

SIZES = {"4 kB": (4_096, 300), "1 MB": (1_000_000, 60), "100 MB": (100_000_000, 3)}
_DISPOSITION = b'Content-Disposition: form-data; name="file"; filename="f"'
_START = b"--b\r\n" + _DISPOSITION + b"\r\nContent-Type: application/octet-stream\r\n\r\n"


class Bare:
    """The RPC over one connection."""

    def __init__(self, place: str, secret: str) -> None:
        self._connection = http.client.HTTPConnection(place)
        self._headers = {"Authorization": f"Bearer {secret}"}

    def call(self, path: str, body: bytes = b"") -> bytes:
        """One call's answer."""
        kind = {"Content-Type": "multipart/form-data; boundary=b"} if body else {}
        self._connection.request("POST", f"/api/v0/{path}", body, self._headers | kind)
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status != http.HTTPStatus.OK:
            sys.exit(f"{path}: {data[:200]!r}")
        return data

    def put(self, car: bytes, roots: Sequence[str]) -> None:
        """Import a CAR and pin its roots."""
        self.call("dag/import?offline=true&pin-roots=false&stats=true", _START + car + b"\r\n--b--\r\n")
        for start in range(0, len(roots), 256):
            self.call(
                "pin/add?offline=true&" + "&".join(f"arg={root}" for root in roots[start : start + 256])
            )

    def get(self, cids: Sequence[str]) -> int:
        """Every block of a blob."""
        return sum(len(self.call(f"block/get?offline=true&arg={cid}")) for cid in cids)


def car_of(many: Sequence[bytes]) -> tuple[bytes, list[str], list[list[str]]]:
    """A CAR of these blobs, their roots, and each one's blocks as they are read."""
    files = [list(blocks([blob])) for blob in many]
    body = b"".join(section(block) for file in files for block in file)
    cids = [[str(block.cid) for block in [file[-1], *file[:-1]]] for file in files]
    return header([FREE.cid]) + section(FREE) + body, [each[0] for each in cids], cids


def seconds(work: Callable[[], object]) -> float:
    """How long it takes by the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compared(label: str, work: str, bridge: float, bare: float, size: int) -> None:
    """One line of the table."""
    rates = "".join(f"{size / spent / 1e6:9,.1f} MB/s" for spent in (bridge, bare))
    print(f"{label:>7} {work:12} {rates} {bridge / bare - 1:+8.0%}")


def measure(label: str, size: int, count: int, *, store: BlobStore, bare: Bare) -> None:
    """Three lines of the table."""
    singles, others, together, more = ([os.urandom(size) for _ in range(count)] for _ in range(4))
    cars, bulk = [car_of([blob]) for blob in others], car_of(more)
    cids: list[str] = []
    put = seconds(lambda: cids.extend(map(store.put, singles)))
    compared(
        label, "put", put, seconds(lambda: [bare.put(car, roots) for car, roots, _ in cars]), count * size
    )
    imported = seconds(lambda: store.put_many(together))
    compared(label, "bulk import", imported, seconds(lambda: bare.put(bulk[0], bulk[1])), count * size)
    got = seconds(lambda: [store.get(cid) for cid in cids])
    compared(label, "get", got, seconds(lambda: [bare.get(each) for each in bulk[2]]), count * size)


def main() -> None:
    """Print the table."""
    place, secret = sys.argv[1], Path(sys.argv[2]).read_text(encoding="ascii")
    host, port = place.split(":")
    store = BlobStore(KuboBlocks.open(f"/ip4/{host}/tcp/{port}", authorization=f"Bearer {secret}"))
    print(f"{'blob':>7} {'':12} {'bridge':>14} {'bare HTTP':>14} {'more':>8}")
    for label, (size, count) in SIZES.items():
        measure(label, size, count, store=store, bare=Bare(place, secret))


if __name__ == "__main__":
    main()
