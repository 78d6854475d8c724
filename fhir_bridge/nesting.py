"""How deep JSON goes, counted before anything recurses: the one guard in front of every reader of others' bytes.

    depth(b'{"a": [1, "[["]}')     ->     2

The standard library's reader recurses in C as deep as the interpreter's recursion limit lets it, and libraries raise
that: 100,000 brackets then end the process. One pass over the bytes, whatever they are: a string that never ends is
taken to the end at once, so quotes and backslashes cannot make it look twice.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_NO_BRACKET: Final = re.compile(rb"[^\[\]{}]+")
_STEPS: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def depth(data: bytes | bytearray) -> int:
    """Objects and arrays within one another, at most, up to where the bytes stop being JSON."""
    brackets = _NO_BRACKET.sub(b"", _STRING.sub(b"", data))
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)
