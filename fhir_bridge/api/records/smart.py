"""The two open routes: where tokens are given (SMART App Launch 2.2, conformance), and giving one."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import parse_qsl

from fhir_bridge.api.records.asked import Asked, Reply
from fhir_bridge.api.tokens.issuing import LIFE, NoToken, OAuthError

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 8


def configuration(asked: Asked) -> Reply:
    """What a client of SMART Backend Services needs to know."""
    said = {
        "issuer": asked.gate.base,
        "token_endpoint": asked.gate.issuer.audience,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384", "EdDSA"],
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": ["system/*.rs"],
        "capabilities": ["client-confidential-asymmetric", "permission-v2"],
    }
    return Reply.of(json.dumps(said).encode(), kind=JSON)


def token(asked: Asked) -> Reply:
    """A token, or OAuth's word for why there is none."""
    try:
        given = asked.gate.issuer.give(_form(asked))
    except NoToken as refusal:
        body = json.dumps({"error": refusal.error.code}).encode()
        return Reply.of(body, status=refusal.error.status, kind=JSON)
    said = {"access_token": given.token, "token_type": "bearer", "expires_in": LIFE}
    return Reply.of(json.dumps(said | {"scope": given.scopes.text()}).encode(), kind=JSON)


def _form(asked: Asked) -> dict[str, str]:
    if asked.query or asked.headers.get("content-type", "").partition(";")[0].strip() != FORM:
        raise NoToken(OAuthError.INVALID_REQUEST)
    try:
        text = asked.body.decode("ascii")
        pairs = parse_qsl(text, strict_parsing=True, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise NoToken(OAuthError.INVALID_REQUEST) from None
    if len(dict(pairs)) < len(pairs):
        raise NoToken(OAuthError.INVALID_REQUEST)
    return dict(pairs)
