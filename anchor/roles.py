"""As what an account can act in the care contracts."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Enlisted by the governance; see docs/contracts.md for what each may do."""

    OFFICER = "officer"
    HOSPITAL = "hospital"
    PHARMACY = "pharmacy"
    INSURER = "insurer"
