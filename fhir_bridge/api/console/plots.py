"""A plot of the last hour as inline SVG, with its figures in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fhir_bridge.api.console.markup import Html, element

WIDTH: Final = 360
HEIGHT: Final = 96
MINUTES: Final = 60
_BAR: Final = WIDTH / MINUTES
_LEAST: Final = 1.5
"""Pixels that something which is not nothing is high."""


def bars(title: str, values: Sequence[int], unit: str) -> Html:
    """A bar a minute, the newest at the right; `unit` is what is counted in the sentence below."""
    shown = list(values[-MINUTES:])
    highest = max(shown, default=0)
    said = _said(shown, highest, unit)
    drawn = [_bar(MINUTES - len(shown) + place, one, highest) for place, one in enumerate(shown)]
    base = element("line", class_="axis", x1="0", x2=f"{WIDTH}", y1=f"{HEIGHT}", y2=f"{HEIGHT}")
    picture = element(
        "svg", *drawn, base, viewBox=f"0 0 {WIDTH} {HEIGHT + 1}", role="img", aria_label=f"{title}: {said}",
        preserveAspectRatio="none",
    )  # fmt: skip
    ends = element(
        "div", element("span", "an hour ago"), element("span", "now"), class_="ends", aria_hidden="true"
    )
    caption = element("figcaption", element("strong", title), element("span", said, class_="quiet"))
    return element("figure", caption, picture, ends)


def _bar(place: int, value: int, highest: int) -> Html:
    height = max(value / highest * HEIGHT, _LEAST) if value else 0.0
    box = {"x": f"{place * _BAR + 0.5:.1f}", "width": f"{_BAR - 1:.1f}"}
    return element("rect", **box, y=f"{HEIGHT - height:.1f}", height=f"{height:.1f}", rx="1")


def _said(values: Sequence[int], highest: int, unit: str) -> str:
    if not values:
        return "nothing to show yet: it is counted from the first whole minute on"
    return f"{values[-1]:,} {unit} now, {highest:,} at most"
