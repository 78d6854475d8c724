"""Other converters' expected bundles, element by element beside ours.

    python -m tests.fhir_bridge.translate.peers        from the project's root: every kind of difference, most first

An element is compared where both give the resource type: (type, path without positions, value). Extensions, ids,
references and narratives are each converter's own and do not count; nor do resources that only one of them makes.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fhir_bridge.errors import Refused
from fhir_bridge.fhir.json import dumps
from fhir_bridge.source.hl7v2 import parse
from fhir_bridge.translate.engine import Translator

CORPORA = Path(__file__).parents[4] / "shared" / "corpora" / "hl7-fhir"
OWN = {"extension", "modifierExtension", "id", "meta", "text", "reference", "contained", "fullUrl", "request"}
Element = tuple[str, str, str]


def pairs() -> Iterator[tuple[str, Path, Path]]:
    """(whose, message, expected bundle)."""
    for message in sorted(CORPORA.joinpath("reportstream").rglob("*.hl7")):
        expected = message.with_suffix(".fhir")
        if expected.exists():
            yield "reportstream", message, expected
    bundles = {path.name: path for path in CORPORA.joinpath("microsoft").rglob("*-expected.json")}
    for message in sorted(CORPORA.joinpath("microsoft").rglob("*.hl7")):
        name = f"{message.stem}-expected.json"
        if name in bundles:
            yield "microsoft", message, bundles[name]


def elements(bundle: Any) -> set[Element]:
    """Every primitive that counts, letter case and position aside."""
    found: set[Element] = set()
    for entry in bundle.get("entry", ()):
        resource = entry.get("resource", {})
        kind = resource.get("resourceType", "")
        found |= {(kind, path, value) for path, value in _leaves(resource, "")}
    return found


def compare(theirs: set[Element], ours: set[Element]) -> tuple[int, Counter[str], Counter[str]]:
    """Elements that are equal; kinds (`Type.path`) of those only they have, and of those only we have."""
    types = {kind for kind, _, _ in theirs} & {kind for kind, _, _ in ours}
    left = {element for element in theirs if element[0] in types}
    right = {element for element in ours if element[0] in types}
    only_theirs = Counter(f"{kind}.{path}" for kind, path, _ in left - right)
    return len(left & right), only_theirs, Counter(f"{kind}.{path}" for kind, path, _ in right - left)


def _leaves(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, child in node.items():
            if key not in OWN and not key.startswith("_") and key != "resourceType":
                yield from _leaves(child, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for child in node:
            yield from _leaves(child, path)
    elif node is not None:
        yield path, str(node).lower()


def totals(translator: Translator) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Counts over all pairs, and the kinds only the others have, by whose they are."""
    counts: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    for whose, message, expected in pairs():
        try:
            ours = json.loads(dumps(translator.translate(parse(message.read_bytes())).bundle))
        except Refused:
            counts[f"{whose} refused"] += 1
            continue
        equal, theirs, own = compare(elements(json.loads(expected.read_bytes())), elements(ours))
        counts[f"{whose} pairs"] += 1
        counts[f"{whose} equal"] += equal
        counts[f"{whose} only theirs"] += theirs.total()
        counts[f"{whose} only ours"] += own.total()
        kinds.setdefault(whose, Counter()).update(theirs)
    return counts, kinds


if __name__ == "__main__":
    found, by_kind = totals(Translator.load())
    out = sys.stdout
    out.write(f"{dict(found)}\n")
    for peer, differing in by_kind.items():
        for name, number in differing.most_common():
            out.write(f"{peer},{name},{number}\n")
