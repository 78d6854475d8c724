"""Other converters' expected bundles, element by element beside ours, and why each difference is one.

    python -m tests.fhir_bridge.translate.peers             every kind of difference with its reason, most first
    python -m tests.fhir_bridge.translate.peers --table     the table of docs/mapping.md

An element is compared where both give the resource type: (type, path without positions, value). Extensions, ids,
references and narratives are each converter's own and do not count; nor do resources that only one of them makes.

Of each element that only they have, the cause is found by looking for its value:

    display      a code's words, which the message does not have
    example      a system under example.com
    moment       a date or time that the message does not have
    elsewhere    ours has the value, in another element
    kept         the message has it and no map of ours takes it: it is kept beside the elements
    spelled      the message has it, and ours spells it in another way
    otherwise    ours has another value in that element
    added        neither the message nor ours has it

`peer-differences.csv` gives the reason for each cause and kind (`Type.path`), the first row that fits.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fhir_bridge.errors import Refused
from fhir_bridge.fhir.json import dumps
from fhir_bridge.source.hl7v2 import parse
from fhir_bridge.translate.engine import Translator

CORPORA = Path(__file__).parents[4] / "shared" / "corpora" / "hl7-fhir"
REASONS = Path(__file__).parents[2] / "vectors" / "hl7v2" / "peer-differences.csv"
OWN = {"extension", "modifierExtension", "id", "meta", "text", "reference", "contained", "fullUrl", "request"}
KEEPING = "urn:fhir-anchor:v2:segment"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d.*")
Element = tuple[str, str, str]
Kind = tuple[str, str]
"""A cause, and a type and path."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One row: what it is about, and why."""

    cause: str
    kind: re.Pattern[str]
    why: str


@dataclass(slots=True)
class Account:
    """What was counted over all pairs; `differing` by whose, cause and kind."""

    counts: Counter[str] = field(default_factory=Counter)
    differing: dict[str, Counter[Kind]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sides:
    """One message: its values, ours, and those that no map of ours took; all in small letters."""

    sent: frozenset[str]
    kept: frozenset[str]
    ours: frozenset[str]
    elements: frozenset[Element]

    def cause(self, element: Element, differing: set[Kind]) -> str:
        """Why only they have this element; `differing` are the elements where ours has another value than they."""
        kind, path, value = element
        if path.endswith("display") and value not in self.sent:
            return "display"
        if "example.com" in value:
            return "example"
        if MOMENT.fullmatch(value) and value not in self.ours:
            return "moment"
        if value in self.ours:
            return "elsewhere"
        if value in self.sent:
            return "kept" if value in self.kept else "spelled"
        return "otherwise" if (kind, path) in differing else "added"


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


def elements(bundle: Any) -> frozenset[Element]:
    """Every primitive that counts, letter case and position aside."""
    found: set[Element] = set()
    for entry in bundle.get("entry", ()):
        resource = entry.get("resource", {})
        kind = resource.get("resourceType", "")
        found |= {(kind, path, value) for path, value in _leaves(resource, "")}
    return frozenset(found)


def account(translator: Translator) -> Account:
    """Counts over all pairs."""
    found = Account()
    for whose, message, expected in pairs():
        try:
            ours = _sides(translator, message)
        except Refused:
            found.counts[f"{whose} refused"] += 1
            continue
        _count(found, whose, elements(json.loads(expected.read_bytes())), ours)
    return found


def reasons() -> list[Reason]:
    """The rows of the file."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return [Reason(row["cause"], re.compile(row["kind"]), row["reason"]) for row in csv.DictReader(file)]


def reason_for(kind: Kind, known: list[Reason]) -> Reason | None:
    """The first row that fits a difference."""
    cause, name = kind
    return next((one for one in known if one.cause == cause and one.kind.fullmatch(name)), None)


def table(found: Account, known: list[Reason]) -> str:
    """Markdown: each reason with how many kinds and elements it stands for, as they come in the file."""
    rows = {id(one): (one, set[str](), Counter[str]()) for one in known}
    for whose, differing in found.differing.items():
        for kind, number in differing.items():
            one = reason_for(kind, known)
            if one:
                rows[id(one)][1].add(kind[1])
                rows[id(one)][2][whose] += number
    lines = ["| cause | of what | kinds | Microsoft | ReportStream | why |", "|---|---|---|---|---|---|"]
    for one, kinds, numbers in rows.values():
        what = "all others" if one.kind.pattern == ".*" else f"`{one.kind.pattern}`".replace("|", "\\|")
        numbers_ = f"{numbers['microsoft']} | {numbers['reportstream']}"
        lines.append(f"| {one.cause} | {what} | {len(kinds)} | {numbers_} | {one.why} |")
    return "\n".join(lines)


def _count(found: Account, whose: str, theirs: frozenset[Element], sides: Sides) -> None:
    types = {kind for kind, _, _ in theirs} & {kind for kind, _, _ in sides.elements}
    left = {element for element in theirs if element[0] in types}
    right = {element for element in sides.elements if element[0] in types}
    differing = {(kind, path) for kind, path, _ in right - left}
    causes = Counter(
        (sides.cause(element, differing), f"{element[0]}.{element[1]}") for element in left - right
    )
    found.counts[f"{whose} pairs"] += 1
    found.counts[f"{whose} equal"] += len(left & right)
    found.counts[f"{whose} only theirs"] += causes.total()
    found.counts[f"{whose} only ours"] += len(right - left)
    found.differing.setdefault(whose, Counter()).update(causes)


def _sides(translator: Translator, path: Path) -> Sides:
    message = parse(path.read_bytes())
    translation = translator.translate(message)
    bundle = json.loads(dumps(translation.bundle))
    return Sides(
        sent=frozenset(value.lower() for s in message.segments for *_, value in s.leaves()),
        kept=frozenset(one.value.lower() for one in translation.report.kept),
        ours=frozenset(_values(bundle)),
        elements=elements(bundle),
    )


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


def _values(node: Any) -> Iterator[str]:
    """Every value, wherever it stands, but for what only keeps the message's shape."""
    if isinstance(node, dict):
        if node.get("url") != KEEPING:
            for child in node.values():
                yield from _values(child)
    elif isinstance(node, list):
        for child in node:
            yield from _values(child)
    elif node is not None:
        yield str(node).lower()


if __name__ == "__main__":
    result, listed = account(Translator.load()), reasons()
    out = sys.stdout
    if "--table" in sys.argv:
        out.write(f"{table(result, listed)}\n")
    else:
        out.write(f"{dict(result.counts)}\n")
        for peer, by_kind in result.differing.items():
            for one_kind, times in by_kind.most_common():
                given = reason_for(one_kind, listed)
                out.write(f"{peer},{','.join(one_kind)},{times},{given.why if given else '?'}\n")
