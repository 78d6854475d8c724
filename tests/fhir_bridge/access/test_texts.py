"""The bridge takes the words that the kiosk has."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fhir_bridge.access.texts import known_texts

CONSENTS = Path(__file__).parents[3] / "kiosk" / "consents"


def test_every_packaged_text_is_known_by_its_hash_and_no_other() -> None:
    packaged = {
        (path.parent.name, path.stem): hashlib.sha256(path.read_bytes()).digest()
        for path in CONSENTS.glob("*/*.toml")
    }
    assert packaged == known_texts()
