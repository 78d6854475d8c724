"""What every page has around it: head, landmarks, the way to the other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fhir_bridge.api.console.markup import Html, element, joined

STYLE: Final = "/console/look.css"
LIVE_SECONDS: Final = 10
"""So often a page that is live is asked for again."""
PAGES: Final = (
    ("/console", "Overview"),
    ("/console/quarantine", "Quarantine"),
    ("/console/keeping", "Chain, store, keys"),
    ("/console/deliveries", "Deliveries"),
    ("/console/trace", "Trace"),
)


def page(title: str, *content: str, bar: str = "") -> bytes:
    """A whole page; `bar` is what stands beside the name at its top."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} · fhir-anchor"),
        element("link", rel="stylesheet", href=STYLE),
    )
    top = element("header", element("div", _brand(), bar, class_="bar"), class_="top")
    skip = element("a", "Skip to the content", class_="skip", href="#content")
    body = element("body", skip, top, element("main", *content, id="content", tabindex="-1"))
    return joined(Html("<!doctype html>"), element("html", head, body, lang="en")).encode()


def operators_page(
    path: str, title: str, *content: str, operator: str, live: bool, now: int, site: str
) -> bytes:
    """A page of the console; one that is live says how to hold it still."""
    links = [
        element("li", element("a", words, href=to, aria_current="page" if to == path else None))
        for to, words in PAGES
    ]
    way = element("nav", element("ul", *links), aria_label="Console")
    leave = element("form", element("button", "Leave"), method="post", action="/console/leave")
    who = element("div", element("span", operator), leave, class_="operator")
    other = element("a", "Hold still", href=f"{path}?still") if live else element("a", "Go live", href=path)
    told = f"New every {LIVE_SECONDS} seconds. " if live else "Held still. "
    under = element("div", element("p", site, " · ", moment(now)), element("p", told, other), class_="under")
    return page(title, element("h1", title), under, *content, bar=joined(way, who))


def moment(at: int) -> Html:
    """An instant as people read it, in UTC."""
    when = datetime.fromtimestamp(at, UTC)
    return element("time", f"{when:%d %b %Y, %H:%M:%S} UTC", datetime=when.isoformat())


def standing(*words: str, good: bool) -> Html:
    """One sentence of how it is, by word and colour."""
    kind = "good" if good else "alert"
    return element(
        "p",
        element("b", "All is well." if good else "Look here."),
        element("span", *words),
        class_=f"standing {kind}",
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, and how it is set: `count` for numbers, `long` for sentences."""

    name: str
    set: str | None = None


def table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, empty: str = "") -> Html:
    """A table whose first column names its row; roles are said, since a narrow screen lays it out as cards."""
    if not rows:
        return element("div", element("p", empty, class_="empty"), class_="panel")
    head = [element("th", one.name, scope="col", role="columnheader", class_=one.set) for one in columns]
    body = [_row(columns, row) for row in rows]
    inner = (
        element("thead", element("tr", *head, role="row"), role="rowgroup"),
        element("tbody", *body, role="rowgroup"),
    )
    return element("div", element("table", *inner, role="table", aria_label=caption), class_="panel")


def listed(facts: Sequence[tuple[str, str]]) -> Html:
    """Names and what they are."""
    pairs = [one for name, value in facts for one in (element("dt", name), element("dd", value))]
    return element("dl", *pairs, class_="panel")


def _row(columns: Sequence[Column], row: Sequence[str]) -> Html:
    first, *others = row
    cells = [element("th", first, scope="row", role="rowheader")]
    cells += [
        element("td", element("span", one), role="cell", data_label=column.name, class_=column.set)
        for column, one in zip(columns[1:], others, strict=True)
    ]
    return element("tr", *cells, role="row")


def _brand() -> Html:
    ring = element("circle", cx="12", cy="5", r="2.4")
    drawn = [
        element("path", d=way)
        for way in ("M12 7.5V21", "M4.5 13.5C5 18 8 21 12 21s7-3 7.5-7.5", "M8.5 10.5h7")
    ]
    mark = element("svg", ring, *drawn, viewBox="0 0 24 24", aria_hidden="true")
    return element("div", mark, element("span", "fhir-anchor"), class_="brand")
