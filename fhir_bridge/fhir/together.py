"""What the entries of a Bundle must be together (FHIR R4, 2.36.2 to 2.36.6), beyond what each is alone.

transaction, batch   each entry asks for POST or PUT, of the type that it holds, under no condition
document, message    the first entry is a Composition, a MessageHeader
all but history      no two entries are one: by fullUrl and version, or by type and id where they have none
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Final

from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.json import Object
from fhir_bridge.fhir.primitive import Fault

ASKED: Final = frozenset({"transaction", "batch"})
FIRST: Final[Mapping[str, str]] = {"document": "Composition", "message": "MessageHeader"}
CONDITIONS: Final = ("ifNoneExist", "ifMatch", "ifNoneMatch", "ifModifiedSince")
TAKEN: Final = frozenset({"POST", "PUT"})


def judge_together(bundle: Object) -> None:
    """Raises Fault; its place begins below the Bundle."""
    kind = str(bundle.get("type"))
    listed = entries(bundle)
    first = FIRST.get(kind)
    if first and (not listed or resource_of(listed[0]).get("resourceType") != first):
        raise Fault(f"a {kind} whose first entry is no {first}", "resource", "0", "entry")
    known: set[Hashable] = set()
    for number, entry in enumerate(listed):
        try:
            judge_entry(kind, entry, known)
        except Fault as fault:
            fault.steps += [str(number), "entry"]
            raise


def judge_entry(kind: str, entry: Object, known: set[Hashable]) -> None:
    """Raises Fault where an entry cannot be in a Bundle of this type beside those whose names are `known`.

    Its own names are known afterwards, whether it is taken or not.
    """
    if kind in ASKED:
        _judge_request(entry)
    if kind != "history":
        for step, name in _names(entry):
            if name in known:
                raise Fault("two entries that are one", step)
            known.add(name)


def _names(entry: Object) -> Iterator[tuple[str, Hashable]]:
    resource = resource_of(entry)
    url = entry.get("fullUrl")
    if isinstance(url, str):
        meta = resource.get("meta")
        yield "fullUrl", (url, meta.get("versionId") if isinstance(meta, dict) else None)
    elif "id" in resource:
        yield "resource", (str(resource.get("resourceType")), str(resource["id"]))


def _judge_request(entry: Object) -> None:
    request = entry.get("request")
    if not isinstance(request, dict):
        raise Fault("missing", "request")
    if request.get("method") not in TAKEN or not resource_of(entry):
        raise Fault("a request that is not taken", "method", "request", supported=False)
    url = str(request.get("url"))
    if "?" in url or any(name in request for name in CONDITIONS):
        raise Fault("a conditional request", "request", supported=False)
    if url.rstrip("/").split("/")[0] != resource_of(entry).get("resourceType"):
        raise Fault("another type than the resource's", "url", "request")
