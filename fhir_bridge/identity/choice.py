"""Which of a patient's identifiers identify, for one sender.

PID-3 repeats are the rule and their meaning is the sender's: a medical record number, a visit's account, a card. Taking
the wrong one unites two people, so a profile names the types that identify (HL7 table 0203), in order of trust.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.records import RESOURCE_ID, Identifier

RECORD_NUMBERS = ("MR", "PI", "PT", "PN")
"""Medical record number, patient internal, patient external, person number (HL7 table 0203)."""


def identifying(identifiers: Sequence[Identifier], types: Sequence[str] = ()) -> tuple[Identifier, ...]:
    """Those that identify, the most trusted first: of the types (record numbers, unless a sender has types of its own)
    that there are, else the first of any. Refused(NO_PATIENT) where there is none.

    A type is `MR`, or `MR@system` where one authority's alone identify, or `@system` where all of theirs do.
    """
    usable = [identifier for identifier in identifiers if identifier.value.strip()]
    if not usable:
        raise Refused(Reason.NO_PATIENT, "the patient has no identifier")
    own = tuple(identifier for identifier in usable if identifier.type == RESOURCE_ID)
    found = dict.fromkeys(i for t in types or RECORD_NUMBERS for i in usable if _is(i, t))
    return tuple(dict.fromkeys((*(found or usable[:1]), *own)))


def _is(identifier: Identifier, wanted: str) -> bool:
    type_, of, system = wanted.partition("@")
    return (type_ or identifier.type) == identifier.type and (not of or system == identifier.system)
