"""The token endpoint over HTTP, held against what Inferno's SMART App Launch and Bulk Data test kits (STU 2) ask for.

Their own negative cases are another grant_type, another client_assertion_type and a JWT of another iss; the others are
what their descriptions say that a server has to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import pytest

from fhir_bridge.api.tokens.issuing import ASSERTION_TYPE
from tests.fhir_bridge.api.records.ward import BASE, FORM, System, Ward, ward_at
from tests.fhir_bridge.api.tokens.signing import b64, make_key

TOKEN = f"{BASE}/token"


@dataclass
class Endpoint:
    """One registered client's requests for a token."""

    ward: Ward
    system: System

    @property
    def now(self) -> int:
        return int(self.ward.clinic.time)

    def assertion(self, **claims: object) -> str:
        """Of these claims; without those that are None."""
        given = self.system.signer.claims(self.now, TOKEN) | claims
        kept = {name: value for name, value in given.items() if value is not None}
        return self.system.signer.sign(self.system.signer.header(), kept)

    def form(self, **fields: str | None) -> dict[str, str]:
        """A good form but for these fields; without those that are None."""
        good = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
        given = good | {"client_assertion": self.assertion(), "scope": "system/Observation.rs"} | fields
        return {name: value for name, value in given.items() if value is not None}

    def post(self, form: dict[str, str], *, to: str = "/token", **headers: str) -> httpx.Response:
        named = FORM | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ward.send("POST", to, content=urlencode(form).encode(), headers=named)

    def again(self) -> dict[str, str]:
        """What was given a token before."""
        form = self.form()
        assert self.post(form).status_code == httpx.codes.OK
        return form


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with ward_at(tmp_path_factory.mktemp("endpoint")) as ward:
        yield Endpoint(ward, ward.system("ward", scopes="system/Observation.rs system/Patient.rs"))


Make = Callable[[Endpoint], dict[str, str]]


def said(**claims: object) -> Make:
    return lambda at: at.form(client_assertion=at.assertion(**claims))


def fields(**given: str | None) -> Make:
    return lambda at: at.form(**given)


def ending(seconds: int) -> Make:
    return lambda at: at.form(client_assertion=at.assertion(exp=at.now + seconds))


def of_another_key(at: Endpoint) -> dict[str, str]:
    signer = at.system.signer
    return at.form(
        client_assertion=signer.sign(signer.header(), signer.claims(at.now, TOKEN), make_key("ed"))
    )


def unsigned(at: Endpoint) -> dict[str, str]:
    signer = at.system.signer
    header = signer.header() | {"alg": "none"}
    return at.form(client_assertion=signer.sign(header, signer.claims(at.now, TOKEN), None))


def changed(at: Endpoint) -> dict[str, str]:
    head, _, signed = at.assertion().split(".")
    return at.form(client_assertion=f"{head}.{b64(b'{}')}.{signed}")


REFUSED: dict[str, tuple[Make, int, str]] = {
    "another-grant-type": (fields(grant_type="not_a_grant_type"), 400, "unsupported_grant_type"),
    "no-grant-type": (fields(grant_type=None), 400, "invalid_request"),
    "another-assertion-type": (fields(client_assertion_type="not_an_assertion_type"), 400, "invalid_request"),
    "no-assertion-type": (fields(client_assertion_type=None), 400, "invalid_request"),
    "no-assertion": (fields(client_assertion=None), 400, "invalid_request"),
    "an-assertion-that-is-no-JWT": (fields(client_assertion="not_a_jwt"), 401, "invalid_client"),
    "an-empty-assertion": (fields(client_assertion=""), 401, "invalid_client"),
    "iss-of-nobody": (said(iss="not_a_valid_iss"), 401, "invalid_client"),
    "no-iss": (said(iss=None), 401, "invalid_client"),
    "sub-is-not-iss": (said(sub="not_a_valid_sub"), 401, "invalid_client"),
    "no-sub": (said(sub=None), 401, "invalid_client"),
    "aud-is-the-FHIR-server": (said(aud=f"{BASE}/fhir"), 401, "invalid_client"),
    "no-aud": (said(aud=None), 401, "invalid_client"),
    "expired": (ending(-61), 401, "invalid_client"),
    "lasts-longer-than-five-minutes": (ending(361), 401, "invalid_client"),
    "no-exp": (said(exp=None), 401, "invalid_client"),
    "exp-is-text": (said(exp="soon"), 401, "invalid_client"),
    "no-jti": (said(jti=None), 401, "invalid_client"),
    "the-same-jti-again": (Endpoint.again, 401, "invalid_client"),
    "signed-by-another-key": (of_another_key, 401, "invalid_client"),
    "not-signed": (unsigned, 401, "invalid_client"),
    "changed-after-signing": (changed, 401, "invalid_client"),
    "no-scope": (fields(scope=None), 400, "invalid_scope"),
    "an-empty-scope": (fields(scope=""), 400, "invalid_scope"),
    "a-scope-that-is-none": (fields(scope="not_a_scope"), 400, "invalid_scope"),
    "a-scope-that-was-not-registered": (fields(scope="system/Encounter.rs"), 400, "invalid_scope"),
    "a-users-scope": (fields(scope="user/Observation.rs"), 400, "invalid_scope"),
    "a-scope-of-SMART-1": (fields(scope="system/Observation.read"), 400, "invalid_scope"),
    "more-than-was-registered": (fields(scope="system/*.rs"), 400, "invalid_scope"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_t097_no_token_for(endpoint: Endpoint, name: str) -> None:
    make, status, error = REFUSED[name]
    answer = endpoint.post(make(endpoint))
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


def test_a_good_request_gets_all_that_the_answer_must_have(endpoint: Endpoint) -> None:
    answer = endpoint.post(endpoint.form(scope="system/Observation.rs"))
    assert answer.status_code == httpx.codes.OK
    given = answer.json()
    assert given.pop("access_token")
    assert given == {"token_type": "bearer", "expires_in": 300, "scope": "system/Observation.rs"}
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_is_a_form_in_the_body_of_a_post(endpoint: Endpoint) -> None:
    form = endpoint.form()
    assert endpoint.post(form, content_type="application/json").status_code == 400
    assert endpoint.post({}, to=f"/token?{urlencode(form)}").status_code == 400
    assert endpoint.ward.send("GET", f"/token?{urlencode(form)}").status_code == 405
    password = endpoint.form(client_assertion=None, client_assertion_type=None)
    assert endpoint.post(password, authorization="Basic d2FyZDpzZWNyZXQ=").status_code == 400
    assert endpoint.post(form).status_code == 200, "none of these used the assertion up"


@pytest.mark.parametrize("shown", ["", "Bearer not_a_token", "Basic d2FyZDpzZWNyZXQ="])
def test_without_its_token_nothing_is_read(endpoint: Endpoint, shown: str) -> None:
    headers = {"authorization": shown} if shown else {}
    answer = endpoint.ward.send("GET", "/fhir/Observation?patient=p0", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
