"""What a message says of who is who, read from its bundle: pure, and before anybody is looked up.

    A18 A30 A34 A36 A39 A40    MERGE     whom MRG-1 (and MRG-4) name is retired: Patient.link of type replaces
    A24                        LINK      the two patients are one person, and their records remain two
    A37                        PART      the two are not one person: undoes a link, and a merge
    A46 A47 A48                RENAME    the patient's number was another: Patient.identifier of use old
    A43                        MOVE      MRG-1's number is the patient's, who is named by another number

Sources: HL7 v2.5.1, 3.3 and 3.6. Moves and merges of accounts and visits (A35 A41 A42 A44 A45 A49 A50 A51), cancels and
deletions (A11 A12 A13 A23 A29) say nothing of who a patient is: records say what happened, and nobody is erased by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from fhir_bridge.fhir.bundle import entries, identifier_of, identifiers_of, resource_of
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.records import Identifier

Numbers = tuple[Identifier, ...]


class Meaning(Enum):
    """What is said of two lists of identifiers."""

    MERGE = "merge"
    LINK = "link"
    PART = "part"
    RENAME = "rename"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Saying:
    """Of a merge, `one` is retired for `other`; of a rename it was before; of a move, its numbers are `other`'s now."""

    meaning: Meaning
    one: Numbers
    other: Numbers


EVENTS = (
    dict.fromkeys(("A18", "A30", "A34", "A36", "A39", "A40"), Meaning.MERGE)
    | dict.fromkeys(("A46", "A47", "A48"), Meaning.RENAME)
    | {"A24": Meaning.LINK, "A37": Meaning.PART, "A43": Meaning.MOVE}
)
MOVED = "urn:fhir-anchor:v2:field:MRG-1"
_OLD = "old"
_REPLACES = "replaces"


def sayings(bundle: Object) -> list[Saying]:
    """What the message says, in its order; nothing where either side of it is missing."""
    resources = [resource_of(entry) for entry in entries(bundle)]
    meaning = next((EVENTS.get(_event(one)) for one in resources if _is(one, "MessageHeader")), None)
    if meaning is None:
        return []
    patients = [one for one in resources if _is(one, "Patient")]
    if meaning in {Meaning.LINK, Meaning.PART}:
        pairs = [(_numbers(one), _numbers(patients[0])) for one in patients[1:]]
    else:
        pairs = [(tuple(_READERS[meaning](one)), _numbers(one)) for one in patients]
    return [Saying(meaning, one, other) for one, other in pairs if one and other]


def _retired(patient: Object) -> Iterator[Identifier]:
    for link in _objects(patient.get("link")):
        other = link.get("other")
        found = identifier_of(other.get("identifier")) if isinstance(other, dict) else None
        if found and link.get("type") == _REPLACES:
            yield found


def _former(patient: Object) -> Iterator[Identifier]:
    olds = [one for one in _objects(patient.get("identifier")) if one.get("use") == _OLD]
    yield from filter(None, map(identifier_of, olds))


def _moved(patient: Object) -> Iterator[Identifier]:
    named = [one for one in _objects(patient.get("extension")) if one.get("url") == MOVED]
    yield from filter(None, (identifier_of(one.get("valueIdentifier")) for one in named))


_READERS = {Meaning.MERGE: _retired, Meaning.RENAME: _former, Meaning.MOVE: _moved}


def _numbers(patient: Object) -> Numbers:
    return identifiers_of(patient, except_for=_OLD)


def _event(header: Object) -> str:
    coding = header.get("eventCoding")
    code = coding.get("code") if isinstance(coding, dict) else None
    return code if isinstance(code, str) else ""


def _is(resource: Object, type_: str) -> bool:
    return resource.get("resourceType") == type_


def _objects(node: Json) -> Sequence[Object]:
    return [one for one in node if isinstance(one, dict)] if isinstance(node, list) else ()
