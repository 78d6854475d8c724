"""A synthesizer for speech-dispatcher that speaks into a file: `speech_module.py` FILE comes from its configuration."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def answer(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def taken(first: str) -> list[str]:
    """The lines of data that follow a command."""
    answer(first)
    lines = []
    while (line := sys.stdin.readline().rstrip("\r\n")) != ".":
        lines.append(line)
    return lines


def main() -> None:
    said = Path(os.environ["SAID"])
    language = ""
    for command in sys.stdin:
        match command.split()[0]:
            case "INIT":
                answer("299-ready", "299 OK LOADED SUCCESSFULLY")
            case "AUDIO" | "LOGLEVEL":
                taken("207 OK RECEIVING SETTINGS")
                answer("203 OK SET")
            case "SET":
                language = next(
                    s.split("=")[1] for s in taken("203 OK RECEIVING SETTINGS") if s.startswith("language=")
                )
                answer("203 OK SETTINGS RECEIVED")
            case "LIST":
                answer("200-voice\ten\tnone", "200 OK VOICE LIST SENT")
            case "SPEAK":
                text = " ".join(line.strip() for line in taken("202 OK RECEIVING MESSAGE"))
                with said.open("a") as file:
                    file.write(f"{language}: {text.removeprefix('<speak>').removesuffix('</speak>')}\n")
                answer("200 OK SPEAKING", "701 BEGIN", "702 END")
            case "QUIT":
                answer("210 OK QUIT")
                return
            case _:
                answer("300 ERR UNKNOWN COMMAND")


if __name__ == "__main__":
    main()
