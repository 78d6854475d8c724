"""Senders that others wrote (HAPI's, python-hl7's, curl) at `fhir-bridge serve`; `scripts/live-clients` runs these."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from fhir_bridge.source.mllp import frame
from tests.faults.sender import Served, served
from tests.fhir_bridge.house import admission
from tests.story.programs import BIN, EXAMPLES, Bridge, run

CLIENTS = Path(os.environ.get("LIVE_CLIENTS", ""))
HAPI = Path(__file__).with_name("clients") / "TellByHapi.java"
MANY = 10
pytestmark = pytest.mark.skipif(not CLIENTS.name, reason="needs clients of others: scripts/live-clients")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "data") as found:
        assert found.port
        yield found


def records(tmp_path: Path, service: Served) -> int:
    """How many there are, once what was taken is worked through."""
    assert service.end() == 0
    return len(Bridge(tmp_path / "data").records())


def test_hapi_is_answered_in_both_modes_over_connections_with_many_messages(
    tmp_path: Path, service: Served
) -> None:
    elsewhere = ("env", "-C", tmp_path)  # it counts its ids in a file where it runs
    said = run(*elsewhere, "java", "-cp", f"{CLIENTS}/jars/*", HAPI, str(service.port))
    assert said.status == 0, said.error
    answers = [line.split() for line in said.out.decode().splitlines()]
    count = Counter((what, code) for what, code, _, _ in answers)
    assert count == {
        ("admission", "AA"): MANY,
        ("result", "AA"): MANY,
        ("again", "AA"): 2,
        ("changed", "AE"): 1,
        ("accept", "CA"): 1,
        ("both", "AA"): 4,
    }
    answered = {id_: own for what, _, id_, own in answers if what in {"admission", "result"}}
    again = [(id_, own) for what, _, id_, own in answers if what == "again"]
    assert again == [("A0", answered["A0"]), ("R0", answered["R0"])]
    assert [id_ for what, _, id_, _ in answers if what == "both"] == ["E1", "E2", "E3", "E4"]
    assert records(tmp_path, service) == 2 * MANY + 1 + 4


def test_mllp_send_of_python_hl7_is_answered(tmp_path: Path, service: Served) -> None:
    sent = tmp_path / "messages"
    sent.write_bytes(b"".join(frame(admission(n, "m")) for n in range(MANY)))
    said = run(BIN / "mllp_send", "--port", str(service.port), "--file", sent, "127.0.0.1")
    assert said.status == 0, said.error
    found = re.findall(rb"MSA\|(\w\w)\|([^|\r\n]+)", said.out)
    assert found == [(b"AA", f"C{n}.m".encode()) for n in range(MANY)]
    assert records(tmp_path, service) == MANY


def test_curl_posts_puts_and_is_told_what_is_wrong(tmp_path: Path, service: Served) -> None:
    at = f"http://127.0.0.1:{service.http}/fhir"
    patient = json.dumps({"resourceType": "Patient", "identifier": [{"system": "urn:x", "value": "7"}]})
    bundle = f"@{EXAMPLES / 'bundle-200.json'}"

    def curl(*words: str) -> str:
        told = ("--silent", "--output", "/dev/null", "--write-out", "%{http_code}")
        return run("curl", *told, "--header", "content-type: application/fhir+json", *words).out.decode()

    assert curl("--data-binary", bundle, at) == "202"
    assert curl("--data-binary", bundle, at) == "202"
    where = f"{at}/Patient?identifier=urn:x|7"
    assert [curl("--request", "PUT", "--data", patient, where) for _ in range(2)] == ["201", "201"]
    assert curl("--data", patient.replace("Patient", "Banana"), f"{at}/Banana") == "422"
    assert curl("--data", "{", at) == "400"
    assert curl(f"{at}/metadata") == "200"
    assert records(tmp_path, service) == 2
