"""Whether what was taken is opened again and the same, in canonical form."""

from __future__ import annotations

from anchor.canonical import canonicalize
from fhir_bridge.fhir.bundle import as_bundle, entries
from fhir_bridge.fhir.json import dumps, load_object
from fhir_bridge.service import Outcome, Service


def unchanged(service: Service, outcome: Outcome, document: bytes) -> bool:
    """Whether one record is the document, or several hold each of its entries and no other."""
    expected = canonicalize(dumps(as_bundle(load_object(document))))
    opened = [service.release.open(record) for record in outcome.records]
    return opened == [expected] or (
        len(opened) > 1 and {one for part in opened for one in listed(part)} == set(listed(expected))
    )


def listed(bundle: bytes) -> list[bytes]:
    """The canonical bytes of each entry."""
    return [canonicalize(dumps(entry)) for entry in entries(load_object(bundle))]
