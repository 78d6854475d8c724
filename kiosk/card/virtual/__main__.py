"""A card in a file, put into a reader of vpcd until the program is ended.

    python -m kiosk.card.virtual FILE [--port PORT] [--make PROFILE --trust FOLDER]

With --make the card is issued first, by an authority made for it, whose trust folder is written as well.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk.card.virtual.applet import Applet
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.memory import Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import issue
from kiosk.card.virtual.vpcd import PORT, Plug


def main() -> int:
    """Serve the card; 75 when there is no reader at the port."""
    words = argparse.ArgumentParser(description="a virtual PIV card in a reader of vpcd")
    words.add_argument("file", type=Path)
    words.add_argument("--port", type=int, default=PORT)
    words.add_argument("--make", type=Profile, choices=list(Profile), metavar="PROFILE")
    words.add_argument("--trust", type=Path)
    given = words.parse_args()
    if given.make is not None:
        authority = TrainingAuthority.create()
        issue(given.make, authority).memory.save(given.file)
        authority.write(given.trust or given.file.parent)
    memory = Memory.load(given.file)
    try:
        plug = Plug.insert(Applet(memory), given.port)
    except OSError:
        sys.stderr.write(f"no reader listens at port {given.port}\n")
        return 75
    plug.serve()
    memory.save(given.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
