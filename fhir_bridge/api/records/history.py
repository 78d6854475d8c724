"""All versions of a resource, newest first, each decided on by itself.

    GET /fhir/{type}/{id}/_history?_count=&cursor=

Versions are counted from 1 over all that bear this type and id, of one person. Where one client alone writes a resource
these are the numbers, and the ETags, that it was told when it wrote (`serve/fhir_write.py`).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from fhir_bridge.acts import Deed
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.records.bundle import Entry, bundled, url_of
from fhir_bridge.api.records.door import Part
from fhir_bridge.api.records.query import Query
from fhir_bridge.api.records.reading import tag_of
from fhir_bridge.api.tokens.scopes import READ


def history(asked: Asked) -> Reply:
    """The versions that may be had; NOT_FOUND where there is none, or they are of two people."""
    query, door, caller = Query.paging(asked.query), asked.gate.door, asked.caller
    histories = asked.gate.index.histories(asked.kind, asked.id)
    people = [one[0].pseudonym for one in histories]
    for one in people:
        door.limit(caller, (one,))
    numbers = {found.number: number for one in histories for number, found in enumerate(one, 1)}
    found = [version for one in histories for version in reversed(one)]
    page = door.opened(caller, query.after(found), action=READ, kind=asked.kind, most=query.count + 1)
    given = page[: query.count]
    owners = {number for number, one in enumerate(histories) for part in given if part.found in one}
    if len(owners) > 1 or not (page or query.cursor):
        door.note(Deed.QUERY, caller, (), person=people, done=False)
        raise Turned(Problem.NOT_FOUND)
    door.note(Deed.QUERY, caller, given, person=people, done=bool(given))
    entries = [_entry(asked, part, numbers[part.found.number]) for part in given]
    return bundled(asked, "history", entries, deed=Deed.QUERY, more=len(page) > len(given))


def _entry(asked: Asked, part: Part, version: int) -> Entry:
    at = datetime.fromtimestamp(part.found.at, UTC).isoformat()
    shown = not part.content.deleted
    request = {"method": "PUT" if shown else "DELETE", "url": part.content.name}
    response = {"status": "201" if version == 1 else "200", "etag": tag_of(version), "lastModified": at}
    said = json.dumps({"request": request, "response": response}).encode()[1:]
    before = b'{"fullUrl":' + json.dumps(url_of(asked, part)).encode() + b","
    if shown:
        return Entry(part, before + b'"resource":', b"," + said)
    return Entry(part, before, said, shown=False)
