"""An EHR subscribes at a running bridge and is told of what comes by MLLP; an operator looks at it in a browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx

from fhir_bridge.api.tokens.issuing import ASSERTION_TYPE
from tests.faults.sender import Sender, served
from tests.fhir_bridge.api.subscriptions.receiver import receiving
from tests.fhir_bridge.api.tokens.signing import Signer
from tests.story.programs import Bridge

BASE = "https://gateway.example"
SCOPES = "system/Subscription.crds system/*.rs"
CLIENT = ("--role", "clinician", "--scopes", SCOPES, "--organisation", "urn:x|north", "--own")
HOOK = '[[hook]]\nclient = "ehr"\norigin = "{origin}"\ninside = true\n'


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def subscribe(here: str, signer: Signer, origin: str) -> str:
    """What an EHR does, with real requests; the key that its notices are signed with."""
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE, "scope": SCOPES}
    form["client_assertion"] = signer.assertion(int(time.time()), f"{BASE}/token")
    wanted = {"resourceType": "Subscription", "status": "requested", "reason": "who has come"}
    wanted |= {"criteria": "Encounter", "channel": {"type": "rest-hook", "endpoint": f"{origin}/hook"}}
    with httpx.Client(base_url=here, trust_env=False) as client:
        token = client.post("/token", data=form).json()["access_token"]
        bearer = {"authorization": f"Bearer {token}"}
        made = client.post("/fhir/Subscription", json=wanted, headers=bearer)
    assert made.status_code == 201, made.content
    return str(made.json()["extension"][0]["valueString"])


def test_an_ehr_is_told_of_a_message_and_an_operator_sees_it(tmp_path: Path) -> None:
    bridge, signer, jwks = Bridge(tmp_path / "data"), Signer("ehr", "ed"), tmp_path / "jwks"
    jwks.write_bytes(signer.jwks())
    with receiving() as ehr, httpx.Client(trust_env=False, follow_redirects=True) as browser:
        (tmp_path / "hooks").write_text(HOOK.format(origin=ehr.origin))
        settings = {"FHIR_BRIDGE_GATEWAY": BASE, "FHIR_BRIDGE_HOOKS": str(tmp_path / "hooks")}
        with served(bridge.data, **settings) as service:
            here = f"http://127.0.0.1:{service.http}"
            assert bridge("clients", "add", "ehr", "--jwks", jwks, *CLIENT).status == 0
            key = subscribe(here, signer, ehr.origin)
            until(lambda: len(ehr.came) == 1)
            assert Sender().send(service.port, time.monotonic() + 60, most=1) == 1
            until(lambda: len(ehr.came) == 2)
            assert ehr.signed(key)

            assert browser.get(f"{here}/console").status_code == 401
            link = bridge("console", "--as", "Olga").out.decode().strip().replace(":8080", f":{service.http}")
            assert browser.get(link).status_code == 200
            shown = browser.post(link.partition("?")[0], data={"code": link.partition("=")[2]})
            assert (shown.status_code, "Olga" in shown.text) == (200, True)
            until(lambda: "to be told is told" in browser.get(f"{here}/console/deliveries").text)
            assert bridge("console", "--close").status == 0
            assert browser.get(f"{here}/console").status_code == 401
            assert service.end() == 0
