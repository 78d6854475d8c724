"""Real Chromium, driven over its DevTools protocol: pages, sizes, keys, and what a screen reader is told."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PATIENCE = 60.0
OPTIONS = ("--headless", "--hide-scrollbars", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0")


@dataclass
class Page:
    """One tab."""

    line: ClientConnection
    _number: int = 0
    _events: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of a DevTools method."""
        self._number += 1
        self.line.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while (said := json.loads(self.line.recv(PATIENCE))).get("id") != self._number:
            self._events.append(said)
        assert "error" not in said, said
        return dict(said["result"])

    def open(self, url: str) -> None:
        """Go there, and wait until it is loaded."""
        self._events.clear()
        self.ask("Page.navigate", url=url)
        self.loaded()

    def loaded(self) -> None:
        """Wait until the page that was asked for is there."""
        while not any(event.get("method") == "Page.loadEventFired" for event in self._events):
            self._events.append(json.loads(self.line.recv(PATIENCE)))
        self._events.clear()

    def size(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """As wide as this, in this scheme of colours."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.ask("Emulation.setEmulatedMedia", features=scheme)

    def run(self, script: str) -> Any:
        """What an expression is in the page."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, key: str) -> None:
        """A key, down and up."""
        codes = {"Tab": 9, "Enter": 13}
        same = {"key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
        text = {"text": "\r"} if key == "Enter" else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **same, **text)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **same)

    def tree(self) -> list[tuple[str, str]]:
        """(role, name) of everything that a screen reader is told of."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        told = [node for node in nodes if not node["ignored"]]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in told]

    def picture(self, path: Path) -> None:
        """The whole page as a PNG."""
        found = self.ask("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(found["data"]))


@contextmanager
def chromium(folder: Path) -> Iterator[Page]:
    """A tab; Chromium and all that it started ends with this."""
    command = ["chromium", *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, start_new_session=True, **quiet)
    try:
        with connect(_tab(folder, process), max_size=None, proxy=None) as line:
            page = Page(line)
            page.ask("Page.enable")
            yield page
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def _tab(folder: Path, process: subprocess.Popen[bytes]) -> str:
    """The address of its first tab, once it listens."""
    until, told = time.monotonic() + PATIENCE, folder / "DevToolsActivePort"
    while time.monotonic() < until and process.poll() is None:
        lines = told.read_text().splitlines() if told.exists() else []
        if len(lines) == 2:
            with connect(f"ws://127.0.0.1:{lines[0]}{lines[1]}", max_size=None, proxy=None) as browser:
                tabs = [
                    one
                    for one in Page(browser).ask("Target.getTargets")["targetInfos"]
                    if one["type"] == "page"
                ]
            if tabs:
                return f"ws://127.0.0.1:{lines[0]}/devtools/page/{tabs[0]['targetId']}"
        time.sleep(0.02)
    raise TimeoutError("chromium does not listen")
