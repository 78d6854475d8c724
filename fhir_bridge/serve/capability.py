"""What `GET /fhir/metadata` says: a CapabilityStatement (FHIR R4) of what is taken in, and of what a gateway gives.

A test asks for everything that it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from fhir_bridge.fhir.elements import tables
from fhir_bridge.fhir.release import CANONICAL

OAUTH: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
"""Where clients look that know no `.well-known/smart-configuration` (SMART App Launch 1.0, conformance)."""
WRITTEN: Final = ("create", "update", "delete")
GIVEN: Final = ("read", "vread", "history-instance", "search-type")
SEARCHED: Final = {"patient": "reference", "code": "token", "_lastUpdated": "date"}
SUBSCRIBED: Final = ("create", "read", "delete", "search-type")
NEVER_KEPT: Final = frozenset({"Bundle", "OperationOutcome", "Parameters", "Subscription"})
"""Types of which no resource is kept under an id: a Bundle is a way of sending, a Subscription is the gateway's."""
_STANDARD: Final = "http://hl7.org/fhir/OperationDefinition"
_SERVICES: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def capability_statement(gateway: str = "") -> bytes:
    """The statement; `gateway` is the URL of the gateway on the same port, empty where there is none."""
    rest = {
        "mode": "server",
        "documentation": "What is sent is kept and becomes records a moment later; a transaction is taken whole or not "
        "at all. Versions are counted for each client; If-Match is heard. A conditional update names one "
        "?identifier=system|value, among what the same client wrote. Every search names a patient, or a Patient by its "
        "identifier. An id that a client gives in a create is kept: its later references use it. What is said or seen "
        "to be of STU3, R4B or R5 is converted to R4.",
        "resource": list(_resources(gateway=bool(gateway))),
        "interaction": [{"code": "transaction"}, {"code": "batch"}],
        "operation": [
            {"name": "process-message", "definition": f"{_STANDARD}/MessageHeader-process-message"},
        ],
    }
    statement = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-21",
        "kind": "capability",
        "software": {"name": "fhir-anchor"},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [rest | ({"security": _security(gateway)} if gateway else {})],
    }
    return json.dumps(statement).encode()


def _resources(*, gateway: bool) -> Iterator[dict[str, Any]]:
    for kind in sorted(tables(CANONICAL).resources - NEVER_KEPT):
        found = {
            "type": kind,
            "interaction": _codes(*WRITTEN, *(GIVEN if gateway else ())),
            "versioning": "versioned",
            "readHistory": gateway,
            "updateCreate": True,
            "conditionalUpdate": True,
            "referencePolicy": ["literal", "logical"],
        }
        yield found | (_searched(kind) if gateway else {})
    if gateway:
        yield {"type": "Bundle", "interaction": _codes("read"), "documentation": "A record, by its own id."}
        yield {"type": "Subscription", "interaction": _codes(*SUBSCRIBED)}


def _searched(kind: str) -> dict[str, Any]:
    names = SEARCHED | ({"identifier": "token"} if kind == "Patient" else {})
    everything = [{"name": "everything", "definition": f"{_STANDARD}/Patient-everything"}]
    listed = [{"name": name, "type": type_} for name, type_ in names.items()]
    return {"searchParam": listed} | ({"operation": everything} if kind == "Patient" else {})


def _codes(*codes: str) -> list[dict[str, str]]:
    return [{"code": code} for code in codes]


def _security(gateway: str) -> dict[str, object]:
    token = {"url": "token", "valueUri": f"{gateway.rstrip('/')}/token"}
    return {
        "extension": [{"url": OAUTH, "extension": [token]}],
        "service": [{"coding": [{"system": _SERVICES, "code": "SMART-on-FHIR"}]}],
    }
