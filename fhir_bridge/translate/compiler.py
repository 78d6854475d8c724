"""Compiles the sections of map files to rows of the program, once.

    PID-8    gender    code(AdministrativeSex)

    {"path": [{"key": "gender", "cell": 7}], "take": {"coded": {"table": 3, "strict": true, ..}}, "test": null, ..}

Types, tables and cells are numbers in the program. Constants come after the other rows of their field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fhir_bridge.translate.conditions import Refer, compiled, of_segment, of_type
from fhir_bridge.translate.mapfile import Data, Row, Section
from fhir_bridge.translate.primitives import EXPECTED
from fhir_bridge.translate.tables import Systems, Table
from fhir_bridge.translate.targets import Step, full_url, own_extension, steps

MOST_FIELDS = 999  # of a segment; the standard's longest has some sixty
TEMPLATE = re.compile(r"\{([^}]+)\}")
HL7_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
LOCATION = "PL"
"""The data type whose map is the engine's own: its chain depends on which components are valued."""
EACH, REST = "HD:Location", "PL:rest"
"""The maps of one location of the chain, and of what is left of a PL beside it."""
CONSTANTS = frozenset('"@%&')


class Compiler:
    """Turns sections into rows. Data types come before what uses them."""

    def __init__(self, tables: Sequence[Table], systems: Systems) -> None:
        self._tables = {table.name: number for number, table in enumerate(tables)}
        self._systems = systems
        self._numbers: dict[str, int] = {LOCATION: 0}
        self._types: list[Data] = []
        self._cells: dict[str, int] = {}

    def data_type(self, section: Section) -> None:
        """Compiles the map of a data type, from then on known by its name."""
        rows = self._rows(section, of_type(section.source), field=False)
        self._types.append({"rows": rows})
        self._numbers[section.name] = len(self._types)

    def segment(self, section: Section) -> Data:
        """The rows of the map of a segment onto a resource."""
        return self._rows(section, of_segment(section.source), field=True)

    def types(self) -> list[Data]:
        """All data types, in the order of their numbers."""
        missing = len(self._types) + 1
        chain = {"each": self._numbers.get(EACH, missing), "rest": self._numbers.get(REST, missing)}
        return [{"location": chain}, *self._types]

    def path(self, target: str) -> tuple[Data, ...]:
        """The steps of a target as data. Raises ValueError with what is wrong."""
        return tuple(map(self._step, steps(target)))

    def _rows(self, section: Section, refer: Refer, *, field: bool) -> Data:
        found: dict[int, list[tuple[bool, Data]]] = {}
        for row in section.rows:
            if row.index > MOST_FIELDS:
                raise row.line.fault(f"there is no {row.index}th field or component")
            constant = row.conversion[0] == "~" or row.conversion.lstrip("!")[0] in CONSTANTS
            found.setdefault(row.index, []).append(
                (constant, self._row(section.source, row, refer, field=field))
            )
        last = max(found, default=0)
        ordered = [sorted(found.get(index, ()), key=lambda pair: pair[0]) for index in range(last + 1)]
        return [[row for _, row in rows] for rows in ordered]

    def _row(self, source: str, row: Row, refer: Refer, *, field: bool) -> Data:
        try:
            own = row.target == "+"
            target = own_extension(f"{source}-{row.index}", row.conversion) if own else row.target
            path = steps(target)
            otherwise = row.condition == "otherwise"
            return {
                "path": [self._step(step) for step in path],
                "take": self._take(row.conversion, path, refer),
                "test": compiled(row.condition, refer) if row.condition and not otherwise else None,
                "otherwise": otherwise,
                "single": field and bool(path) and not any(step.many for step in path),
            }
        except ValueError as fault:
            raise row.line.fault(str(fault)) from None

    def _take(self, text: str, path: tuple[Step, ...], refer: Refer) -> Data:
        if not path and (text[0] == "~" or text.lstrip("!")[0] in CONSTANTS):
            raise ValueError("a constant needs an element to stand in")
        if text[0] == "~":
            return {"copy": {"name": text[1:]}}
        if text.lstrip("!")[0] in CONSTANTS:
            plain = text.removeprefix("!")
            return {"constant": {"value": self._constant(plain, refer), "strong": plain != text}}
        name, _, argument = text.partition("(")
        if name[0].isupper():
            if name not in self._numbers:
                raise ValueError("a data type that no map before it describes")
            return {"type": {"map": self._numbers[name], "table": self._table(argument.rstrip(")"))}}
        if not path:
            raise ValueError("a primitive needs an element to stand in")
        if name == "after":
            start, *unit = [refer(each) for each in argument.rstrip(")").split(",")]
            return {"after": {"start": start, "unit": unit[0] if unit else None}}
        return self._leaf(name, path[-1].key, self._table(argument.rstrip(")")))

    def _leaf(self, text: str, key: str, table: int | None) -> Data:
        name = text.removesuffix("?")
        expected = EXPECTED.get(name, EXPECTED["code"]) if name == text else ""
        if name in {"string", "system", "kind", "tableSystem"}:
            return "text" if name == "string" else name
        if name in {"code", "coded"}:
            return {"coded": {"table": table, "strict": name == "code", "expected": expected}}
        if name not in EXPECTED:
            raise ValueError("a conversion that is not known")
        return {"leaf": {"converter": name, "expected": expected, "beside": f"_{key}"}}

    def _table(self, name: str) -> int | None:
        if name in {"", "$"}:
            return None
        if name not in self._tables:
            raise ValueError("a code table that is not there")
        return self._tables[name]

    def _constant(self, text: str, refer: Refer) -> Data:
        if text[0] == "&":
            return {"reference": text[1:]}
        if text[0] in "@%":
            return {"concept" if text[0] == "@" else "coding": self._coding(text[1:])}
        inner = text[1:-1]
        if TEMPLATE.search(inner):
            pieces = TEMPLATE.split(inner)  # texts, and between them the references in braces
            return {"template": [{"value": refer(p)} if n % 2 else {"text": p} for n, p in enumerate(pieces)]}
        return {"flag": inner == "true"} if inner in {"true", "false"} else {"text": full_url(inner)}

    def _coding(self, text: str) -> Data:
        name, mark, code = text.partition("#")
        if not mark:
            raise ValueError("a code is written SYSTEM#CODE")
        url = name if "/" in name else self._systems.urls.get(name, HL7_TERMINOLOGY + name)
        return {"system": url, "code": code}

    def _step(self, step: Step) -> Data:
        cell = self._cells.setdefault(step.cell, len(self._cells))
        said: dict[str, Data] = {
            "many": step.many,
            "resource": step.resource,
            "url": step.url,
            "choice": step.choice,
        }
        found: dict[str, Data] = {"key": step.key, "cell": cell}
        return found | {name: value for name, value in said.items() if value}
