"""How long the screens take: `python benchmarks/kiosk_pages.py`, one JSON object. Wants a display, or QT_QPA_PLATFORM.

start_s      from the first import to the first frame (the promise: 1.5 s with the interpreter's own start)
memory_mb    resident at its highest after that (150)
pages        every page is shown three times; from the visit to the painted page, on the window's thread: median,
             p95 and the longest block (50 ms)
processor    the same in the thread's own processor time, which other work on the machine hides least
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from pathlib import Path

START = time.perf_counter()
sys.path.insert(0, str(Path(__file__).parent.parent))

from PySide6.QtCore import QSize  # noqa: E402 - imports are what is measured
from PySide6.QtWidgets import QApplication  # noqa: E402 - the same

from kiosk.speech import SpokenLog  # noqa: E402 - the same
from kiosk.ui.window import Window  # noqa: E402 - the same
from kiosk.visit.visit import Visit  # noqa: E402 - the same

SCREEN = QSize(1280, 1024)
ROUNDS = 3


def first_frame() -> Window:
    """The window with its first page, painted."""
    window = Window(SpokenLog())
    window.resize(SCREEN)
    window.show_visit(Visit())
    window.show()
    QApplication.processEvents()
    return window


def turns(window: Window) -> tuple[list[float], list[float]]:
    """Milliseconds from a visit to its painted page, page by page: by the clock, and of the processor."""
    from tests.kiosk.ui.samples import SAMPLES  # noqa: PLC0415 - no part of the start

    taken, spent = [], []
    for number, state in enumerate(SAMPLES * ROUNDS):
        began, worked = time.perf_counter(), time.thread_time()
        window.show_visit(Visit(state, number=number))
        QApplication.processEvents()
        taken.append((time.perf_counter() - began) * 1000)
        spent.append((time.thread_time() - worked) * 1000)
    return taken, spent


def figures(found: list[float]) -> dict[str, float]:
    """What is told of many times."""
    ordered = sorted(found)
    return {
        "shown": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[len(ordered) * 95 // 100], 1),
        "longest_ms": round(ordered[-1], 1),
    }


def main() -> None:
    """Start, then turn pages."""
    application = QApplication([])
    window = first_frame()
    start = time.perf_counter() - START
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    taken, spent = turns(window)
    told = {"start_s": round(start, 3), "memory_mb": memory}
    print(json.dumps(told | {"pages": figures(taken), "processor": figures(spent)}))
    window.close_for_good()
    application.processEvents()


if __name__ == "__main__":
    main()
