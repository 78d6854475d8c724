"""What fhirpy does at a FHIR server: `ask_fhirpy.py FHIR TOKEN` prints what each step was answered, as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import BaseFHIRError, ResourceNotFound
from given import DEADLINE, IDENTIFIED, IDENTIFIER, MESSAGE, PATIENT, TRANSACTION, UNKNOWN, VERSION

client = SyncFHIRClient(sys.argv[1], authorization=f"Bearer {sys.argv[2]}")


def saved(resource: dict[str, Any]) -> Any:
    """The resource as fhirpy has it once it is saved."""
    found = client.resource(**{"resource_type": resource["resourceType"]} | _rest(resource))
    found.save()
    return found.serialize()


def _rest(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name != "resourceType"}


def read(kind: str, id_: str) -> Any:
    """The resource, as soon as it can be read."""
    for _ in range(DEADLINE):
        try:
            return client.reference(kind, id_).to_resource().serialize()
        except ResourceNotFound:
            time.sleep(0.1)
    return None


def identified() -> Any:
    """A conditional update."""
    found = client.resources("Patient").search(identifier=IDENTIFIER)
    return found.update(client.resource("Patient", **_rest(IDENTIFIED)))[0].serialize()


STEPS: dict[str, Callable[[], Any]] = {
    "create": lambda: saved(PATIENT),
    "update": lambda: saved(VERSION),
    "identified": identified,
    "transaction": lambda: client.execute("", method="post", data=TRANSACTION),
    "message": lambda: client.execute("$process-message", method="post", data=MESSAGE),
    "broken": lambda: saved(PATIENT | {"gender": "banana"}),
    "read": lambda: read("Patient", VERSION["id"]),
    "search": lambda: [
        one.serialize() for one in client.resources("Observation").search(patient="t1").fetch()
    ],
    "unknown": lambda: client.reference("Patient", UNKNOWN).to_resource(),
    "delete": lambda: client.resource("Patient", **_rest(VERSION)).delete(),
}


def answered(step: Callable[[], Any]) -> Any:
    """What a step is answered, or what the client makes of a refusal."""
    try:
        return step()
    except BaseFHIRError as refusal:
        return {"refused": json.loads(str(refusal))}


sys.stdout.write(json.dumps({name: answered(step) for name, step in STEPS.items()}))
