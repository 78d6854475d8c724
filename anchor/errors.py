"""Everything the anchor can refuse or fail with.

    AnchorError
    └── CanonicalError    the bytes are not JSON that has one canonical form
"""

from __future__ import annotations


class AnchorError(Exception):
    """Something the anchor was asked for cannot be done."""


class CanonicalError(AnchorError):
    """The bytes are not JSON that has one canonical form.

    `code` names the fault (one of the codes listed in `docs/formats.md`), `offset` is the byte at which it was seen.
    """

    def __init__(self, code: str, offset: int) -> None:
        super().__init__(f"{code} at byte {offset}")
        self.code = code
        self.offset = offset
