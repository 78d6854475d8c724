"""A clinic with a gateway, systems that ask, and patients who grant."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from fhir_bridge.access.roles import Role
from fhir_bridge.api.gateway import Gateway
from fhir_bridge.api.site import gateway_of
from fhir_bridge.api.tokens.clients import registered
from fhir_bridge.api.tokens.issuing import ASSERTION_TYPE
from fhir_bridge.api.wire.consent import DECIDE
from fhir_bridge.serve.web import nothing_here
from fhir_bridge.source.files import Input
from fhir_bridge.store.clients import Clients
from tests.fhir_bridge.api.clinic import HOSPITAL, Clinic, KioskClient, SoftCard, clinic_at
from tests.fhir_bridge.api.tokens.signing import Signer

BASE: Final = "https://bridge.example"
LOINC: Final = "http://loinc.org"


@dataclass
class System:
    """A registered client, with a token where it has asked for one."""

    ward: Ward
    signer: Signer
    token: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def ask(self, scope: str = "system/*.rs", **b2b: Any) -> System:
        """The same with a token."""
        extensions = {"extensions": {"hl7-b2b": {"version": "1"} | b2b}} if b2b else {}
        now = int(self.ward.clinic.time)
        assertion = self.signer.assertion(now, f"{BASE}/token", **extensions)
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
        form |= {"client_assertion": assertion, "scope": scope}
        answer = self.ward.send("POST", "/token", content=urlencode(form).encode(), headers=FORM)
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["access_token"]
        return self

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.send("POST", path, content=json.dumps(body).encode())

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return self.ward.send(method, path, headers=headers, **more)

    def resources(self, path: str) -> list[dict[str, Any]]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return [entry["resource"] for entry in answer.json()["entry"]]


FORM: Final = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class Ward:
    """All of it."""

    clinic: Clinic
    gateway: Gateway
    _kiosk: KioskClient | None = None
    _own: System | None = None

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.gateway, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                return await client.request(method, path, **more)

        return asyncio.run(send())

    def system(
        self, name: str, *, role: Role = Role.CLINICIAN, organisation: str = HOSPITAL, **more: Any
    ) -> System:
        signer = Signer(name, "ed")
        fields = {"scopes": "system/*.rs", "own": False, "practitioners": ""} | more
        client = registered(name, signer.jwks(), role=role, organisation=organisation, **fields)
        assert Clients(self.clinic.desk.service.journal.database).add(client)
        return System(self, signer)

    def own(self) -> System:
        """The custodian's own ward."""
        self._own = self._own or self.system("own", organisation="urn:x|own", own=True)
        return self._own.ask()

    def take(self, *messages: bytes) -> list[str]:
        """The ids of the messages' records, once they are in the log."""
        service = self.clinic.desk.service
        inputs = (Input(str(number), data) for number, data in enumerate(messages))
        outcomes = list(service.ingest(inputs))
        assert all(one.reason is None for one in outcomes), outcomes
        return [record for one in outcomes for record in one.records]

    def pseudonym(self, number: int) -> str:
        """The patient who bears a number."""
        index = self.gateway._gate.index
        (found,) = index.identified("urn:fhir-anchor:v2:authority:NORTH", f"77{number}")
        return found

    def grant(self, number: int = 0) -> SoftCard:
        """Patient `number` grants what the other hospital asks, with a card of their own."""
        self._kiosk = kiosk = self._kiosk or self.clinic.kiosk()
        card = self.clinic.enrol(kiosk, number)
        self.clinic.request(card)
        visit = kiosk.log_in(card)
        kiosk.ask(DECIDE, kiosk.consent(visit, card))
        assert self.clinic.turn()
        return card

    def revoke(self, card: SoftCard) -> None:
        """All that the holder of a card has granted, handed in and not yet on the chain."""
        kiosk = self._kiosk
        assert kiosk
        commitments = tuple(one.commitment for one in self.clinic.desk.grants.of(self.clinic.pseudonym(card)))
        visit = kiosk.log_in(card)
        kiosk.ask(DECIDE, kiosk.consent(visit, card, revoke=commitments))


def patient_bundle(number: int, *resources: dict[str, Any]) -> bytes:
    """FHIR of patient `number`: the same patient as the admission's."""
    identifier = {"system": "urn:fhir-anchor:v2:authority:NORTH", "value": f"77{number}"}
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    patient = {"resourceType": "Patient", "id": f"p{number}", "identifier": [identifier | {"type": kind}]}
    entries = [{"fullUrl": f"http://ehr.example/Patient/p{number}", "resource": patient}]
    subject = {"reference": f"Patient/p{number}"}
    entries += [
        {
            "fullUrl": f"http://ehr.example/{one['resourceType']}/{one['id']}",
            "resource": one | {"subject": subject},
        }
        for one in resources
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def observation(id_: str, code: str = "718-7", value: str = "7.10", **more: Any) -> dict[str, Any]:
    coded = {"coding": [{"system": LOINC, "code": code}]}
    quantity = {"value": float(value), "unit": "mmol/L"}
    found = {"resourceType": "Observation", "id": id_, "status": "final", "code": coded}
    return found | {"valueQuantity": quantity} | more


@contextmanager
def ward_at(folder: Path) -> Iterator[Ward]:
    """A ward with the clinic's two patients; the chain is followed once."""
    with clinic_at(folder) as clinic:
        clinic.turn()
        yield Ward(clinic, gateway_of(clinic.desk, BASE, otherwise=nothing_here))
