"""A kiosk in a process of its own: what its window shows, and what a person does at it."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

PATIENCE = 60.0
PIN = "123456"
NOTHING: dict[str, Any] = {"state": "", "lines": [], "buttons": [], "qr": "", "trouble": ""}


@dataclass
class Shown:
    """A kiosk in a process of its own, and what its window shows."""

    process: subprocess.Popen[str]
    patience: float = PATIENCE
    told: SimpleQueue[dict[str, Any]] = field(default_factory=SimpleQueue)
    now: dict[str, Any] = field(default_factory=lambda: NOTHING)
    sent: int = 0
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        Thread(target=self._listen, daemon=True).start()

    def until(self, *states: str, line: str = "") -> dict[str, Any]:
        """What is shown, once one of these pages is, with a line that has these words."""
        end = time.monotonic() + self.patience
        while not (self.now["state"] in states and any(line in one for one in self.now["lines"])):
            self._wait(end, f"not {states} {line!r}")
        return self.now

    def troubled(self, code: str) -> None:
        """Once the page of this trouble is shown."""
        end = time.monotonic() + self.patience
        while self.now.get("trouble") != code:
            self._wait(end, f"no {code}")

    def press(self, button: str) -> None:
        """Click the button whose name begins so, once it is there."""
        end = time.monotonic() + self.patience
        while not any(one.startswith(button) for one in self.now["buttons"]):
            self._wait(end, f"no {button!r}")
        self._say("press", button)

    def type(self, text: str) -> None:
        self._say("type", text)

    def panel(self, button: str) -> None:
        """Click a button of the training cards' panel."""
        self._say("panel", button)

    def picture(self, path: Path) -> None:
        """Keep what is on the screen."""
        self._say("picture", str(path))

    def pin(self, pin: str = PIN) -> None:
        self.until("PinEntry")
        self.type(pin)
        self.press("Continue")

    def close(self) -> None:
        self._say("quit")
        self.process.wait(PATIENCE)

    def _say(self, *words: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        self.sent += 1
        self.now = NOTHING

    def _wait(self, end: float, wanted: str) -> None:
        try:
            shown = self.told.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            raise AssertionError(f"{wanted}, but {self.seen[-6:]}") from None
        self.now = shown if shown["done"] == self.sent else NOTHING
        if not self.seen or self.seen[-1] != shown["state"]:
            self.seen.append(shown["state"])

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.told.put(json.loads(line))
