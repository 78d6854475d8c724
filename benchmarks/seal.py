"""Sealing and opening, in processor time of one core: `python benchmarks/seal.py`."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator

from fhir_bridge.seal.envelope import open_envelope, open_file, seal, seal_stream
from fhir_bridge.seal.keyring import Keyring, MemoryEpochs
from fhir_bridge.seal.secret import new_key

MIB = 1 << 20
CONTEXT = b"benchmark"
KEY = new_key()


def rate(work: Callable[[], object], least_seconds: float = 0.5) -> float:
    """How often a second of processor time it can be done."""
    work()
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < least_seconds:
        work()
        count += 1
    return count / spent


def pieces(count: int) -> Iterator[bytes]:
    """So many times the same MiB."""
    piece = os.urandom(MIB)
    for _ in range(count):
        yield piece


def main() -> None:
    """Print what was measured."""
    for size in (2_048, MIB, 100 * MIB):
        plaintext = os.urandom(size)
        envelope = seal(plaintext, KEY, CONTEXT)
        sealed = rate(lambda plaintext=plaintext: seal(plaintext, KEY, CONTEXT))
        opened = rate(lambda envelope=envelope: open_envelope(envelope, KEY, CONTEXT))
        print(f"{size:>11,} bytes: seal {sealed:>9,.0f}/s {sealed * size / 1e9:6.2f} GB/s", end="")
        print(f"   open {opened:>9,.0f}/s {opened * size / 1e9:6.2f} GB/s")
    with tempfile.TemporaryFile() as file:
        start = time.process_time()
        file.writelines(seal_stream(pieces(1024), KEY, CONTEXT))
        middle = time.process_time()
        file.seek(0)
        size = sum(map(len, open_file(file, KEY, CONTEXT)))
        end = time.process_time()
    print(f"{size:>11,} bytes: seal to a file {size / 1e9 / (middle - start):.2f} GB/s", end="")
    print(f"   open it {size / 1e9 / (end - middle):.2f} GB/s")
    keys = MemoryEpochs()
    keys.add(new_key())
    keyring = Keyring(keys)
    wrapped = keyring.wrap(KEY, CONTEXT)
    wraps, unwraps = rate(lambda: keyring.wrap(KEY, CONTEXT)), rate(lambda: keyring.unwrap(wrapped, CONTEXT))
    print(f"keys: wrap {wraps:,.0f}/s, unwrap {unwraps:,.0f}/s")


if __name__ == "__main__":
    main()
