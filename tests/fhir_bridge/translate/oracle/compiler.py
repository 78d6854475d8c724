"""Compiles the sections of map files to functions, once.

A segment's map runs over the fields that are valued, a data type's over the components that are: what a message does
not hold costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fhir_bridge.fhir.json import Json
from fhir_bridge.source.hl7v2 import Field, Message, Segment
from fhir_bridge.translate.mapfile import Row, Section
from fhir_bridge.translate.tables import Table
from fhir_bridge.translate.targets import Step, full_url, own_extension, steps
from tests.fhir_bridge.translate.oracle import rows
from tests.fhir_bridge.translate.oracle.conditions import Operand, Refer, Test, compiled
from tests.fhir_bridge.translate.oracle.durations import after
from tests.fhir_bridge.translate.oracle.location import LocationMap
from tests.fhir_bridge.translate.oracle.nodes import Node, Place, Resource
from tests.fhir_bridge.translate.oracle.primitives import CONVERTERS, EXPECTED
from tests.fhir_bridge.translate.oracle.references import SegmentScope, component_operand, field_operand
from tests.fhir_bridge.translate.oracle.rows import Cell, Parts, Run, Take, TypeMap
from tests.fhir_bridge.translate.oracle.tables import Systems

BLANK = ("",)
TEMPLATE = re.compile(r"\{([^}]+)\}")
HL7_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"


@dataclass(frozen=True, slots=True)
class Action:
    """A compiled row and when it runs.

    `otherwise`: only where no row before it took the same value. `single`: only for the first repeat. `constant`: it
    takes nothing. `whole`: it takes a whole repeat of a field.
    """

    take: Take
    test: Test | None = None
    otherwise: bool = False
    single: bool = False
    constant: bool = False
    whole: bool = False


Actions = Mapping[int, tuple[Action, ...]]


@dataclass(frozen=True, slots=True)
class CompiledSegment:
    """The compiled map of a segment onto a resource."""

    name: str
    fields: Actions

    def run(self, run: Run, segment: Segment, message: Message, resource: Resource) -> bool:
        """Puts what the segment holds into the resource; True where it put any value."""
        node, scope, took = Node.root(resource), SegmentScope(segment, message), False
        for number, field in enumerate(segment.fields):
            actions = self.fields.get(number) if field else None
            if actions:
                scope.field = number
                took |= _run_field(run, actions, scope, field, node)
        scope.field = scope.repeat = 0
        for action in self.fields.get(0, ()):
            if action.test is None or action.test(scope):
                action.take(run, scope, BLANK, (segment.number, 0, 1, 1, 1), node, None)
        return took


def _run_field(run: Run, actions: tuple[Action, ...], scope: SegmentScope, field: Field, node: Node) -> bool:
    took = False
    for r, repeat in enumerate(field, 1):
        scope.repeat = r - 1
        place = (scope.segment.number, scope.field, r, 1, 1)
        here, noted = False, len(run.issues)
        for action in actions:
            if (action.single and r > 1) or (action.otherwise and here):
                continue
            if action.test is None or action.test(scope):
                cell: Any = repeat if action.whole else repeat[0]
                if action.take(run, scope, cell, place, node, None):
                    here = True
                    if action.otherwise:
                        del run.issues[noted:]
        took |= here
    return took


class CompiledType:
    """The compiled map of a data type."""

    def __init__(self, name: str, components: Actions) -> None:
        self.name = name
        last = max(components, default=0)
        plain = [[(a.take, a.test, a.otherwise) for a in components.get(i, ())] for i in range(1, last + 1)]
        self._rows = tuple(map(tuple, plain))

    def run(
        self, run: Run, parts: Parts, place: Place, node: Node, *, table: Table | None, deep: bool
    ) -> bool:
        """Puts what the parts hold into the node."""
        segment, field, repeat, component, index = place
        took = False
        for cell, rows_here in zip(parts, self._rows, strict=False):
            if not deep:
                component = index
            if cell[0] or len(cell) > 1:
                here = (segment, field, repeat, component, index if deep else 1)
                took |= _run_component(run, rows_here, parts, cell, here, node, table)
            index += 1
        return took


def _run_component(
    run: Run,
    rows_here: tuple[tuple[Take, Test | None, bool], ...],
    parts: Parts,
    cell: Cell,
    place: Place,
    node: Node,
    table: Table | None,
) -> bool:
    done, noted = False, len(run.issues)
    for take, test, otherwise in rows_here:
        if (otherwise and done) or not (test is None or test(parts)):
            continue
        if take(run, parts, cell, place, node, table):
            done = True
            if otherwise:
                del run.issues[noted:]
    return done


def _filled(template: str, operands: Mapping[str, Operand], scope: Any) -> Json:
    """A template with its values in it; nothing where none of them is there."""
    values = {name: operand.text(scope) for name, operand in operands.items()}
    if not any(value.strip() and value != rows.NULL for value in values.values()):
        return None
    return TEMPLATE.sub(lambda match: values[match[1]], template)


class Compiler:
    """Turns sections into maps. Data types come before what uses them."""

    def __init__(self, tables: Mapping[str, Table], systems: Systems) -> None:
        self._tables = tables
        self._systems = systems
        self._types: dict[str, TypeMap] = {}
        self._types["PL"] = LocationMap(self._types)

    def data_type(self, section: Section) -> None:
        """Compiles the map of a data type, from then on known by its name."""
        actions = self._actions(section, component_operand(section.source), field=False)
        self._types[section.name] = CompiledType(section.name, actions)

    def segment(self, section: Section) -> CompiledSegment:
        """The map of a segment onto a resource."""
        return CompiledSegment(
            section.name, self._actions(section, field_operand(section.source), field=True)
        )

    def _actions(self, section: Section, refer: Refer, *, field: bool) -> Actions:
        found: dict[int, list[Action]] = {}
        for row in section.rows:
            found.setdefault(row.index, []).append(self._action(section.source, row, refer, field=field))
        return {index: tuple(sorted(actions, key=lambda a: a.constant)) for index, actions in found.items()}

    def _action(self, source: str, row: Row, refer: Refer, *, field: bool) -> Action:
        try:
            target = (
                row.target if row.target != "+" else own_extension(f"{source}-{row.index}", row.conversion)
            )
            path = steps(target)
            otherwise = row.condition == "otherwise"
            test = compiled(row.condition, refer) if row.condition and not otherwise else None
            single = field and bool(path) and not any(step.many for step in path)
            if row.conversion[0] == "~":
                return Action(rows.copied(path, row.conversion[1:]), test, otherwise, single, constant=True)
            if row.conversion.lstrip("!")[0] in '"@%&':
                return Action(
                    self._constant(row.conversion, path, refer), test, otherwise, single, constant=True
                )
            if row.conversion.startswith("after("):
                names = row.conversion[len("after(") :].rstrip(")").split(",")
                start, *unit = [refer(name) for name in names]
                return Action(after(path, start, unit[0] if unit else None), test, otherwise, single)
            take, whole = self._conversion(row.conversion, path, field=field)
        except ValueError as fault:
            raise row.line.fault(str(fault)) from None
        return Action(take, test, otherwise, single, whole=whole)

    def _conversion(self, text: str, path: tuple[Step, ...], *, field: bool) -> tuple[Take, bool]:
        name, _, argument = text.partition("(")
        table = self._table(argument.rstrip(")"))
        if name[0].isupper():
            if name not in self._types:
                raise ValueError("a data type that no map before it describes")
            make = rows.of_field if field else rows.of_component
            return make(self._types[name], path, table), field
        if not path:
            raise ValueError("a primitive needs an element to stand in")
        return self._leaf(name, path, table), False

    def _leaf(self, name: str, path: tuple[Step, ...], table: Table | None) -> Take:
        if name == "string":
            return rows.string(path)
        silent, name = name.endswith("?"), name.removesuffix("?")
        if name == "system":
            return rows.system(path, self._systems)
        if name == "kind":
            return rows.kind(path)
        if name == "tableSystem":
            return rows.table_system(path)
        if name in {"code", "coded"}:
            return rows.coded(path, table, strict=name == "code", silent=silent)
        if name not in CONVERTERS:
            raise ValueError("a conversion that is not known")
        return rows.leaf(CONVERTERS[name], "" if silent else EXPECTED.get(name, "text"), path)

    def _table(self, name: str) -> Table | None:
        if name in {"", "$"}:
            return None
        if name not in self._tables:
            raise ValueError("a code table that is not there")
        return self._tables[name]

    def _constant(self, text: str, path: tuple[Step, ...], refer: Refer) -> Take:
        if not path:
            raise ValueError("a constant needs an element to stand in")
        plain = text.removeprefix("!")
        value = self._reference(plain[1:]) if plain[0] == "&" else self._fixed(plain, refer)
        return rows.constant(path, value, strong=plain != text)

    def _reference(self, label: str) -> Callable[[Run, Any], Json]:
        def refer(run: Run, _: Any) -> Json:
            url = run.refer(label)
            return {"reference": url} if url else None

        return refer

    def _fixed(self, text: str, refer: Refer) -> Callable[[Run, Any], Json]:
        if text[0] in "@%":
            coding = self._coding(text[1:])
            return lambda _, __: {"coding": [dict(coding)]} if text[0] == "@" else dict(coding)
        inner = text[1:-1]
        operands = {name: refer(name) for name in TEMPLATE.findall(inner)}
        if operands:
            return lambda _, scope: _filled(inner, operands, scope)
        value: Json = {"true": True, "false": False}.get(inner, full_url(inner))
        return lambda _, __: value

    def _coding(self, text: str) -> dict[str, str]:
        name, mark, code = text.partition("#")
        if not mark:
            raise ValueError("a code is written SYSTEM#CODE")
        url = name if "/" in name else self._systems.urls.get(name, HL7_TERMINOLOGY + name)
        return {"system": url, "code": code}
