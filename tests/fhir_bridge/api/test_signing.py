"""Requests signed by a kiosk's key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fhir_bridge.api.wire.signing import (
    LIFE,
    Message,
    PrivateKey,
    SignatureFault,
    public_key,
    read,
    signed,
    spelled,
    verify,
)

MESSAGE = Message("POST", "/kiosk/v1/tap", b'{"a":1}', "0123")
KEYS = [ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()]


def headers(key: PrivateKey = KEYS[0]) -> dict[str, str]:
    found = signed(MESSAGE, key, key_id="k-1", at=1000)
    return {name.lower(): value for name, value in found.items()}


@pytest.mark.parametrize("key", KEYS, ids=["p256", "ed25519"])
def test_what_a_key_signs_it_verifies(key: PrivateKey) -> None:
    parameters, signature = read(MESSAGE, headers(key))
    verify(MESSAGE, parameters, signature, public_key(spelled(key.public_key())))
    assert (parameters.key_id, parameters.created, parameters.expires) == ("k-1", 1000, 1000 + LIFE)


@pytest.mark.parametrize("key", KEYS, ids=["p256", "ed25519"])
@pytest.mark.parametrize(
    "other",
    [
        replace(MESSAGE, path="/kiosk/v1/decide"),
        replace(MESSAGE, method="PUT"),
        replace(MESSAGE, idempotency_key="0124"),
        replace(MESSAGE, idempotency_key=""),
        replace(MESSAGE, body=b'{"a":2}'),
    ],
    ids=["path", "method", "idempotency-key", "no-idempotency-key", "body"],
)
def test_another_message_is_not_signed(key: PrivateKey, other: Message) -> None:
    with pytest.raises(SignatureFault):
        verify(other, *read(other, headers(key)), key.public_key())


def test_another_key_has_not_signed() -> None:
    with pytest.raises(SignatureFault):
        verify(MESSAGE, *read(MESSAGE, headers()), ec.generate_private_key(ec.SECP256R1()).public_key())


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("signature-input", '"content-digest" ', ""),
        ("signature-input", "created=1000", "created=01000"),
        ("signature-input", "expires=1060", "expires=9060"),
        ("signature-input", 'keyid="k-1"', 'keyid="k-2"'),
        ("signature-input", "kiosk=(", "proxy=("),
        ("signature-input", ";tag=", ";alg=hmac;tag="),
        ("signature", "kiosk=:", "kiosk=:A"),
        ("signature", "kiosk=:", "other=:"),
        ("content-type", "json", "jsonp"),
        ("content-digest", "sha-256", "sha-512"),
    ],
)
def test_a_changed_header_is_refused(name: str, old: str, new: str) -> None:
    changed = headers()
    assert old in changed[name]
    changed[name] = changed[name].replace(old, new)
    with pytest.raises(SignatureFault):
        verify(MESSAGE, *read(MESSAGE, changed), KEYS[0].public_key())


@pytest.mark.parametrize("missing", ["signature", "signature-input", "content-digest", "content-type"])
def test_a_missing_header_is_refused(missing: str) -> None:
    with pytest.raises(SignatureFault):
        read(MESSAGE, {name: value for name, value in headers().items() if name != missing})


def test_only_two_kinds_of_key_are_taken() -> None:
    for key in (ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)):
        with pytest.raises(SignatureFault):
            public_key(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(SignatureFault):
        public_key(b"no key")
