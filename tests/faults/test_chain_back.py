"""A chain of others goes away and comes back: who reads by a grant is denied meanwhile, and then lets be read again.

The node makes a block for each transaction and none without, and nothing is published here: so what is fresh again is
fresh without a new block.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from anchor.care import deploy_care
from anchor.evm import Chain, connect
from anchor.outbox import Outbox
from anchor.relayer import RelayerKey
from fhir_bridge.access.roles import Role
from fhir_bridge.api.building import desk_of
from fhir_bridge.api.desk import Custom
from fhir_bridge.api.relaying import KeptGrant, sealed_grant
from fhir_bridge.api.tokens.clients import registered
from fhir_bridge.api.tokens.issuing import ASSERTION_TYPE
from fhir_bridge.api.wire.consent import Opened
from fhir_bridge.service import Service
from fhir_bridge.store.clients import Clients
from fhir_bridge.store.grants import GrantKept, SubmissionKept
from tests.faults.sender import served
from tests.faults.test_neighbours import ANVIL, SECONDS, anvil, chained, free_port
from tests.fhir_bridge.api.tokens.signing import Signer
from tests.fhir_bridge.house import House, admission

BASE, OTHER = "https://gateway.example", "urn:x|other"
STALE = 2
ENCOUNTER = "http://hl7.org/fhir/resource-types|Encounter"


@dataclass
class Node:
    """anvil, which keeps its state when it is told to end."""

    folder: Path
    port: int = field(default_factory=free_port)
    stack: ExitStack = field(default_factory=ExitStack)

    def start(self) -> str:
        return self.stack.enter_context(anvil(self.port, "--state", str(self.folder / "chain.json")))

    def end(self) -> None:
        self.stack.close()


def cared_for(folder: Path, url: str) -> dict[str, str]:
    """The care contracts of a new account; where they stand, as a variable."""
    key, web3 = RelayerKey.make(), connect(url)
    web3.provider.make_request("anvil_setBalance", [key.address, hex(10**20)])  # type: ignore[arg-type]  # anvil's own
    outbox = Outbox(folder / "care.db")
    (folder / "care").write_text(deploy_care(Chain(web3, key, outbox)).text())
    outbox.close()
    return {"FHIR_BRIDGE_CARE": str(folder / "care")}


def grant(service: Service, pseudonym: str) -> None:
    """As if the chain had shown that this patient lets the others read encounters."""
    desk, id_ = desk_of(service, None, Custom()), secrets.token_bytes(32)
    opened = Opened(secrets.token_bytes(32), OTHER, "TREAT", (ENCOUNTER,))
    sealed = sealed_grant(desk, pseudonym, id_, KeptGrant(opened, "Other", "en", signed_for=False))
    kept = GrantKept(id_, pseudonym, "s", id_, sealed, desk.now() + 3600, since=desk.now(), block=1)
    submission = SubmissionKept("s", pseudonym, 0, "confirmed", "", b"", desk.now())
    desk.grants.submit(submission, [kept], answered=(), withdrawn=())


def granted(data: Path, signer: Signer) -> str:
    """A folder with a patient who has granted, and a client of the others'; the patient's pseudonym."""
    house = House.at(data)
    house.take(admission(0))
    with house.writing() as service:
        (patient,) = {one.record.pseudonym for one in service.journal.records()}
        grant(service, patient)
        fields = {"role": Role.CLINICIAN, "scopes": "system/*.rs", "practitioners": ""}
        client = registered(signer.client, signer.jwks(), organisation=OTHER, own=False, **fields)
        Clients(service.journal.database).add(client)
    return patient


def token(http: httpx.Client, signer: Signer) -> str:
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
    form |= {
        "scope": "system/*.rs",
        "client_assertion": signer.assertion(int(time.time()), f"{BASE}/token"),
    }
    return str(http.post("/token", data=form).raise_for_status().json()["access_token"])


def until(found: Callable[[], bool]) -> None:
    give_up = time.monotonic() + SECONDS
    while not found():
        assert time.monotonic() < give_up, "what was waited for did not come"
        time.sleep(0.05)


def test_t088_reads_by_a_grant_are_denied_while_the_chain_is_away_and_go_on_when_it_is_back(
    tmp_path: Path,
) -> None:
    if not ANVIL.exists():
        pytest.skip("no anvil: npm ci in anchor/contracts installs it")
    signer, node, data = Signer("other", "ed"), Node(tmp_path), tmp_path / "data"
    with node.stack:
        url = node.start()
        patient = granted(data, signer)
        given = chained(data, url) | cared_for(tmp_path, url) | {"FHIR_BRIDGE_CHAIN": url}
        given |= {"FHIR_BRIDGE_GATEWAY": BASE, "FHIR_BRIDGE_GRANTS_STALE": str(STALE)}
        given |= {"FHIR_BRIDGE_ANCHOR_SECONDS": "3600"}
        with (
            served(data, **given) as service,  # type: ignore[arg-type]  # all of these are settings
            httpx.Client(base_url=f"http://127.0.0.1:{service.http}", trust_env=False) as http,
        ):
            http.headers["authorization"] = f"Bearer {token(http, signer)}"

            def reads() -> int:
                try:
                    found = http.get("/fhir/Encounter", params={"patient": patient})
                except (
                    httpx.RemoteProtocolError
                ):  # a permission that ends while its answer leaves breaks it off
                    return 0
                return len(found.raise_for_status().json()["entry"])

            until(lambda: reads() == 1)
            head = connect(url).eth.block_number
            node.end()
            until(lambda: reads() == 0)
            node.start()
            until(lambda: reads() == 1)
            assert connect(url).eth.block_number == head
            assert service.end() == 0
