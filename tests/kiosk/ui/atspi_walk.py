"""A whole visit by keyboard alone, seen as assistive technology sees it. Run by the system's Python, which has pyatspi.

atspi_walk.py KIOSK...        the kiosk's command; writes one JSON object a step: state, focus, nodes
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyatspi

Node = Any  # pyatspi has no types

DEADLINE = 20  # seconds that anything may take
PIN = "482915"
ROUND = 40  # more controls than any page has
# What is pressed at each state, and the state that must follow.
WALK = (
    ("Attract", None, "Identified"),
    ("Identified", ["Return"], "PinEntry"),
    ("PinEntry", [*PIN, "Return"], "Appointments"),
    ("Appointments", ["Return"], "DetailsConfirm"),
    ("DetailsConfirm", ["Yes, right. Telephone", "Return", "Continue", "Return"], "Consents"),
    (
        "Consents",
        [
            "Yes, allow. Practice Dr Okafor, Cardiology",
            "Return",
            "90 days. Practice Dr Okafor, Cardiology",
            "Return",
        ],
        "Consents",
    ),
    ("Consents", ["Read what I sign", "Return"], "ConsentText"),
    ("ConsentText", ["Sign with PIN", "Return"], "PinEntry"),
    ("PinEntry", [*PIN, "Return"], "Receipt"),
    ("Receipt", ["Print the receipt", "Return", "Finish", "Return"], "TakeCard"),
)


class Kiosk:
    """The process under test, and the last state that it has said."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.state = ""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.state = line.strip()

    def until(self, state: str) -> None:
        self.wait(lambda: self.state == state, state)

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + DEADLINE
        while not holds():
            if time.monotonic() > end or self.process.poll() is not None:
                sys.exit(f"never came: {what}; at {self.state}, focus on {focused()!r}")
            time.sleep(0.02)


def showing(node: Node) -> Iterator[tuple[Node, Node]]:
    """A node and all in it, as far as they are in sight, with their states; nothing of what is just taken down."""
    try:
        states = node.getState()
        if not states.contains(pyatspi.STATE_SHOWING):
            return
        yield node, states
        for child in node:
            if child is not None:
                yield from showing(child)
    except (LookupError, RuntimeError):
        return


def everything() -> Iterator[tuple[Node, Node]]:
    """All that is in sight."""
    for application in pyatspi.Registry.getDesktop(0):
        yield from showing(application)


def nodes() -> list[dict[str, Any]]:
    """What is told of everything, in order."""
    return [facts(node, states) for node, states in everything()]


def facts(node: Node, states: Node) -> dict[str, Any]:
    """What is told of one node."""
    interfaces = node.get_interfaces()
    text = node.queryText() if "Text" in interfaces else None
    value = node.queryValue() if "Value" in interfaces else None
    return {
        "role": node.getRoleName(),
        "name": node.name,
        "description": node.description,
        "text": text.getText(0, -1) if text else "",
        "value": str(value.currentValue) if value else "",
        "focusable": states.contains(pyatspi.STATE_FOCUSABLE),
        "focused": states.contains(pyatspi.STATE_FOCUSED),
        "enabled": states.contains(pyatspi.STATE_ENABLED),
    }


def focused() -> str | None:
    """The name of what has the focus."""
    return next((node.name for node, states in everything() if states.contains(pyatspi.STATE_FOCUSED)), None)


def press(key: str) -> None:
    subprocess.run(["xdotool", "key", key], check=True)


def moved(before: str | None) -> Callable[[], bool]:
    """Whether the focus is elsewhere by now."""
    return lambda: focused() != before


def go_to(kiosk: Kiosk, name: str) -> None:
    """Tab to a control, as somebody does who does not see it."""
    for _ in range(ROUND):
        now = focused()
        if now == name:
            return
        press("Tab")
        kiosk.wait(moved(now), f"the focus after {now}")
    sys.exit(f"no such control: {name}")


def order(kiosk: Kiosk) -> list[str | None]:
    """The names that the Tab key leads to, once round."""
    names = [focused()]
    for _ in range(ROUND):
        now = focused()
        press("Tab")
        kiosk.wait(moved(now), f"the focus after {now}")
        if focused() in names:
            break
        names.append(focused())
    return names


def report(state: str, around: list[str | None]) -> None:
    """One line of what is told at a state."""
    sys.stdout.write(json.dumps({"state": state, "focus": around, "nodes": nodes()}) + "\n")


def main(command: list[str]) -> None:
    kiosk = Kiosk(command)
    seen = set()
    for state, keys, following in WALK:
        kiosk.until(state)
        kiosk.wait(lambda: focused() is not None, "a focus")
        around = order(kiosk) if state not in seen else []
        seen.add(state)
        report(state, around)
        if keys is None:
            kiosk.process.stdin.write("card\n")
            kiosk.process.stdin.flush()
        for key in keys or ():
            if len(key) == 1 or key == "Return":
                press(key)
                report(state, [])
            else:
                go_to(kiosk, key)
        kiosk.until(following)
    kiosk.process.stdin.close()
    kiosk.process.wait(DEADLINE)


if __name__ == "__main__":
    main(sys.argv[1:])
