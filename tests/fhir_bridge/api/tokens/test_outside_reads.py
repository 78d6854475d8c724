"""Somebody with a token of the clinic's own OIDC server reads through the gateway, as any client does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from fhir_bridge.api.site import gateway_of
from fhir_bridge.api.tokens.issuers import load_issuers
from fhir_bridge.api.tokens.outside import Outside
from fhir_bridge.serve.web import nothing_here
from tests.fhir_bridge.api.clinic import clinic_at
from tests.fhir_bridge.api.records.ward import BASE, Ward, observation, patient_bundle
from tests.fhir_bridge.api.tokens.test_outside import ENTRY, Server, serving_keys

PATH = "/fhir/Observation/o1"


@dataclass
class House:
    """A ward whose people sign in elsewhere."""

    ward: Ward
    server: Server

    def get(self, path: str = PATH, *, method: str = "GET", **claims: object) -> httpx.Response:
        now = int(self.ward.clinic.time)
        token = self.server.token(**{"exp": now + 300, "iat": now} | claims)
        return self.ward.send(method, path, headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving_keys() as server, clinic_at(tmp_path) as clinic:
        path = tmp_path / "issuers.toml"
        path.write_text(ENTRY.format(issuer=server.issuer))
        clinic.turn()
        gateway = gateway_of(clinic.desk, BASE, otherwise=nothing_here, outside=Outside(load_issuers(path)))
        yield House(Ward(clinic, gateway), server)


def test_a_clinician_reads_and_the_trace_names_them(house: House) -> None:
    house.ward.take(patient_bundle(0, observation("o1")))
    assert house.get().status_code == 200
    act = next(house.ward.clinic.desk.service.trace.newest()).act
    assert (act.by.name, act.recipient, act.purpose) == ("urn:oid:2.999.5|dr-1", "oidc:clinic", "TREAT")


def test_t097_a_token_that_does_not_hold_is_nobodys_and_a_role_binds(house: House) -> None:
    house.ward.take(patient_bundle(0, observation("o1")))
    assert house.get(exp=1).status_code == 401
    assert house.get(iss="https://evil.example").status_code == 401
    assert house.get(realm_access={"roles": ["apothecary"]}).status_code == 404
    assert house.get("/fhir/AuditEvent?patient=p0").status_code == 403
    assert house.get("/fhir/Subscription", method="POST").status_code == 403


def test_while_keys_cannot_be_had_the_answer_is_to_come_again(house: House) -> None:
    house.server.status = 500
    answer = house.get()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
