"""The kiosk's only way to the bridge: one method, over the types of the narrow API.

Every request is one signed POST (`fhir_bridge.api.wire.signing`); one that changes something carries a key that
makes it count once, so it may be sent again when no answer came. `kiosk.double` is the double, for training and
for tests; both pass the same contract tests.
"""

from __future__ import annotations

import secrets
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx

from fhir_bridge.api.wire.coding import CodingError, decode
from fhir_bridge.api.wire.operation import Operation
from fhir_bridge.api.wire.refusal import Problem, Refusal
from fhir_bridge.api.wire.signing import Message, PrivateKey, signed
from kiosk.errors import BadSettings, BridgeDown, BridgeRefused

Asked = TypeVar("Asked")
Given = TypeVar("Given")

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 8.0  # somebody stands before the kiosk and waits
ATTEMPTS: Final = 2
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class Bridge(Protocol):
    """The bridge, as a kiosk sees it."""

    def ask(self, operation: Operation[Asked, Given], asked: Asked, once: str = "") -> Given:
        """What the bridge answers; `BridgeRefused` with its refusal, or `BridgeDown`.

        `once` names a change for ever: asked again with the same name, it counts once. Without one,
        a fresh name is made.
        """


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs the requests: the kiosk's name at its bridge, and its key."""

    name: str
    key: PrivateKey

    def __repr__(self) -> str:
        return f"Identity({self.name})"


class HttpBridge:
    """The bridge over HTTP. `client` speaks to its address and trusts the authority that was pinned, and no other."""

    def __init__(
        self, client: httpx.Client, identity: Identity, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._client, self._identity, self._clock = client, identity, clock

    def ask(self, operation: Operation[Asked, Given], asked: Asked, once: str = "") -> Given:
        """See `Bridge.ask`."""
        key = (once or secrets.token_urlsafe(24)) if operation.changes else ""
        message = Message("POST", operation.path, operation.request(asked), key)
        return _given(operation, self._sent(message))

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _sent(self, message: Message) -> httpx.Response:
        """The answer; each attempt is signed anew, under the same idempotency key."""
        for left in reversed(range(ATTEMPTS)):
            identity = self._identity
            headers = signed(message, identity.key, key_id=identity.name, at=int(self._clock()))
            try:
                return self._client.post(message.path, content=message.body, headers=headers)
            except httpx.TransportError:
                if not left:
                    raise BridgeDown("the bridge does not answer") from None
        raise BridgeDown("the bridge does not answer")


def _given(operation: Operation[Asked, Given], response: httpx.Response) -> Given:
    body = response.content
    try:
        if response.status_code == httpx.codes.OK:
            return operation.answer(body)
        refusal = decode(body, Problem).refusal()
    except CodingError:
        raise BridgeDown("what answers is not the bridge, or of another version") from None
    if refusal in (Refusal.UNAVAILABLE, Refusal.TOO_MANY):
        raise BridgeDown(refusal.next_step)
    raise BridgeRefused(refusal)


def client(address: str, authority: Path | None) -> httpx.Client:
    """A client for the bridge at this address; over TLS only the certificates of `authority` (PEM) are trusted.

    Without TLS the bridge must be on this machine: requests are signed, answers are not.
    """
    parts = urlsplit(address)
    if parts.scheme == "https" and authority is not None and parts.hostname:
        verify: ssl.SSLContext | bool = pinned(authority)
    elif parts.scheme == "http" and parts.hostname in LOOPBACK:
        verify = False
    else:
        raise BadSettings("bridge: https with authority, or http on this machine")
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    return httpx.Client(
        base_url=address, verify=verify, timeout=timeout, follow_redirects=False, trust_env=False
    )


def pinned(authority: Path) -> ssl.SSLContext:
    """TLS 1.3 that trusts this authority alone."""
    try:
        context = ssl.create_default_context(cafile=str(authority))
    except (OSError, ssl.SSLError):
        raise BadSettings("authority: no certificates in PEM can be read from it") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context
