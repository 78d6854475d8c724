"""What `GET /fhir/metadata` says: a CapabilityStatement (FHIR R4) of what is taken in, and where tokens are given."""

from __future__ import annotations

import json
from typing import Final

OAUTH: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
"""Where clients look that know no `.well-known/smart-configuration` (SMART App Launch 1.0, conformance)."""
_SERVICES: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def capability_statement(gateway: str = "") -> bytes:
    """The statement; `gateway` is the URL of the gateway on the same port, empty where there is none."""
    statement = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-21",
        "kind": "capability",
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
                "documentation": "What is sent is kept and becomes records later; a Bundle is taken whole or not at "
                "all. PUT and DELETE of any type by its id, with If-Match; versions are counted for each client. PUT "
                "by one identifier (?identifier=system|value) of the one resource that the client wrote with it. "
                "What is said or seen to be of STU3, R4B or R5 is converted to R4.",
            }
            | ({"security": _security(gateway)} if gateway else {})
        ],
    }
    return json.dumps(statement).encode()


def _security(gateway: str) -> dict[str, object]:
    token = {"url": "token", "valueUri": f"{gateway.rstrip('/')}/token"}
    return {
        "extension": [{"url": OAUTH, "extension": [token]}],
        "service": [{"coding": [{"system": _SERVICES, "code": "SMART-on-FHIR"}]}],
    }
