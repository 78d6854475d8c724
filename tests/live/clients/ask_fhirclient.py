"""What SMART's fhirclient does at a FHIR server: `ask_fhirclient.py FHIR TOKEN` prints each answer, as JSON."""

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

server = FHIRClient(settings={"app_id": "live", "api_base": sys.argv[1]}).server
server.get_capability()


class Bearer:
    """The token."""

    ready = True

    def can_sign_headers(self) -> bool:
        """Always."""
        return True

    def signed_headers(self, headers: dict[str, str] | None) -> dict[str, str]:
        """With the token."""
        return (headers or {}) | {"Authorization": f"Bearer {sys.argv[2]}"}


server.auth = Bearer()


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
