"""Write the element tables of the releases from the corpora: facts only, a line an element.

    element_tables.py [FOLDER]        default: fhir_bridge/fhir/elements

Reads `../shared/corpora/cross-version/elements-*.json`, and from the models of fhir.resources what those leave out:
elements called `text` or `language`, which choices are required, and what the kinds of Quantity inherit. R4 has
no models; R4B's say the same there. Of R4, which is what resources are judged by, also the codes that are bound to an
element; lists that the corpora cut short ("+") are written out here, from the value sets of FHIR R4 (4.0.1).
The format stands in docs/versions.md.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpora" / "cross-version"
FOLDER = ROOT / "fhir_bridge" / "fhir" / "elements"
RELEASES = ("STU3", "R4", "R4B", "R5")
JUDGED = "R4"
CARDINALITY = {"0..1": "?", "1..1": "1", "0..*": "*", "1..*": "+"}
SAME_SHAPE = {
    "ExampleScenario.process.step.alternative.step": "process.step",
    "ExampleScenario.process.step.process": "process",
    "ExplanationOfBenefit.addItem.adjudication": "item.adjudication",
}
FRAME = ("Extension", "Narrative")
"""Data types that stand in no element of the tables."""
ABSTRACT = (
    "DomainResource",
    "MetadataResource",
    "BackboneElement",
    "BackboneType",
    "CanonicalResource",
    "DataType",
    "PrimitiveType",
)

MODELS = {
    "STU3": "fhir.resources.STU3",
    "R4": "fhir.resources.R4B",
    "R4B": "fhir.resources.R4B",
    "R5": "fhir.resources",
}
BARE = ("Binary", "Bundle", "Parameters")
"""Resources without narrative and extensions."""
LEFT_OUT = ("language", "text")
QUANTITIES = ("Age", "Count", "Distance", "Duration", "Money")
PRIMITIVE = re.compile(r"Annotated\[[\w.]+, (\w+)\(\)\]")
COMPLEX = re.compile(r"\babc\.(\w+)Type\b")

OBSERVATION = "registered preliminary final amended corrected cancelled entered-in-error unknown"
ENCOUNTER = "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown"
WHOLE = {
    "DetectedIssue.status": OBSERVATION,
    "Device.udiCarrier.entryType": "barcode rfid manual card self-reported unknown",
    "DeviceUseStatement.status": "active completed entered-in-error intended stopped on-hold",
    "DiagnosticReport.status": (
        "registered partial preliminary final amended corrected appended cancelled entered-in-error unknown"
    ),
    "Encounter.status": ENCOUNTER,
    "Encounter.statusHistory.status": ENCOUNTER,
    "Observation.status": OBSERVATION,
    "Questionnaire.item.type": (
        "group display question boolean decimal integer date dateTime time string text url choice open-choice"
        " attachment reference quantity"
    ),
    "RiskAssessment.status": OBSERVATION,
    "StructureMap.group.rule.target.transform": (
        "create copy truncate escape cast append translate reference dateOp uuid pointer evaluate cc c qty id cp"
    ),
    "SupplyRequest.status": "draft active suspended cancelled completed entered-in-error unknown",
    "Task.status": (
        "draft requested received accepted rejected ready cancelled in-progress on-hold failed completed"
        " entered-in-error"
    ),
}
"""The lists that the tables cut short."""
NO_CODES = {"CapabilityStatement.format"}
"""Where what looks like codes in the tables is a remark."""
WITHOUT_MODEL = {
    ("R4", "MedicinalProduct", "name.countryLanguage"): ("language", "1..1", "CodeableConcept"),
    ("R4", "SubstanceSpecification", "name"): ("language", "0..*", "CodeableConcept"),
}
"""What the tables leave out of types that R4B has no more."""

Facts = Mapping[str, Mapping[str, object]]


def spelled(kind: str) -> str:
    """The type's name as FHIR spells it: primitives begin small."""
    small = (
        "Base64Binary Boolean Canonical Code Date DateTime Decimal Id Instant Integer Integer64 Markdown Oid"
    )
    small += " PositiveInt String Time UnsignedInt Uri Url Uuid Xhtml"
    return kind[0].lower() + kind[1:] if kind in small.split() else kind


def like(owner: str, path: str, facts: Facts) -> str:
    """The element whose children this backbone without children of its own shares."""
    if f"{owner}.{path}" in SAME_SHAPE:
        return SAME_SHAPE[f"{owner}.{path}"]
    last = path.rsplit(".", 1)[-1]
    shaped = {name.rsplit(".", 1)[0] for name in facts if "." in name}
    same = [name for name in sorted(shaped, key=len) if name.rsplit(".", 1)[-1] == last]
    above = [name for name in same if path.startswith(f"{name}.")]
    parent = path.rsplit(".", 2)[0]
    return (above or same or [parent])[0]


def kind_of(owner: str, path: str, fact: Mapping[str, object], facts: Facts) -> str:
    """The type as the table writes it."""
    kind = str(fact["type"])
    if kind == "BackboneElement":
        childless = not any(name.startswith(f"{path}.") for name in facts)
        return f"@{like(owner, path, facts)}" if childless else "@"
    refs = fact.get("refs")
    if kind == "Reference" and isinstance(refs, list) and refs and "Resource" not in refs:
        return f"Reference({','.join(sorted(map(str, refs)))})"
    return spelled(kind)


def codes_of(path: str, fact: Mapping[str, object]) -> str:
    """The codes that are bound to an element of R4, as the table writes them."""
    given = fact.get("codes")
    codes = WHOLE[path].split() if path in WHOLE else given if isinstance(given, list) else []
    if path in NO_CODES or not codes:
        return ""
    if "+" in codes:
        raise SystemExit(f"{path}: its codes are cut short")
    return f" ={','.join(codes)}"


def lines(owner: str, facts: Facts, required: set[str], *, judged: bool) -> Iterator[str]:
    """The rows of one type: PATH CARDINALITY TYPES, and the codes of those that are judged by."""
    found: dict[str, tuple[str, list[str]]] = {}
    codes: dict[str, str] = {}
    for path, fact in facts.items():
        stem, choice = path.rpartition(".")[0], fact.get("choice")
        name = path if choice is None else f"{stem}.{choice}[x]".removeprefix(".")
        row = found.setdefault(name, (CARDINALITY[str(fact["card"])], []))
        row[1].append(kind_of(owner, path, fact, facts))
        codes[name] = codes_of(f"{owner}.{path}", fact) if judged else ""
    for name in sorted(found):
        card, kinds = found[name]
        yield f"{name} {'1' if name in required else card} {'|'.join(sorted(kinds))}{codes[name]}"


def models(release: str) -> dict[str, object]:
    """The models of a release by class name: `PatientCommunication`."""
    package = importlib.import_module(MODELS[release])
    names = [found.name for found in pkgutil.iter_modules(package.__path__) if not found.ispkg]
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names if name != "fhirtypes"]
    return {
        name: found
        for module in modules
        for name, found in vars(module).items()
        if hasattr(found, "model_fields")
    }


def left_out(owner: str, facts: Facts, known: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """What the corpora's tables leave out of a type and its structures."""
    found: dict[str, Mapping[str, object]] = {}
    for path in structures(facts):
        for name in LEFT_OUT:
            field = _fields(owner, path, known).get(name)
            if field is not None:
                found[f"{path}.{name}".lstrip(".")] = _fact(field)
    return found


def required_choices(owner: str, facts: Facts, known: Mapping[str, object]) -> set[str]:
    """The choices of which one must be there: the corpora's tables say of each that it may."""
    found: set[str] = set()
    for path in structures(facts):
        for field in _fields(owner, path, known).values():
            extra = field.json_schema_extra or {}
            if extra.get("one_of_many_required"):
                found.add(f"{path}.{extra['one_of_many']}[x]".lstrip("."))
    return found


def structures(facts: Facts) -> list[str]:
    """The paths that have elements of their own: the type itself first."""
    return ["", *dict.fromkeys(path.rpartition(".")[0] for path in facts if "." in path)]


def _fields(owner: str, path: str, known: Mapping[str, object]) -> Mapping[str, Any]:
    parts = [part[0].upper() + part[1:] for part in (owner, *path.split(".")) if part]
    named = sorted((name for name in known if name.startswith(owner) and name.endswith(parts[-1])), key=len)
    exact = "".join(parts)
    model = known.get(exact if exact in known or not path else next(iter(named), exact))
    found: Mapping[str, Any] = getattr(model, "model_fields", {})
    return found


def _without_model(release: str, owner: str) -> Facts:
    return {
        f"{path}.{name}": {"card": card, "type": kind}
        for (of, type_, path), (name, card, kind) in WITHOUT_MODEL.items()
        if (of, type_) == (release, owner)
    }


def _fact(field: Any) -> Mapping[str, object]:
    text = str(field.annotation)
    kind = PRIMITIVE.search(text) or COMPLEX.search(text)
    if kind is None:
        raise ValueError(text)
    extra = field.json_schema_extra or {}
    least = "1" if extra.get("element_required") or not re.search("Optional|None", text) else "0"
    return {"card": f"{least}..{'*' if 'List[' in text else '1'}", "type": kind[1]}


def used(release: str) -> set[str]:
    """The types that some element of the release has: no resource is among them."""
    types = _read(release)
    return {str(fact["type"]) for facts in types.values() for fact in facts.values()}


def _read(release: str) -> Mapping[str, Facts]:
    found: Mapping[str, Facts] = json.loads((CORPUS / f"elements-{release}.json").read_text(encoding="utf-8"))
    return found


def table(release: str) -> str:
    """The whole table of a release."""
    types = _read(release)
    parts_of = set(FRAME).union(*map(used, RELEASES))
    parts = [f"# FHIR {release}: made by scripts/element_tables.py"]
    known = models(release)
    for owner in sorted(set(types) - set(ABSTRACT)):
        shape = owner if types[owner] or owner not in QUANTITIES else "Quantity"
        facts = {path.removeprefix(f"{shape}."): fact for path, fact in types[shape].items()}
        mark = "" if owner in parts_of else " bare resource" if owner in BARE else " resource"
        missing = left_out(owner, facts, known)
        top = {name for name in missing if mark and "." not in name}
        facts |= {name: fact for name, fact in missing.items() if name not in top}
        facts |= _without_model(release, owner)
        required = required_choices(owner, facts, known)
        parts += ["", f"[{owner}]{mark}", *lines(owner, facts, required, judged=release == JUDGED)]
    return "\n".join(parts) + "\n"


def main(folder: Path = FOLDER) -> None:
    """Write the four files."""
    for release in RELEASES:
        (folder / f"{release.lower()}.txt").write_text(table(release), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
