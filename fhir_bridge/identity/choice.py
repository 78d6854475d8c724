"""Which of a patient's identifiers identifies, for one sender.

PID-3 repeats are the rule and their meaning is the sender's: a medical record number, a visit's account, a card. Taking
the wrong one unites two people, so a profile names the types that identify (HL7 table 0203), in order of trust.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.records import Identifier

RECORD_NUMBERS = ("MR", "PI", "PT", "PN")
"""Medical record number, patient internal, patient external, person number (HL7 table 0203)."""


def identifying(identifiers: Sequence[Identifier], types: Sequence[str] = RECORD_NUMBERS) -> Identifier:
    """The one identifier that says who the patient is: of the first type that there is, else the first of any."""
    usable = [identifier for identifier in identifiers if identifier.value.strip()]
    if not usable:
        raise Refused(Reason.NO_PATIENT, "the patient has no identifier")
    return next((i for t in types for i in usable if i.type == t), usable[0])
