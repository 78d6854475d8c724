"""What an operation raises: one of the wire's refusals."""

from __future__ import annotations

from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.errors import BridgeError


class Declined(BridgeError):
    """The bridge refuses a kiosk's request; `refusal` says why and what comes next."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}; {refusal.next_step}")
        self.refusal = refusal
