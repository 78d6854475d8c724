"""The service as its users meet it: python-hl7's own sender, curl, health and figures, and a feed on trial."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.databases import environment
from tests.faults.sender import Sender, served
from tests.story.programs import BIN, EXAMPLES, Bridge

SECONDS = 40.0


def ended(bridge: Bridge, wanted: Callable[[dict[str, object]], bool]) -> dict[str, object]:
    """The status, once it is as wanted."""
    give_up = time.monotonic() + SECONDS
    while True:
        (status,) = bridge("status", "--json").rows
        if wanted(status) or time.monotonic() > give_up:
            return status


def test_a_foreign_sender_is_answered_and_its_messages_are_anchored(tmp_path: Path) -> None:
    bridge = Bridge(tmp_path / "data")
    adt, oru = EXAMPLES / "adt-admission.hl7", EXAMPLES / "oru-ten-results.hl7"
    with served(bridge.data) as service:
        for message in (adt, oru, adt):
            command = [BIN / "mllp_send", "--loose", "-p", str(service.port), "-f", message, "127.0.0.1"]
            said = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS).stdout
            assert re.search(rb"MSA\|[AC]A\|", said)  # the examples ask for either mode
        status = ended(bridge, lambda found: found.get("anchored") == found["entries"] == 2)
        assert (status["messages sealed"], status["anchored"]) == (2, 2)
        assert service.end() == 0


def test_curl_posts_fhir_and_asks_how_it_stands(tmp_path: Path) -> None:
    def curl(path: str, *more: str) -> str:
        command = ["curl", "--silent", "--show-error", *more, f"http://127.0.0.1:{service.http}{path}"]
        return subprocess.run(command, capture_output=True, check=True, timeout=SECONDS, text=True).stdout

    with served(tmp_path / "data") as service:
        sent = (
            "--data-binary",
            f"@{EXAMPLES / 'bundle-200.json'}",
            "-H",
            "Content-Type: application/fhir+json",
        )
        first = curl("/fhir", *sent)
        assert json.loads(first)["issue"][0]["severity"] == "information"
        assert curl("/fhir", *sent) == first
        assert (curl("/health/live"), curl("/health/ready")) == ("live\n", "ready\n")
        assert 'fhir_bridge_answers_total{fate="again"} 1.0' in curl("/metrics")
        assert service.end() == 0


def test_a_feed_on_trial_is_answered_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    bridge = Bridge(tmp_path / "data")
    bridge("ingest", EXAMPLES / "adt-admission.hl7")
    before = bridge("status", "--json").rows[0]["records"]
    command = [BIN / "fhir-bridge", "serve", "--shadow", "--data", bridge.data]
    given = {"FHIR_BRIDGE_MLLP_PORT": "0", "PYTHONUNBUFFERED": "1", "PATH": os.environ["PATH"]}
    given |= {"PYTHONPATH": str(Path(__file__).parents[2])} | environment(bridge.data)
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True) as shadow:
        try:
            out = iter(shadow.stdout or ())
            port = int(re.findall(r"\d+", next(out))[0])
            sender = Sender()
            assert sender.send(port, time.monotonic() + SECONDS, most=1) == 1
            assert json.loads(next(out)) == {"status": "accepted", "records": 1, "unmapped": 2}
        finally:
            shadow.terminate()
    assert bridge("status", "--json").rows[0]["records"] == before
