r"""Ghosts: what a resource holds of a segment, as that segment with every value replaced by the place where it stands.

    PID|1||\Zidentifier[0].value\^^^\Zidentifier[0].assigner.display\||\Zname[0].family\^\Zname[0].given[0]\

A value that no map took stands as it was. A resource carries one extension for each segment that it has values of, the
segment's number as the extension's id; laid over one another, the ghosts of a segment give it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from fhir_bridge.source.delimiters import STANDARD
from fhir_bridge.source.escapes import escaper

KEPT = "urn:fhir-anchor:v2:segment"
"""URL of the extension that holds a ghost; the value of `retention.py --ignore-extension`."""

Position = tuple[int, int, int, int]
"""Field, repeat, component, sub-component, each from 1."""

_ESCAPE = escaper(STANDARD)


def pointer(path: str, tag: str) -> str:
    r"""What stands for a value that is found at a path: `\Zpath\`, or `\Zpath#tag\` where it was converted."""
    return f"\\Z{path}#{tag}\\" if tag else f"\\Z{path}\\"


def literal(value: str) -> str:
    """A value as it was, escaped."""
    return _ESCAPE(value)


def write(name: str, values: Iterable[tuple[Position, str]]) -> str:
    """The segment's text from its values in the order of their positions; nothing for what lies between them."""
    field, repeat, component, sub = (2 if name == "MSH" else 0), 1, 1, 1
    out = ["MSH|^~\\&" if name == "MSH" else name]
    for position, text in values:
        f, r, c, s = position
        if f != field:
            out.append("|" * (f - field))
            repeat = component = sub = 1
        if r != repeat:
            out.append("~" * (r - repeat))
            component = sub = 1
        if c != component:
            out.append("^" * (c - component))
            sub = 1
        out.append("&" * (s - sub) + text)
        field, repeat, component, sub = f, r, c, s
    return "".join(out)
