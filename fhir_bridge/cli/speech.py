"""How the commands speak: results on standard output, everything about them on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

T = TypeVar("T")

ERRORS = Console(stderr=True, highlight=False)


def now(row: dict[str, object]) -> None:
    """One JSON object on a line of its own, at once: somebody reads along."""
    json_line(row)
    sys.stdout.flush()


def line(text: str) -> None:
    """One line of a result."""
    sys.stdout.write(f"{text}\n")


def json_line(row: dict[str, object]) -> None:
    """One JSON object on a line of its own."""
    line(json.dumps(row, ensure_ascii=False))


def raw(data: bytes) -> None:
    """Bytes exactly as they are."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """A remark beside the result."""
    ERRORS.print(text, markup=False, soft_wrap=True)


def waiting_for_writer() -> None:
    """Says that another process holds the folder."""
    note("another process is writing in this data folder; waiting for it")


def progress(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """The items, with a count that moves on a terminal's standard error."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERRORS, transient=True, disable=not ERRORS.is_terminal) as bar:
        yield from bar.track(items, total=total, description=what)
