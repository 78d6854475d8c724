"""What a bridge says that was visited: who may read, what the contract holds, what a receipt proves."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from fhir_bridge.access.decide import Deny, Permit, Policy, Request, decide
from fhir_bridge.acts import Act
from fhir_bridge.api.building import desk_of
from fhir_bridge.api.desk import Custom
from fhir_bridge.api.relaying import grants_of
from fhir_bridge.api.staff import find_patient
from fhir_bridge.api.wire.staff import RecordNumber
from fhir_bridge.opening import looking
from fhir_bridge.settings import Settings
from tests.story.contract import contract_says
from tests.story.programs import verify
from tests.story.ward import AUTHORITY, HEART, Ward, until

OBSERVATION = "http://hl7.org/fhir/resource-types|Observation"


def pseudonym(made: Ward, number: int) -> str:
    """Patient `number`."""
    with looking(Settings(data=made.bridge.data)) as service:
        return find_patient(desk_of(service, None, Custom()), RecordNumber(AUTHORITY, f"77{number}"))


def asked(made: Ward, patient: str) -> int:
    """How many requests wait for a patient."""
    with looking(Settings(data=made.bridge.data)) as service:
        return len(desk_of(service, None, Custom()).grants.asked(patient))


def acts(made: Ward, patient: str) -> list[Act]:
    """What the trace says of a patient."""
    with looking(Settings(data=made.bridge.data)) as service:
        return [one.act for one in service.trace.acts([patient])]


def decided(made: Ward, patient: str) -> Permit | Deny:
    """Whether the Heart Centre may read observations now, asked of the folder that the bridge serves."""
    with looking(Settings(data=made.bridge.data)) as service:
        desk = desk_of(service, None, Custom())
        request = Request(patient, frozenset({HEART}), "TREAT", OBSERVATION)
        return decide(request, Policy(), grants_of(desk, patient), int(time.time()))


def on_chain(made: Ward, patient: str) -> list[bool]:
    """Whether the contract lets the holder of each of the patient's openings read."""
    return contract_says(made.bridge.data, made.state, patient)


def recorded(made: Ward, submission: str) -> str:
    """The record of a signed list of decisions."""
    with looking(Settings(data=made.bridge.data)) as service:
        kept = desk_of(service, None, Custom()).grants.submission(submission)
        assert kept
        return service.journal.records_of(int(kept.record))[0]


def checked(made: Ward, receipt: str, folder: Path) -> list[dict[str, Any]]:
    """The resources of what the receipt's code leads to, once `fhir-anchor verify` has held them against a receipt."""
    record = recorded(made, receipt.rpartition("/")[2])
    names = {"receipt": folder / "receipt", "open": folder / "record", "key": folder / "key"}
    until(lambda: made.bridge("receipt", record).status == 0)
    names["receipt"].write_bytes(made.bridge("receipt", record).out)
    names["open"].write_bytes(made.bridge("open", record, "--as", "ward clerk").out)
    names["key"].write_bytes(made.bridge("keys", "public").out)
    said = verify(names["receipt"], "--record", names["open"], "--key", names["key"])
    assert said.status == 0, said.out
    return [one["resource"] for one in json.loads(names["open"].read_bytes())["entry"]]
