"""A Bundle that leaves entry by entry: a resource's own bytes between what is said of it, each after its decision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fhir_bridge.acts import Deed
from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.records.door import Part
from fhir_bridge.api.records.query import place_of


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: what stands before and after a resource's bytes. `shown` says that these are given."""

    part: Part
    before: bytes
    after: bytes
    shown: bool = True

    def length(self) -> int:
        """Bytes of all of it."""
        return len(self.before) + len(self.after) + (len(self.part.data) if self.shown else 0)


def url_of(asked: Asked, part: Part) -> str:
    """Where a resource is read."""
    return f"{asked.gate.base}/fhir/{part.content.name}"


def bundled(asked: Asked, kind: str, entries: Sequence[Entry], *, deed: Deed, more: bool = False) -> Reply:
    """The Bundle of these entries; with `more`, a link to what comes after the last of them."""
    begin = head(asked, place_of(entries[-1].part.found) if more else "")
    tail = f'],"resourceType":"Bundle","type":"{kind}"}}'.encode()
    commas = max(len(entries) - 1, 0)
    length = len(begin) + len(tail) + commas + sum(one.length() for one in entries)
    return Reply(200, _pieces(asked, deed, begin, entries, tail), length)


def _pieces(asked: Asked, deed: Deed, begin: bytes, entries: Sequence[Entry], tail: bytes) -> Iterator[bytes]:
    yield begin
    for number, one in enumerate(entries):
        yield (b"," if number else b"") + one.before
        if one.shown:
            yield from asked.gate.door.leaving(deed, asked.caller, one.part)
        yield one.after
    yield tail


def head(asked: Asked, last: str) -> bytes:
    """A Bundle up to its first entry; `last` is where what comes next goes on from, empty where nothing does."""
    path = f"{asked.gate.base}{asked.path}"
    links = [{"relation": "self", "url": _url(path, asked.query)}]
    if last:
        others = tuple(pair for pair in asked.query if pair[0] != "cursor")
        links.append({"relation": "next", "url": _url(path, (*others, ("cursor", last)))})
    return b'{"link":' + json.dumps(links).encode() + b',"entry":['


def _url(path: str, query: tuple[tuple[str, str], ...]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
