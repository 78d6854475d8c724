"""A site that kills itself: `dying_site.py FOLDER POINT TIMES` appends and publishes, and dies at a named point.

`TIMES` is how often the point is passed before it kills. Every publication that returned is told on standard output.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anchor import log, site
from anchor.blocks import Journal
from anchor.embedded import EmbeddedChain
from anchor.logstore import LogRows
from anchor.outbox import Outbox

POINTS: dict[str, tuple[Any, str]] = {
    "place-added": (LogRows, "add"),
    "checkpoint-signed": (log, "sign_checkpoint"),
    "checkpoint-kept": (LogRows, "keep_checkpoint"),
    "transaction-saved": (Outbox, "save"),
    "block-written": (Journal, "add"),
    "transaction-sent": (EmbeddedChain, "submit"),
    "reference-signed": (site, "sign_reference"),
    "reference-kept": (LogRows, "keep_reference"),
}


def die_at(where: tuple[Any, str], times: int, *, before: bool) -> None:
    """Kill this process, as kill -9 does, before or after the `times`-th call of a function."""
    owner, name = where
    original: Callable[..., Any] = getattr(owner, name)
    left = [times]

    def deadly(*arguments: Any, **options: Any) -> Any:
        left[0] -= 1
        if before and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = original(*arguments, **options)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(owner, name, deadly)


def main(folder: str, point: str, times: str) -> None:
    name, _, side = point.partition(":")
    die_at(POINTS[name], int(times), before=side == "before")
    anchor = site.Anchor.open(Path(folder), "clinic.example/log")
    for round_ in range(3):
        anchor.append([b"entry %d" % number for number in range(round_ * 10, round_ * 10 + 15)])
        if place := anchor.publish():
            sys.stdout.write(f"{place.head.size} {place.transaction.hex()}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
