"""The elements of FHIR R4 as a table, `r4.elements`: one line a type, one word an element.

    Observation.component code!CodeableConcept interpretation*CodeableConcept valueString?string@value ...

After the name `?` is 0..1, `!` 1..1, `*` 0..* and `+` 1..*; then the type; `@value` names the choice that it is one of
(`@value!` one that must be made); `=a,b` lists the codes that are bound to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Self

_WORD: Final = re.compile(
    r"(?P<name>\w+)(?P<card>[?!*+])(?P<type>[\w.]+)(?:@(?P<choice>\w+)(?P<must>!?))?(?:=(?P<codes>\S+))?"
)
_TYPE: Final = re.compile(r"\w[?!*+](\w+)(?![\w.])")
"""What an element is of is no resource."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: `type` is a primitive's name, a data type's, or the path of a nested element."""

    name: str
    type: str
    required: bool
    many: bool
    choice: str = ""
    chosen: bool = False
    codes: frozenset[str] = frozenset()

    @classmethod
    def read(cls, word: str) -> Self:
        """The element that a word of the table writes. Raises ValueError."""
        found = _WORD.fullmatch(word)
        if not found:
            raise ValueError("not an element")
        card, codes = found["card"], found["codes"]
        return cls(
            name=found["name"],
            type=found["type"],
            required=card in "!+",
            many=card in "*+",
            choice=found["choice"] or "",
            chosen=found["must"] == "!",
            codes=frozenset(codes.split(",")) if codes else frozenset(),
        )


@dataclass(frozen=True, slots=True)
class Elements:
    """The table's lines by type; a line is read when its type is first met."""

    lines: Mapping[str, str]
    resources: frozenset[str]

    @classmethod
    def r4(cls) -> Self:
        """The table of R4 (4.0.1) that the bridge brings."""
        text = (files("fhir_bridge.fhir") / "r4.elements").read_text(encoding="utf-8")
        lines = {name: rest for name, _, rest in (line.partition(" ") for line in text.splitlines())}
        data_types = {found[1] for found in _TYPE.finditer(text)} | {"Extension"}
        return cls(lines, frozenset(name for name in lines if "." not in name) - data_types)

    def of(self, kind: str) -> list[Element]:
        """The elements of a type. Raises KeyError."""
        return [Element.read(word) for word in self.lines[kind].split()]
