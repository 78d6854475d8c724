"""What becomes of resources that are posted to a server (FHIR R4, http.html#create and #trules).

One without an id is given one, and what names an entry of a transaction or batch by its `fullUrl` names it by type and
id: in references, in elements of the types uri, url, oid and uuid, and in a narrative's links; not in canonicals.

    {"reference": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"}     ->     {"reference": "Patient/9f86d081..."}

An id that its sender gave stays: the same resource comes again under it, and by `PUT`. A fullUrl stays, too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.elements import Kind, tables
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.release import CANONICAL

ASKED: Final = frozenset({"transaction", "batch"})
_LINKS: Final = frozenset({"uri", "url", "oid", "uuid"})
_NARRATIVE: Final = re.compile(r"""(?<=\s)((?:href|src)\s*=\s*)(["'])([^"'<>]*)\2""")
_PLACE: Final = re.compile(r"[A-Za-z]+/([A-Za-z0-9.-]{1,64})")
_EXTENSION: Final = Kind("Extension")
_LOGICAL: Final = "reference"


@dataclass(frozen=True, slots=True)
class Created:
    """A resource as a server keeps it, and the `TYPE/ID` of those that were given their ids here."""

    resource: Object
    given: frozenset[str] = frozenset()


def created(posted: Object, name: bytes) -> Created:
    """The resource, or Bundle, of R4; its very object where nothing is to be done. `name` is the message's alone."""
    if posted.get("resourceType") != "Bundle":
        one = _with_id(posted, name, 0)
        return Created(one, frozenset() if one is posted else frozenset({called(one)}))
    if posted.get("type") not in ASKED:
        return Created(posted)
    before = entries(posted)
    listed = [entry | {"resource": _named(entry, name, number)} for number, entry in enumerate(before)]
    linking = _Linking(dict(_names(listed)))
    linked = [entry | {"resource": linking.resource(resource_of(entry))} for entry in listed]
    if linked == before:
        return Created(posted)
    posts = [new for old, new in zip(before, linked, strict=True) if _is_new(old)]
    return Created(posted | {"entry": [*linked]}, frozenset(called(resource_of(one)) for one in posts))


def called(resource: Object) -> str:
    """`TYPE/ID`."""
    return f"{resource['resourceType']}/{resource['id']}"


def _put(entry: Object) -> str:
    """The id that the URL of a `PUT` names; nothing of any other request."""
    request = entry.get("request")
    asked = request if isinstance(request, dict) else {}
    found = _PLACE.fullmatch(str(asked.get("url")))
    return found[1] if found and asked.get("method") == "PUT" else ""


def _is_new(entry: Object) -> bool:
    return "id" not in resource_of(entry) and not _put(entry)


def _named(entry: Object, name: bytes, number: int) -> Object:
    """An entry's resource with an id."""
    resource = resource_of(entry)
    if "id" in resource or _is_new(entry):
        return _with_id(resource, name, number)
    return resource | {"id": _put(entry)}


def _with_id(resource: Object, name: bytes, number: int) -> Object:
    if "id" in resource:
        return resource
    made = hashlib.sha256(b"fhir-anchor/created/v1" + number.to_bytes(4, "big") + name).hexdigest()
    return resource | {"id": made[:32]}


def _names(listed: Sequence[Object]) -> Iterator[tuple[str, str]]:
    """What leads to an entry, the last one of a name before all others: its URL's end, its type and id, its URL."""
    known = [(str(one["fullUrl"]), called(resource_of(one))) for one in listed if "fullUrl" in one]
    for url, name in known:
        kind, _, id_ = url.rpartition("/")
        if kind.endswith(f"/{name.partition('/')[0]}"):
            yield f"{name.partition('/')[0]}/{id_}", name
    yield from ((called(resource_of(one)),) * 2 for one in listed)
    yield from known


@dataclass(frozen=True, slots=True)
class _Linking:
    """Writes what these names stand for in their place."""

    names: Mapping[str, str]

    def resource(self, resource: Object) -> Object:
        """A resource of R4; a Bundle within it has names of its own."""
        kind = str(resource["resourceType"])
        return resource if kind == "Bundle" else self._level(resource, kind)

    def _level(self, node: Object, path: str) -> Object:
        keys = tables(CANONICAL).keys[path]
        made: Object = {}
        for name, value in node.items():
            kind = keys[name][1] if name in keys else _EXTENSION
            made[name] = self._value(value, kind, logical=(path, name) == ("Reference", _LOGICAL))
        return made

    def _value(self, value: Json, kind: Kind, *, logical: bool) -> Json:
        if isinstance(value, list):
            return [self._value(one, kind, logical=logical) for one in value]
        if isinstance(value, dict):
            return self.resource(value) if kind.name == "Resource" else self._level(value, kind.path)
        if not isinstance(value, str):
            return value
        if kind.name == "xhtml":
            return _NARRATIVE.sub(self._link, value)
        return self.names.get(value, value) if logical or kind.name in _LINKS else value

    def _link(self, found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}{self.names.get(found[3], found[3])}{found[2]}"
