"""A whole visit by keyboard alone on a real screen, and what the accessibility tree says of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
SYSTEM = "/usr/bin/python3"
TOOLS = ("xvfb-run", "dbus-run-session", "xdotool", SYSTEM)
PIN = "482915"
CONTROLS = ("push button", "check box", "toggle button", "radio button")
HEADER = [
    "Language: English",
    "Size of the text: 100 per cent",
    "Colours: light",
    "Read aloud: off",
    "Call staff",
]
ABSENT = [tool for tool in TOOLS if shutil.which(tool) is None]


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    """The walk's report."""
    if ABSENT:
        pytest.skip(f"not there: {ABSENT}")
    kiosk = [sys.executable, "-m", "tests.kiosk.ui.walked_kiosk"]
    walk = [
        "env",
        "-u",
        "PYTHONPATH",
        SYSTEM,
        str(FOLDER / "atspi_walk.py"),
        "env",
        f"PYTHONPATH={':'.join(sys.path)}",
    ]
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", "dbus-run-session", "--"]
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    command = [*screen, *walk, *kiosk]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_the_whole_visit_is_done_by_keyboard(steps: list[dict[str, Any]]) -> None:
    order = list(dict.fromkeys(step["state"] for step in steps))
    assert order == [
        "Attract",
        "Identified",
        "PinEntry",
        "Appointments",
        "DetailsConfirm",
        "Consents",
        "ConsentText",
        "Receipt",
    ]


def test_every_control_has_a_name(steps: list[dict[str, Any]]) -> None:
    controls = [
        node for step in steps for node in step["nodes"] if node["role"] in CONTROLS or node["focusable"]
    ]
    assert len(controls) > 100
    assert not [node for node in controls if not node["name"]]


def test_the_focus_goes_through_the_page_and_then_the_header(steps: list[dict[str, Any]]) -> None:
    rounds = [step for step in steps if step["focus"]]
    assert len(rounds) >= 8
    for step in rounds:
        names = step["focus"]
        assert len(names) == len(set(names)), step["state"]
        place = names.index(HEADER[0])
        assert names[place : place + len(HEADER)] == HEADER, step["state"]
    identified = next(step["focus"] for step in rounds if step["state"] == "Identified")
    assert [name.partition(".")[0] for name in identified[:3]] == [
        "Continue with PIN",
        "Only check in",
        "That is not me",
    ]


def test_everything_that_can_be_pressed_can_be_reached(steps: list[dict[str, Any]]) -> None:
    for step in steps:
        if step["focus"]:
            named = {n["name"] for n in step["nodes"] if n["role"] in CONTROLS and n["enabled"]}
            assert named <= set(step["focus"]), step["state"]


def test_t102_the_pin_is_never_in_the_tree(steps: list[dict[str, Any]]) -> None:
    entering = [step for step in steps if step["state"] == "PinEntry"]
    assert len(entering) >= 2 * len(PIN)
    for step in entering:
        shown = [node for node in step["nodes"] if node["role"] not in CONTROLS]
        told = " ".join(f"{n['name']} {n['description']} {n['text']} {n['value']}" for n in shown)
        for length in range(2, len(PIN) + 1):
            assert PIN[:length] not in told
    counts = {
        node["name"] for step in entering for node in step["nodes"] if node["name"].startswith("Digits typed")
    }
    assert {f"Digits typed: {length}" for length in range(len(PIN))} <= counts
