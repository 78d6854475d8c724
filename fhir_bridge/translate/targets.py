"""Targets: where in a resource a value goes.

    participant[1].individual(Practitioner)        an item of a list, in it a reference to a resource of its own
    extension(hl7:patient-religion).valueString    the extension with this URL

`[1]` says that the element is a list; rows of one map that name the same item share it. Each repeat of a field has
items of its own. `_status` is the primitive's object beside `status`. `.` is the element or resource itself, `+` an
extension of this project that is named after the field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STEP = re.compile(r"(_?[a-zA-Z][A-Za-z0-9]*)(?:\(([^)]*)\))?(?:\[(\w*)\])?(?:\(([A-Z]\w*)\))?")
CHOICE = re.compile(
    r"(abatement|allowed|asNeeded|collected|deceased|effective|medication|multipleBirth|occurrence|onset|performed|rate"
    r"|reported|value)(?:[A-Z]\w*)"
)
"""Elements of which FHIR allows one type only (`value[x]`)."""
EXTENSIONS = ("extension", "modifierExtension")
PREFIXES = {
    "hl7": "http://hl7.org/fhir/StructureDefinition/",
    "r5": "http://hl7.org/fhir/5.0/StructureDefinition/extension-",
    "v2": "urn:fhir-anchor:v2:field:",
}

VALUES = {
    "string": "String",
    "code": "Code",
    "boolean": "Boolean",
    "date": "Date",
    "dateTime": "DateTime",
    "time": "Time",
    "decimal": "Decimal",
    "CWE": "CodeableConcept",
    "FC": "CodeableConcept",
    "JCC": "CodeableConcept",
    "CX": "Identifier",
    "EI": "Identifier",
    "EIP:placer": "Identifier",
    "XPN": "HumanName",
    "XAD": "Address",
    "XTN": "ContactPoint",
    "CQ": "Quantity",
    "CP": "Money",
    "DR": "Period",
    "XCN": "Reference(Practitioner)",
    "XON": "Reference(Organization)",
    "HD": "Reference(Organization)",
    "PL": "Reference(Location)",
}
"""What `value[x]` of an extension is called, by conversion."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a target. `cell` names the item among those that one run of a map has made.

    `resource` and `url` say what is made there if it is a reference or an extension, `choice` the stem of a choice.
    """

    key: str
    many: bool
    cell: str
    resource: str = ""
    url: str = ""
    choice: str = ""


def steps(target: str) -> tuple[Step, ...]:
    """The steps of a target, none for `.`. Raises ValueError with what is wrong."""
    if target == ".":
        return ()
    found, cell, at = list[Step](), "", 0
    while at < len(target):
        match = STEP.match(target, at)
        if not match:
            raise ValueError("a target that cannot be read")
        cell += match[0] + "."
        found.append(_step(match, cell))
        at = match.end()
        if at < len(target) and target[at] != ".":
            raise ValueError("a target that cannot be read")
        at += 1
    return tuple(found)


def own_extension(source: str, conversion: str) -> str:
    """The target that `+` stands for: an extension named after the field, its value of the conversion's type."""
    name = conversion.partition("(")[0].rstrip("?")
    if name not in VALUES:
        raise ValueError("+ does not know what element this conversion makes; name the target")
    return f"extension(v2:{source}).value{VALUES[name]}"


def full_url(name: str) -> str:
    """`hl7:patient-religion` written out; other names stand as they are."""
    prefix, colon, rest = name.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES else name


def _step(match: re.Match[str], cell: str) -> Step:
    key, inside, slot, typed = match.groups()
    if key in EXTENSIONS:
        if not inside:
            raise ValueError("an extension without its URL")
        return Step(key, many=True, cell=cell, url=full_url(inside))
    choice = CHOICE.fullmatch(key)
    return Step(
        key, slot is not None, cell, resource=typed or inside or "", choice=choice[1] if choice else ""
    )
