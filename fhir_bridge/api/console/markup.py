"""HTML that is written by element: whatever is not HTML already is escaped, so that no text becomes markup."""

from __future__ import annotations

from html import escape
from typing import Final

_VOID: Final = {"meta", "link", "input", "br"}


class Html(str):
    """Text that is markup, made by `element` alone."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | None) -> Html:
    """`<name attributes>children</name>`; a trailing underscore of an attribute falls, other underscores are hyphens.

    An attribute that is None is left out; an empty one stands without a value.
    """
    spelled = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Html(f"<{name}{spelled}>")
    return Html(f"<{name}{spelled}>{joined(*children)}</{name}>")


def joined(*children: str) -> Html:
    """One after the other, each escaped unless it is markup."""
    return Html("".join(one if isinstance(one, Html) else escape(one) for one in children))


def _attribute(key: str, value: str) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f' {name}="{escape(value)}"' if value else f" {name}"
