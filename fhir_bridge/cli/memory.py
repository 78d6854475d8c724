"""What a process holds in memory stays there: it leaves no core dump and lets no other process of its user look in.

Source: prctl(2), PR_SET_DUMPABLE; getrlimit(2), RLIMIT_CORE. The first covers core handlers that are piped to, which
the second does not.
"""

from __future__ import annotations

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4


def keep_in_memory() -> None:
    """Forbid core dumps of this process and, on Linux, attaching to it; OSError where the system refuses."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "core dumps cannot be forbidden")
