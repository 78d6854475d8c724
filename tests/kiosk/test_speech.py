"""Speech through a real speech-dispatcher, whose synthesizer writes down what it is given."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.speech import Dispatcher, SpokenLog

MODULE = Path(__file__).with_name("speech_module.py")
DEADLINE = 20  # seconds

pytestmark = pytest.mark.skipif(
    shutil.which("speech-dispatcher") is None, reason="speech-dispatcher is not there"
)


def until(holds: Callable[[], bool]) -> None:
    """Wait for something, at most so long."""
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Path]:
    """The socket of a daemon of our own; `said` beside it is what was spoken."""
    conf = tmp_path / "conf"
    (conf / "modules").mkdir(parents=True)
    run = conf / "module"
    run.write_text(f"#!/bin/sh\nexec {sys.executable} {MODULE}\n")
    run.chmod(0o700)
    lines = [
        "LogLevel 1",
        'LogDir "stdout"',
        f'AddModule "file" "{run}" ""',
        "DefaultModule file",
        "DisableAutoSpawn",
    ]
    (conf / "speechd.conf").write_text("\n".join(lines) + "\n")
    path = tmp_path / "socket"
    command = [
        "speech-dispatcher",
        "-s",
        "-c",
        "unix_socket",
        "-S",
        path,
        "-C",
        conf,
        "-P",
        tmp_path / "pid",
        "-t",
        "0",
    ]
    environment = os.environ | {"SAID": str(tmp_path / "said")}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        until(path.exists)
        yield path
        process.terminate()


def said(path: Path) -> list[str]:
    file = path.with_name("said")
    return file.read_text().splitlines() if file.exists() else []


def test_texts_are_spoken_in_their_language(daemon: Path) -> None:
    speaker = Dispatcher(daemon)
    speaker.say("Hello\nMargarethe", "en")
    until(lambda: len(said(daemon)) == 1)
    speaker.say("Guten Tag", "de")
    until(lambda: len(said(daemon)) == 2)
    speaker.stop()
    speaker.close()
    assert said(daemon) == ["en: Hello Margarethe", "de: Guten Tag"]


def test_a_line_that_is_a_dot_does_not_end_the_text(daemon: Path) -> None:
    speaker = Dispatcher(daemon)
    speaker.say("one\n.\nQUIT", "en")
    until(lambda: bool(said(daemon)))
    speaker.close()
    assert said(daemon)[0].endswith("QUIT")


def test_without_a_daemon_it_is_silent_and_tries_again(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    speaker = Dispatcher(path)
    speaker.say("nobody hears", "en")
    speaker.stop()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        speaker.say("Hello", "en")
        heard, _ = server.accept()
        with heard:
            assert heard.recv(4096).splitlines()[-3:] == [b"SPEAK", b"Hello", b"."]
    speaker.close()


def test_a_daemon_that_takes_nothing_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        speaker = Dispatcher(path)
        for _ in range(2000):
            speaker.say("x" * 3000, "en")
        speaker.close()


def test_the_double_keeps_what_would_be_said() -> None:
    log = SpokenLog()
    log.say("Hello", "en")
    log.stop()
    assert log.said == [("en", "Hello"), None]
