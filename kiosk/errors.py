"""Everything the kiosk can fail with outside the card, and what IT staff do next.

KioskError              exit 1
├── NotEnrolled         the kiosk has no bridge; enrol it
├── BadSettings         kiosk.toml cannot be used; names the setting
├── BadState            the state folder cannot be used as it is
├── Unspeakable         a consent cannot be said in plain words in this language; nothing is signed
├── BridgeRefused       the bridge says no; carries its `Refusal`
├── BridgeDown          the bridge does not answer; exit 75, try again
└── PersonGone          whoever asked has left; nobody is told
"""

from __future__ import annotations

from fhir_bridge.api.wire.refusal import Refusal


class KioskError(Exception):
    """The kiosk cannot do what it was asked for. No text of it holds anything of a patient's."""

    exit_status = 1


class NotEnrolled(KioskError):
    """The kiosk has no bridge yet."""

    def __init__(self) -> None:
        super().__init__("not enrolled; run clinic-kiosk enrol --bridge URL --code CODE")


class BadSettings(KioskError):
    """`kiosk.toml` cannot be used; the message names the setting."""


class BadState(KioskError):
    """The state folder cannot be used as it is."""


class Unspeakable(KioskError):
    """A consent has a code without plain words, or a name that cannot be shown as it is."""


class BridgeRefused(KioskError):
    """The bridge says no."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}; {refusal.next_step}")
        self.refusal = refusal


class BridgeDown(KioskError):
    """The bridge does not answer; the same request may succeed later."""

    exit_status = 75


class PersonGone(KioskError):
    """Whoever this was done for has left."""
