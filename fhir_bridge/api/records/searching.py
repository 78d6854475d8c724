"""Searches: the current state of one patient, or what of it is asked for, in pages that the newest come first in.

    GET /fhir/{type}?patient=&code=&_lastUpdated=&_count=&cursor=
    GET /fhir/Patient?identifier=system|value
    GET /fhir/Patient/{id}/$everything?_lastUpdated=&_count=&cursor=
    GET /fhir/AuditEvent?patient=          for operators: who did what with this patient's records

Of a patient who is not known and of one who granted nothing there is the same to see: nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from typing import Final

from fhir_bridge.acts import Deed
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.records.bundle import Entry, bundled, head, url_of
from fhir_bridge.api.records.content import PATIENT
from fhir_bridge.api.records.door import Part
from fhir_bridge.api.records.query import Query
from fhir_bridge.api.tokens.scopes import READ, SEARCH

_TAIL: Final = b'],"resourceType":"Bundle","type":"searchset"}'
_MATCH: Final = b',"search":{"mode":"match"}}'


def search(asked: Asked) -> Reply:
    """One type's resources of one patient."""
    query = Query.parse(asked.query)
    if bool(query.patient) == bool(query.identifier) or (query.identifier and asked.kind != PATIENT):
        raise Turned(Problem.BAD_REQUEST)
    if query.patient:
        person = asked.gate.index.person(query.patient)
    else:
        person = asked.gate.index.identified(*_split(query.identifier))
    page, more = _page(asked, query, person, kind=asked.kind, action=SEARCH)
    return _searchset(asked, page, more=more)


def everything(asked: Asked) -> Reply:
    """All that may be had of a patient; NOT_FOUND where that is nothing."""
    query = Query.parse(asked.query)
    if query.patient or query.identifier or query.codes:
        raise Turned(Problem.BAD_REQUEST)
    page, more = _page(asked, query, asked.gate.index.person(asked.id), kind="", action=READ)
    if not page and not query.cursor:
        raise Turned(Problem.NOT_FOUND)
    return _searchset(asked, page, more=more)


def audit_events(asked: Asked) -> Reply:
    """What the trace says of a patient, newest first: the events as they were written down."""
    query = Query.parse(asked.query)
    if not query.patient or query.identifier or query.codes:
        raise Turned(Problem.BAD_REQUEST)
    door, caller = asked.gate.door, asked.caller
    person = asked.gate.index.person(query.patient)
    trace = door.desk.service.trace
    door.note(Deed.QUERY, caller, (), person=person, done=bool(person))
    before = query.cursor.partition(".")[0]
    if before and not trace.touches(person, before):
        raise Turned(Problem.BAD_REQUEST)
    found = trace.newest(person, before=before)
    within = (one for one in found if all(span.holds(int(one.act.at.timestamp())) for span in query.spans))
    page = list(islice(within, query.count + 1))
    entries = [b'{"resource":' + one.event + _MATCH for one in page[: query.count]]
    last = f"{page[query.count - 1].id}.1" if len(page) > query.count else ""
    return Reply.of(head(asked, last) + b",".join(entries) + _TAIL)


def _page(
    asked: Asked, query: Query, person: Sequence[str], *, kind: str, action: str
) -> tuple[list[Part], bool]:
    """A page and whether more may follow; that it was given, or that nothing was, is in the log."""
    door, caller = asked.gate.door, asked.caller
    door.limit(caller, person)
    found = asked.gate.index.state(person, kind=kind, codes=query.codes) if person else []
    within = [one for one in found if all(span.holds(one.at) for span in query.spans)]
    page = door.opened(caller, query.after(within), action=action, kind=kind, most=query.count + 1)
    given = page[: query.count]
    door.note(Deed.QUERY, caller, given, person=person, done=bool(given))
    return given, len(page) > len(given)


def _searchset(asked: Asked, page: Sequence[Part], *, more: bool) -> Reply:
    return bundled(asked, "searchset", [_match(asked, part) for part in page], deed=Deed.QUERY, more=more)


def _match(asked: Asked, part: Part) -> Entry:
    before = b'{"fullUrl":' + json.dumps(url_of(asked, part)).encode() + b',"resource":'
    return Entry(part, before, _MATCH)


def _split(identifier: str) -> tuple[str, str]:
    system, _, value = identifier.partition("|")
    return system, value
