"""A clinician's system and its own house: registered, given a token, a result, and the proof of its part.

That of another house has its story in test_visit.py, with a patient who is asked.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.faults.sender import served
from tests.story.canaries import bearing, canaries
from tests.story.programs import EXAMPLES, Bridge, run

PATIENT = "urn:oid:2.16.840.1.113883.3.9999.4|NG-4471903"
CLIENT = ("--role", "clinician", "--scopes", "system/*.rs", "--organisation", "urn:x|north")


def test_t071_a_clinician_reads_and_proves_a_result_and_no_log_or_file_says_whose(tmp_path: Path) -> None:
    bridge, key, jwks, log_key = (
        Bridge(tmp_path / "data"),
        *(tmp_path / name for name in ("key", "jwks", "logkey")),
    )
    bridge("ingest", EXAMPLES / "oru-ten-results.hl7")
    clinician = (sys.executable, EXAMPLES / "clinician.py")
    jwks.write_bytes(run(*clinician, "--new", key).out)
    log_key.write_bytes(bridge("keys", "public").out)
    assert bridge("clients", "add", "ward", "--jwks", jwks, *CLIENT, "--own").status == 0
    assert bridge("clients", "add", "stranger", "--jwks", jwks, *CLIENT).status == 0
    assert bridge("clients", "add", "ward", "--jwks", jwks, *CLIENT).status == 1
    assert bridge("anchor").status == 0
    with served(bridge.data, FHIR_BRIDGE_GATEWAY="https://gateway.example") as service:
        asked = (f"http://127.0.0.1:{service.http}", key)
        read = run(*clinician, *asked, "ward", PATIENT, "--log-key", log_key)
        assert (read.status, b"C reactive protein" in read.out) == (0, True), read.error
        assert "record: proved" in read.error
        denied = run(*clinician, *asked, "stranger", PATIENT, "--log-key", log_key)
        assert (denied.status, denied.out) == (1, b"")
        assert bridge("clients", "revoke", "ward").status == 0
        assert run(*clinician, *asked, "ward", PATIENT, "--log-key", log_key).out == b""
        assert service.end() == 0
        assert service.process.stderr
        said, words = service.process.stderr.read().encode(), canaries(EXAMPLES / "oru-ten-results.hl7")
        assert b"ending" in said
        assert b"NG-4471903" in words
        assert not any(word in said for word in words)
    assert bearing(bridge.data, words) == []
    audit = bridge("audit").out.decode()
    assert "open  done  by ward  to ward" in audit
    assert "query  refused  by stranger" in audit
    kept = tmp_path / "checkpoint"
    kept.write_bytes(bridge("audit", "checkpoint").out)
    verified = bridge("audit", "verify", "--checkpoint", kept)
    assert (verified.status, b"signed checkpoints" in verified.out) == (0, True), verified.error
    kept.write_bytes(kept.read_bytes().replace(b"acts ", b"acts 1"))
    assert bridge("audit", "verify", "--checkpoint", kept).status == 1
