"""A kiosk's certificate ends. Before it does, the kiosk takes a fresh key and has it certified, by itself.

STATE/next.pem   the next key: written before the bridge hears of it, gone once it is the kiosk's own

An answer may be lost when the bridge has taken the next key already. So whoever is refused with the present key
tries the next one that lies there, and asking twice for one key changes nothing. Of the answer only the certificate
and its dates are taken: what was pinned at enrolment stays pinned.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TypeVar

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fhir_bridge.api.wire.enrolment import RENEW, Enrolled, Health, Renewal
from fhir_bridge.api.wire.operation import Operation
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.signing import spelled
from kiosk import enrolment
from kiosk.bridge_client import HttpBridge, Identity
from kiosk.enrolment import Standing
from kiosk.errors import BridgeDown, BridgeRefused

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Renewing:
    """A `Bridge` for an enrolled kiosk. Its heartbeats tell it the bridge's time, and so when to renew."""

    def __init__(
        self,
        state: Path,
        standing: Standing,
        client: httpx.Client,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._state, self._client, self._clock = state, client, clock
        self._standing = standing
        self._turning = Lock()

    def ask(self, operation: Operation[Asked, Given], asked: Asked, once: str = "") -> Given:
        """See `Bridge.ask`."""
        asker = self._standing.identity
        try:
            given = self._as(asker).ask(operation, asked, once)
        except BridgeRefused as refused:
            if refused.refusal is not Refusal.NOT_SIGNED or not self._has_turned_from(asker):
                raise
            given = self._as(self._standing.identity).ask(operation, asked, once)
        if isinstance(given, Health) and given.clock >= self._standing.pinned.renew:
            with self._turning:
                self._renew()
        return given

    def _as(self, identity: Identity) -> HttpBridge:
        return HttpBridge(self._client, identity, clock=self._clock)

    def _has_turned_from(self, asker: Identity) -> bool:
        """Whether the kiosk has another key than the one that was refused: since then, or since it was cut off."""
        with self._turning:
            if self._standing.identity is asker and enrolment.next_key(self._state).exists():
                self._renew()
            return self._standing.identity is not asker

    def _renew(self) -> None:
        """Turn to the next key; where the bridge will not have it now, the next heartbeat tries again."""
        key = enrolment.prepared(self._state)
        present = self._standing.identity
        for identity in (present, Identity(present.name, key)):
            with suppress(BridgeDown, BridgeRefused):
                answer = self._as(identity).ask(RENEW, Renewal(spelled(key.public_key())))
                self._standing = self._adopted(key, answer)
                return

    def _adopted(self, key: Ed25519PrivateKey, answer: Enrolled) -> Standing:
        pinned = replace(
            self._standing.pinned, certificate=answer.certificate, renew=answer.renew, end=answer.end
        )
        enrolment.adopt(self._state, pinned)
        return replace(self._standing, identity=Identity(pinned.kiosk, key), pinned=pinned)
