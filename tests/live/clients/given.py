"""What every client sends, from `given.json`: synthetic, and the same for all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_GIVEN: dict[str, Any] = json.loads(Path(__file__).with_name("given.json").read_bytes())
PATIENT, VERSION, IDENTIFIED, TRANSACTION, MESSAGE = (
    _GIVEN[name] for name in ("PATIENT", "VERSION", "IDENTIFIED", "TRANSACTION", "MESSAGE")
)
IDENTIFIER: str = _GIVEN["IDENTIFIER"]
UNKNOWN: str = _GIVEN["UNKNOWN"]
DEADLINE: int = _GIVEN["DEADLINE"]
"""Tenths of a second until a resource can be read."""
