"""Power cuts of a database: writes and syncs are recorded, and disks made of what was sure and some of the rest.

strace writes down every pwrite64, ftruncate and fdatasync of a process; between two of its marks (writes to /dev/null
that name what was committed) lies what it was promised. A disk after a cut holds everything up to a file's last sync
and, by chance, of what was written since some sectors of 512 bytes.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "openat,close,pwrite64,ftruncate,fdatasync,fsync,write,unlink"


@dataclass(frozen=True)
class Event:
    """`kind` is write, truncate, sync, unlink or mark."""

    kind: str
    name: str
    place: int = 0
    data: bytes = b""


@dataclass
class Trace:
    """What a process asked of the disk, in order."""

    events: list[Event] = field(default_factory=list)

    def disk(self, cut: int, folder: Path, chance: random.Random) -> list[int]:
        """Make the files as they may be after a cut before event `cut`; the marks that were passed."""
        files: dict[str, bytearray] = {}
        unsure: dict[str, list[Event]] = {}
        marks = []
        for event in self.events[:cut]:
            if event.kind == "mark":
                marks.append(event.place)
            elif event.kind == "sync":
                for waiting in unsure.pop(event.name, []):
                    _apply(files, waiting)
            elif event.kind == "unlink":
                files.pop(event.name, None)
                unsure.pop(event.name, None)
            else:
                unsure.setdefault(event.name, []).append(event)
        for waiting in unsure.values():
            for event in waiting:
                for part in _torn(event, chance):
                    _apply(files, part)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return marks


def record(folder: Path, program: str, *arguments: str) -> Trace:
    """The trace of `python -m program`, which leaves its database in `folder`."""
    out = folder.with_suffix(".strace")
    command = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(out)]
    subprocess.run([*command, sys.executable, "-m", program, str(folder), *arguments], check=True)
    return Trace(list(_events(out.read_text(encoding="ascii"), folder)))


_LINE = re.compile(
    r"(?:\d+ +)?(?P<call>\w+)\(\d*(?:<(?P<path>(?:\\x[0-9a-f]{2})*)>)?(?P<rest>.*)\) += (?P<result>-?\d+)"
)
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def _events(text: str, folder: Path) -> Iterator[Event]:
    for line in text.splitlines():
        found = _LINE.match(line)
        if not found or int(found["result"]) < 0:
            continue
        path = _text(found["path"] or "")
        call, rest = found["call"], found["rest"]
        said = [_raw(one) for one in _BYTES.findall(rest)]
        if call == "write" and path == "/dev/null" and said:
            yield Event("mark", "", int(said[0]))
        elif call == "unlink" and said and said[0].decode().startswith(str(folder)):
            yield Event("unlink", Path(said[0].decode()).name)
        elif path.startswith(str(folder)) and Path(path).suffix != ".db-shm" and not path.endswith("-shm"):
            name, numbers = Path(path).name, re.findall(r", (\d+)", rest)
            if call == "pwrite64":
                yield Event("write", name, int(numbers[-1]), said[0][: int(found["result"])])
            elif call == "ftruncate":
                yield Event("truncate", name, int(numbers[-1]))
            elif call in {"fdatasync", "fsync"}:
                yield Event("sync", name)


def _raw(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _text(text: str) -> str:
    return _raw(text).decode()


def _torn(event: Event, chance: random.Random) -> Iterator[Event]:
    if event.kind == "truncate":
        if chance.random() < 0.5:
            yield event
        return
    for at in range(0, len(event.data), SECTOR):
        if chance.random() < 0.5:
            yield Event("write", event.name, event.place + at, event.data[at : at + SECTOR])


def _apply(files: dict[str, bytearray], event: Event) -> None:
    disk = files.setdefault(event.name, bytearray())
    if event.kind == "truncate":
        del disk[event.place :]
        disk.extend(bytes(event.place - len(disk)))
    else:
        disk.extend(bytes(max(event.place - len(disk), 0)))
        disk[event.place : event.place + len(event.data)] = event.data
