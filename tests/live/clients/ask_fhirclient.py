"""What SMART's fhirclient does at a FHIR server: `ask_fhirclient.py FHIR ASSERTION` prints each answer, as JSON.

It asks for its token itself, with the assertion, where the server's CapabilityStatement says that tokens are given.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import requests
from fhirclient.client import FHIRClient
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirclient.server import FHIRNotFoundException
from given import DEADLINE, MESSAGE, PATIENT, TRANSACTION, UNKNOWN, VERSION

settings = {"app_id": "ward", "api_base": sys.argv[1], "scope": "system/*.rs", "jwt_token": sys.argv[2]}
client = FHIRClient(settings=settings)
client.wants_patient = False  # or it asks for the scope launch/patient, too
server = client.server
server.get_capability()
client.authorize()


def read(id_: str) -> Any:
    """The Patient, as soon as it can be read."""
    for _ in range(DEADLINE):
        try:
            return Patient.read(id_, server).as_json()
        except FHIRNotFoundException:
            time.sleep(0.1)
    return None


def found() -> Any:
    """The observations of a patient."""
    return [one.as_json() for one in Observation.where({"patient": "t1"}).perform_resources(server)]


STEPS: dict[str, Callable[[], Any]] = {
    "create": lambda: Patient(PATIENT).create(server),
    "update": lambda: Patient(VERSION).update(server),
    "transaction": lambda: server.post_json("", TRANSACTION).json(),
    "message": lambda: server.post_json("$process-message", MESSAGE).json(),
    "broken": lambda: server.post_json("Patient", PATIENT | {"gender": "banana"}),
    "read": lambda: read(VERSION["id"]),
    "search": found,
    "unknown": lambda: Patient.read(UNKNOWN, server),
    "delete": lambda: Patient(VERSION).delete(server),
}


def answered(step: Callable[[], Any]) -> Any:
    """What a step is answered, or what the client makes of a refusal."""
    try:
        return step()
    except FHIRNotFoundException as refusal:
        return {"refused": refusal.response.json()}
    except requests.HTTPError as refusal:
        return {"refused": refusal.response.json()}


sys.stdout.write(json.dumps({name: answered(step) for name, step in STEPS.items()}))
