"""The maps between two neighbouring releases: rows that say what an element of the older is in the newer.

ProcedureRequest, ReferralRequest = ServiceRequest      a type: its first name is the one on the way back
[Encounter]
hospitalization = admission                             a name, the type follows from the tables
status = status {finished=completed, onleave>on-hold}   codes: both ways, only to the newer (>), only to the older (<)
[DocumentReference] open context                        the elements of `context` take part here
context.encounter = context
[Organization.contact = ExtendedContactDetail]          a level that has another path there
notDone:true = status:not-done unless entered-in-error  a value for a value, but not over that one
context = -                                             no home, whatever the other release calls so
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from fhir_bridge.errors import BadMap
from fhir_bridge.fhir.release import Release

ROW = re.compile(
    r"(?P<old>\S+) (?P<way>[=<>]) (?P<new>\S+)(?: \{(?P<codes>[^}]*)\})?(?: (?P<option>\w+)(?: (?P<value>\S+))?)?"
)
HEADING = re.compile(r"\[(?P<old>[\w.]+)(?: = (?P<new>[\w.]+))?\](?: open (?P<open>[\w. ]+))?")
CODE = re.compile(r"\s*(?P<old>[\w.*-]+)(?P<way>[=<>])(?P<new>[\w.*-]+)\s*")
TYPES = re.compile(r"(?P<old>\w+(?:, \w+)*) = (?P<new>\w+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. A name may be followed by `:` and the type of a choice, or the value it stands for."""

    old: str
    new: str
    ways: str
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    option: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of a level, and which of its structures are opened."""

    rows: tuple[Row, ...] = ()
    opened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Map:
    """All that is said about two releases."""

    older: Release
    newer: Release
    types: tuple[tuple[str, str], ...]
    sections: Mapping[tuple[str, str], Section]


MAPS = ((Release.STU3, Release.R4), (Release.R4, Release.R4B), (Release.R4, Release.R5))


@cache
def load(older: Release, newer: Release) -> Map:
    """The map of the two. Raises BadMap with the line that cannot be read."""
    name = f"{older.label}-{newer.label}.map"
    text = files(__package__).joinpath("maps", name).read_text(encoding="utf-8")
    return parse(name, text, older, newer)


def parse(name: str, text: str, older: Release, newer: Release) -> Map:
    """The map that a file's text writes. Raises BadMap with file and line."""
    types: list[tuple[str, str]] = []
    sections: dict[tuple[str, str], Section] = {}
    here = ("", "")
    for number, line in _lines(text):
        if heading := HEADING.fullmatch(line):
            here = (heading["old"], heading["new"] or heading["old"])
            sections[here] = Section(opened=tuple((heading["open"] or "").split()))
        elif here == ("", "") and (found := TYPES.fullmatch(line)):
            types += [(old, found["new"]) for old in found["old"].split(", ")]
        elif row := ROW.fullmatch(line):
            section = sections[here]
            sections[here] = Section((*section.rows, _row(row)), section.opened)
        else:
            raise BadMap(f"{name}:{number}: not a row")
    return Map(older, newer, tuple(types), sections)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        content = re.split(r"\s+#|^#", line)[0].strip()
        if content:
            yield number, re.sub(r"\s+", " ", content)


def _row(match: re.Match[str]) -> Row:
    codes: dict[str, dict[str, str]] = {">": {}, "<": {}}
    for code in CODE.finditer(match["codes"] or ""):
        if code["way"] in "=>":
            codes[">"].setdefault(code["old"], code["new"])
        if code["way"] in "=<":
            codes["<"].setdefault(code["new"], code["old"])
    ways = "<>" if match["way"] == "=" else match["way"]
    return Row(match["old"], match["new"], ways, codes, match["option"] or "", match["value"] or "")
