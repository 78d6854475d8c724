"""The oracle's shape of a value: its length and the kinds of its characters."""

from __future__ import annotations

import unicodedata


def shape(text: str) -> str:
    """What a value looks like, without the value."""
    kinds = [
        name
        for name, there in (
            ("digits", any(_kind(c) == "digits" or unicodedata.category(c) == "Nl" for c in text)),
            ("letters", any(_kind(c) == "letters" for c in text)),
            ("spaces", any(c.isspace() for c in text)),
            ("signs", any(not _kind(c) and not c.isspace() for c in text)),
        )
        if there
    ]
    return f"{len(text)} characters: {', '.join(kinds)}" if text else "nothing"


def _kind(c: str) -> str:
    category = unicodedata.category(c)
    return "letters" if category[0] == "L" or category == "Nl" else "digits" if category[0] == "N" else ""
