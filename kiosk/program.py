"""How the kiosk starts itself again: its window, and a process for each card.

elsewhere              python -m kiosk show ...
an installer's bundle  clinic-kiosk show ...        it has no interpreter to run modules with, and is its own
"""

from __future__ import annotations

import sys
from typing import Final

CHILD: Final = "card-child"
"""The hidden command of the card process."""


def program(*words: str) -> list[str]:
    """The command that runs the kiosk's own program with these words."""
    bundled = getattr(sys, "frozen", False)  # set by PyInstaller's bootloader
    return [sys.executable, *words] if bundled else [sys.executable, "-m", "kiosk", *words]
