"""The most memory that the canonical form takes, over one large bundle, each function in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from anchor.canonical import canonical, canonicalize, digest

LARGE_BYTES = 100_000_000


def enlarged(bundle: bytes) -> bytes:
    """The bundle with its entries repeated up to `LARGE_BYTES`."""
    head, _, rest = bundle.partition(b'"entry":[')
    entries = rest[: rest.rindex(b"]")]
    return b"".join((head, b'"entry":[', b",".join([entries] * (LARGE_BYTES // len(entries))), b"]}"))


def peak_memory(function: str, path: Path) -> float:
    """The file's bytes through `function` in a process of its own: the peak over their size, they included."""
    command = [sys.executable, __file__, function, str(path)]
    child = subprocess.run(command, capture_output=True, check=True)
    return int(child.stdout) / path.stat().st_size


def print_peak(function: str, path: Path) -> None:
    """The child's side: how far the resident memory rose, in bytes."""
    before = _resident_peak()
    {"digest": digest, "canonicalize": canonicalize, "canonical": canonical}[function](path.read_bytes())
    print(_resident_peak() - before)


def _resident_peak() -> int:
    """The most memory that this process has had, in bytes (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def print_memory(bundle: bytes) -> None:
    """The peak of each function over one large bundle."""
    with tempfile.NamedTemporaryFile() as file:
        path = Path(file.name)
        path.write_bytes(enlarged(bundle))
        for function in ("digest", "canonicalize", "canonical"):
            peak = peak_memory(function, path)
            print(
                f"peak memory of {function}, {path.stat().st_size / 1e6:.0f} MB minified: {peak:.2f} times the input"
            )


if __name__ == "__main__":
    print_peak(sys.argv[1], Path(sys.argv[2]))
