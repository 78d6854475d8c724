"""Clients that others wrote, at `fhir-bridge serve`: `scripts/live-clients` installs them and runs these."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fhir_bridge.api.tokens.issuing import ASSERTION_TYPE
from tests.faults.sender import served
from tests.fhir_bridge.api.tokens.signing import Signer
from tests.story.programs import EXAMPLES, Bridge, run

CLIENTS = Path(os.environ.get("LIVE_CLIENTS", ""))
ASKED = Path(__file__).with_name("clients")
DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
GIVEN = json.loads((ASKED / "given.json").read_bytes())
pytestmark = pytest.mark.skipif(not CLIENTS.name, reason="needs FHIR clients: scripts/live-clients")
PROGRAMS = {
    "fhirpy": [CLIENTS / "python" / "bin" / "python", ASKED / "ask_fhirpy.py"],
    "fhirclient": [CLIENTS / "python" / "bin" / "python", ASKED / "ask_fhirclient.py"],
    "fhir-kit-client": ["node", CLIENTS / "ask_kit.mjs"],
}


@dataclass
class Gateway:
    """A bridge with a gateway, and a client that is registered there."""

    url: str
    signer: Signer
    key: Path

    def token(self) -> str:
        """A token, as the client's own program asks for it."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(),
            "scope": "system/*.rs",
        }
        answer = httpx.post(f"{self.url}/token", data=form)
        assert answer.status_code == httpx.codes.OK, answer.text
        return str(answer.json()["access_token"])

    def assertion(self) -> str:
        """An assertion of now."""
        return self.signer.assertion(int(time.time()), f"{self.url}/token")


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    """It serves at the URL that it says it does: clients look there for where tokens are given."""
    signer, keys, key = Signer("ward"), tmp_path / "keys.json", tmp_path / "key.pem"
    keys.write_bytes(signer.jwks())
    key.write_bytes(signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    bridge = Bridge(tmp_path / "data")
    bridge("ingest", EXAMPLES / "oru-ten-results.hl7")
    named = ("--role", "clinician", "--scopes", "system/*.rs", "--organisation", "urn:oid:1.2.3|north")
    said = bridge("clients", "add", "ward", "--jwks", keys, *named, "--own")
    assert said.status == 0, said.error
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with served(tmp_path / "data", FHIR_BRIDGE_GATEWAY=url, FHIR_BRIDGE_HTTP_PORT=str(port)) as service:
        assert service.http == port
        yield Gateway(url, signer, key)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_client_of_others_writes_reads_back_and_is_told_what_is_wrong(name: str, gateway: Gateway) -> None:
    if name == "fhir-kit-client":  # a module's imports are looked for beside it
        for file in ("ask_kit.mjs", "given.json"):
            shutil.copy(ASKED / file, CLIENTS)
    shown = {
        "fhirpy": [gateway.token()],
        "fhirclient": [gateway.assertion()],
        "fhir-kit-client": [gateway.signer.client, gateway.key],
    }
    said = run(*PROGRAMS[name], f"{gateway.url}/fhir", *shown[name])
    assert said.status == 0, said.error
    answers: dict[str, Any] = json.loads(said.out)
    for step in ("create", "update", "message", "delete"):
        assert codes(answers[step]) <= {"informational", "deleted"}, step
    made = [one["response"]["location"] for one in answers["transaction"]["entry"]]
    assert made == ["Patient/t1", "Observation/o1"]
    assert codes(answers["broken"]["refused"]) == {"invalid"}
    assert "Patient.gender" in answers["broken"]["refused"]["issue"][0]["diagnostics"]
    assert "banana" not in str(answers["broken"])
    assert codes(answers["unknown"]["refused"]) == {"not-found"}
    if "identified" in answers:
        assert codes(answers["identified"]) == {"informational"}
    assert answers["read"] == GIVEN["VERSION"]
    assert [(one["id"], one["subject"]["reference"]) for one in answers["search"]] == [("o1", "Patient/t1")]


def fuzzed(url: str, folder: Path, token: str = "") -> int:
    """The exit status of schemathesis: it asks what the gateway's document allows and looks for server errors.

    What it finds it keeps in the folder.
    """
    options = ("--checks", "not_a_server_error", "--max-examples", "10", "--seed", "7", "--no-color")
    borne = ("--header", f"Authorization: Bearer {token}")
    program = [CLIENTS / "python" / "bin" / "schemathesis", "run", DOCUMENT, "--url", url, *options, *borne]
    return subprocess.run(program, cwd=folder, capture_output=True, check=False, timeout=900).returncode


def test_schemathesis_finds_no_server_error(gateway: Gateway, tmp_path: Path) -> None:
    assert fuzzed(gateway.url, tmp_path, gateway.token()) == 0


class Failing(BaseHTTPRequestHandler):
    """Answers that it failed."""

    def do_GET(self) -> None:
        """500."""
        self.send_error(500)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
        """Nothing."""


def test_schemathesis_finds_a_server_that_fails(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Failing)
    answering = Thread(target=server.serve_forever)
    answering.start()
    try:
        assert fuzzed(f"http://127.0.0.1:{server.server_port}", tmp_path) == 1
    finally:
        server.shutdown()
        answering.join()
        server.server_close()


def codes(outcome: dict[str, Any]) -> set[str]:
    return {issue["code"] for issue in outcome["issue"]}
