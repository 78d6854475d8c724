"""Which packaged words of consents the bridge takes: `texts.csv` has the SHA-256 of each, by version and language.

The words are the kiosk's. The bridge knows them by their hash alone, so that no kiosk shows others than were looked at.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final

SPOKEN_PURPOSES: Final = frozenset(
    ("TREAT", "ETREAT", "CAREMGT", "HPAYMT", "HRESCH", "PATRQT", "FAMRQT", "HOPERAT", "PUBHLTH")
)
"""The purposes for which these words have a sentence (HL7 v3 ActReason)."""
SPOKEN_TYPES: Final = frozenset(
    (
        "AllergyIntolerance",
        "Condition",
        "DiagnosticReport",
        "DocumentReference",
        "Encounter",
        "Immunization",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
        "Patient",
        "Procedure",
    )
)
"""The data for which they have one: FHIR resource types."""


@cache
def known_texts() -> dict[tuple[str, str], bytes]:
    """SHA-256 of the words, by (version, language)."""
    lines = files("fhir_bridge.access").joinpath("texts.csv").read_text(encoding="utf-8").splitlines()
    return {(row["version"], row["language"]): bytes.fromhex(row["sha256"]) for row in csv.DictReader(lines)}
