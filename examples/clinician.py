"""A clinician's system: asks for a token, asks the patient, reads a result, and proves the part that it was given.

    examples/clinician.py http://bridge.example KEY.json CLIENT SYSTEM|NUMBER --log-key LOGKEY
                          [--ask SECONDS] [--keep DIR]

With `--ask` the patient is asked for their results first, at a kiosk of the other house, and waited for so long.
KEY.json is the system's private key (RFC 7517, P-384); `--new KEY.json` makes one and prints the JWKS to register. With
`--keep` the part and its receipt are kept in a new folder: `fhir-anchor verify DIR/receipt --record DIR/part --key
LOGKEY` proves them again, offline. Of the bridge's code this uses the anchor alone: LOGKEY did not come from the bridge
that is asked, but from the directory (`fhir-bridge organisation key`) or by hand (`keys public`). docs/gateway.md has
the commands of two whole installations.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc import jws
from joserfc.jwk import ECKey

from anchor.logkey import LogVerifier
from anchor.verify import verify

RECEIPT = "application/vnd.fhir-anchor.receipt"
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
TYPES = "http://hl7.org/fhir/resource-types"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def new_key(path: Path) -> None:
    """Make a key, and print what the other house registers."""
    key = ECKey.generate_key("P-384", {"kid": secrets.token_hex(4)})
    path.touch(mode=0o600)
    path.write_text(json.dumps(key.as_dict(private=True)))
    print(json.dumps({"keys": [key.as_dict(private=False)]}))


def token(http: httpx.Client, client: str, key: ECKey, *, scope: str) -> str:
    """A token for five minutes (SMART Backend Services)."""
    said = http.get("/.well-known/smart-configuration").raise_for_status().json()
    now = int(time.time())
    claims = {"iss": client, "sub": client, "aud": said["token_endpoint"], "jti": secrets.token_hex(16)}
    header = {"alg": "ES384", "kid": key.kid, "typ": "JWT"}
    payload = json.dumps(claims | {"iat": now, "exp": now + 300})
    form = {"grant_type": "client_credentials", "scope": scope, "client_assertion_type": ASSERTION}
    form["client_assertion"] = jws.serialize_compact(header, payload, key, algorithms=["ES384"])
    return str(http.post("/token", data=form).raise_for_status().json()["access_token"])


def ask(http: httpx.Client, patient: str) -> str:
    """Ask a patient for their results; the path at which the answer will stand."""
    system, _, value = patient.rpartition("|")
    request = {
        "resourceType": "Consent",
        "status": "proposed",
        "patient": {"identifier": {"system": system, "value": value}},
        "provision": {
            "purpose": [{"system": REASON, "code": "TREAT"}],
            "class": [{"system": TYPES, "code": kind} for kind in ("Observation", "Patient")],
        },
    }
    once = {"idempotency-key": secrets.token_hex(16)}
    answer = http.post("/fhir/Consent", json=request, headers=once).raise_for_status()
    return urlsplit(answer.headers["location"]).path


def granted(http: httpx.Client, path: str, seconds: int) -> bool:
    """Whether the patient said yes within so many seconds; a no reads as no answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if http.get(path).raise_for_status().json()["status"] == "active":
            return True
        time.sleep(1)
    return False


def newest(http: httpx.Client, patient: str) -> dict[str, Any] | None:
    """The newest result of a patient that this system may have."""
    found = http.get("/fhir/Patient", params={"identifier": patient}).raise_for_status().json()["entry"]
    named = found[0]["resource"]["id"] if found else patient
    query = {"patient": named, "_count": "1"}
    entries = http.get("/fhir/Observation", params=query).raise_for_status().json()["entry"]
    return entries[0]["resource"] if entries else None


def keep(folder: Path, **files: bytes) -> None:
    """Write files that nobody else may read into a new folder."""
    folder.mkdir(mode=0o700)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def main() -> int:
    """0 where a result was read and proved, 1 where there is none, or it does not prove."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--new", type=Path, metavar="KEY")
    parser.add_argument("--log-key", type=Path)
    parser.add_argument("--ask", type=int, metavar="SECONDS")
    parser.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("asked", nargs="*", metavar="BRIDGE KEY CLIENT PATIENT")
    options = parser.parse_args()
    if options.new:
        new_key(options.new)
        return 0
    bridge, key_file, client, patient = options.asked
    key = ECKey.import_key(json.loads(Path(key_file).read_text()))
    with httpx.Client(base_url=bridge, timeout=30) as http:
        scope = "system/Consent.cr system/*.rs" if options.ask else "system/*.rs"
        http.headers["authorization"] = f"Bearer {token(http, client, key, scope=scope)}"
        if options.ask and not granted(http, ask(http, patient), options.ask):
            print("no answer yet", file=sys.stderr)
            return 1
        found = newest(http, patient)
        if found is None:
            print("nothing that this system may read; ask the patient", file=sys.stderr)
            return 1
        path = f"/fhir/Observation/{found['id']}"
        part = http.get(path).raise_for_status().content
        receipt = http.get(path, headers={"accept": RECEIPT}).raise_for_status().content
    if options.keep:
        keep(options.keep, part=part, receipt=receipt)
    verdict = verify(receipt, part, LogVerifier.parse(options.log_key.read_text()))
    sys.stdout.buffer.write(part + b"\n")
    for check in verdict.checks:
        print(f"{check.fact}: {check.standing}: {check.detail}", file=sys.stderr)
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main())
