"""Clients that others wrote, at `fhir-bridge serve`: `scripts/live-clients` installs them and runs these."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fhir_bridge.api.tokens.issuing import ASSERTION_TYPE
from tests.fhir_bridge.api.tokens.signing import Signer
from tests.story.programs import BIN, EXAMPLES, Bridge, run

CLIENTS = Path(os.environ.get("LIVE_CLIENTS", ""))
ASKED = Path(__file__).with_name("clients")
GIVEN = json.loads((ASKED / "given.json").read_bytes())
SECONDS = 60
pytestmark = pytest.mark.skipif(not CLIENTS.name, reason="needs FHIR clients: scripts/live-clients")
PROGRAMS = {
    "fhirpy": [CLIENTS / "python" / "bin" / "python", ASKED / "ask_fhirpy.py"],
    "fhirclient": [CLIENTS / "python" / "bin" / "python", ASKED / "ask_fhirclient.py"],
    "fhir-kit-client": ["node", CLIENTS / "ask_kit.mjs"],
}


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The URL of a bridge with a gateway, and a token for it."""
    signer, keys, data = Signer("ward"), tmp_path / "keys.json", tmp_path / "data"
    keys.write_bytes(signer.jwks())
    bridge = Bridge(data)
    bridge("ingest", EXAMPLES / "oru-ten-results.hl7")
    named = ("--role", "clinician", "--scopes", "system/*.rs", "--organisation", "urn:oid:1.2.3|north")
    said = bridge("clients", "add", "ward", "--jwks", keys, *named, "--own")
    assert said.status == 0, said.error
    base = "http://bridge.invalid"  # whom a token is for; where it lies is the proxy's matter
    ports = {"FHIR_BRIDGE_HTTP_PORT": "0", "FHIR_BRIDGE_MLLP_PORT": "0", "FHIR_BRIDGE_GATEWAY": base}
    with (tmp_path / "log").open("wb") as log:
        serving = subprocess.Popen(
            [BIN / "fhir-bridge", "serve", "--data", data],
            env=os.environ | ports,
            stderr=log,
            start_new_session=True,
        )
        try:
            at = f"http://127.0.0.1:{_port(serving, tmp_path / 'log')}"
            yield f"{at}/fhir", _token(at, signer, f"{base}/token")
        finally:
            os.killpg(serving.pid, signal.SIGKILL)
            serving.wait()


def _port(serving: subprocess.Popen[bytes], log: Path) -> int:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends and serving.poll() is None:
        for line in log.read_text(encoding="utf-8").splitlines():
            if '"http"' in line:
                return int(json.loads(line)["http"])
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


def _token(at: str, signer: Signer, audience: str) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signer.assertion(int(time.time()), audience),
        "scope": "system/*.rs",
    }
    answer = httpx.post(f"{at}/token", data=form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_client_of_others_writes_reads_back_and_is_told_what_is_wrong(
    name: str, asked: tuple[str, str]
) -> None:
    if name == "fhir-kit-client":  # a module's imports are looked for beside it
        for file in ("ask_kit.mjs", "given.json"):
            shutil.copy(ASKED / file, CLIENTS)
    said = run(*PROGRAMS[name], *asked)
    assert said.status == 0, said.error
    answers: dict[str, Any] = json.loads(said.out)
    for step in ("create", "update", "transaction", "message", "delete"):
        assert codes(answers[step]) <= {"informational", "deleted"}, step
    assert codes(answers["broken"]["refused"]) == {"invalid"}
    assert "Patient.gender" in answers["broken"]["refused"]["issue"][0]["diagnostics"]
    assert "banana" not in str(answers["broken"])
    assert codes(answers["unknown"]["refused"]) == {"not-found"}
    assert answers["read"] == GIVEN["VERSION"]
    assert [one["id"] for one in answers["search"]] == ["o1"]


def codes(outcome: dict[str, Any]) -> set[str]:
    return {issue["code"] for issue in outcome["issue"]}
