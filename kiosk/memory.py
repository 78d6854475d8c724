"""What the kiosk's process holds stays in it: no core dump, and no debugger of the same user."""

from __future__ import annotations

import ctypes
import resource
from typing import Final

from kiosk.errors import BadState

_PR_SET_DUMPABLE: Final = 4  # linux/prctl.h


def keep_in_memory() -> None:
    """`BadState` when the system does not let it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise BadState("the process cannot be made undumpable")
