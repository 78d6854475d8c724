"""Speech through speech-dispatcher: a small client of its protocol SSIP, and a double that keeps a log.

    C: SET self CLIENT_NAME kiosk:kiosk:page     S: 208 OK CLIENT NAME SET
    C: SET self LANGUAGE de                      S: 201 OK LANGUAGE SET
    C: SPEAK                                     S: 230 OK RECEIVING DATA
    C: Guten Tag                                 S: 225-21
    C: .                                         S: 225 OK MESSAGE QUEUED

Commands end in CR LF, a line of text that begins with a dot gets a second one (SSIP specification, chapter 2). The
kiosk waits for no answer: a synthesizer that is slow or gone must never hold up a page.
"""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

LONGEST = 4000  # characters of one page that are read; no page of ours has as many
HELD = 1 << 16  # bytes of answers that are read away at a time


class Speaker(Protocol):
    """Says texts one after the other; never a PIN, which no text holds."""

    def say(self, text: str, language: str) -> None:
        """Say a text after what is being said; `language` by BCP 47."""

    def stop(self) -> None:
        """Silence now, and nothing of what waits."""


@dataclass(slots=True)
class SpokenLog:
    """The double: keeps what would be said as (language, text), and None for each silence."""

    said: list[tuple[str, str] | None] = field(default_factory=list)

    def say(self, text: str, language: str) -> None:
        """Keep it."""
        self.said.append((language, text))

    def stop(self) -> None:
        """Keep that it was cut off."""
        self.said.append(None)


class Dispatcher:
    """The real one, over a Unix socket. While nobody answers there it is silent and tries again with the next text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None
        self._language = ""

    def say(self, text: str, language: str) -> None:
        """Queue a text."""
        lines = [
            ("." + line if line.startswith(".") else line)
            for line in text[:LONGEST].splitlines()
            if line.strip()
        ]
        if not lines:
            return
        commands = [] if language == self._language else [f"SET self LANGUAGE {language}"]
        self._send([*commands, "SPEAK", *lines, "."])
        self._language = language

    def stop(self) -> None:
        """Cut off what this kiosk says."""
        if self._socket is not None:
            self._send(["CANCEL self"])

    def close(self) -> None:
        """Take leave."""
        if self._socket is not None:
            self._send(["QUIT"])
            self._drop()

    def _send(self, lines: list[str]) -> None:
        """Hand lines to the socket whole, or give the connection up."""
        if self._socket is None:
            self._connect()
        if self._socket is None:
            return
        data = "".join(f"{line}\r\n" for line in lines).encode()
        try:
            with contextlib.suppress(BlockingIOError):
                while self._socket.recv(HELD):
                    pass
            if self._socket.send(data) != len(data):
                self._drop()
        except OSError:
            self._drop()

    def _connect(self) -> None:
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connected.setblocking(False)
        try:
            connected.connect(str(self._path))
            connected.send(b"SET self CLIENT_NAME kiosk:kiosk:page\r\n")
        except OSError:
            connected.close()
            return
        self._socket, self._language = connected, ""

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._language = None, ""
