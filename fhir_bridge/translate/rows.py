"""Rows of maps, compiled to plain functions: what a row takes, how it converts it, where it puts it.

A row is a `Take`. It gives True where it put a value of the message. Rows of one source run in their order; constants
come last and only beside something that a row before them put there, unless they are marked with `!`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from fhir_bridge.fhir.json import Json
from fhir_bridge.translate import primitives
from fhir_bridge.translate.nodes import Maker, Node, Place, put_leaf
from fhir_bridge.translate.primitives import CONVERTERS, EXPECTED, LOCAL_TIME, Context, Converter, Element
from fhir_bridge.translate.report import Issue
from fhir_bridge.translate.tables import Coded, Systems, Table
from fhir_bridge.translate.targets import Step

NULL = '""'  # HL7's "delete this": never a value
SYSTEM_AT = 2  # where the components of a coded value name its system (CWE.3)
Cell = tuple[str, ...]
Parts = tuple[Cell, ...]


class Run(Maker, Protocol):
    """What rows need of the translation at hand."""

    context: Context
    issues: list[Issue]

    def issue(self, place: Place, expected: str, text: str) -> None:
        """Notes that a value could not be the element that its map wants."""

    def refer(self, label: str) -> str | None:
        """The fullUrl of the resource that this place in the message knows by the label."""


Take = Callable[[Run, Any, Cell, Place, Node, "Table | None"], bool]
"""Run, scope of conditions, the cell (a component's sub-components), its place, where to, table passed in."""


def leaf(converter: Converter, expected: str, path: tuple[Step, ...]) -> Take:
    """A row that puts one primitive; without `expected`, a value that does not fit is no issue."""
    holders, last = path[:-1], path[-1]

    def take(run: Run, _: Any, cell: Cell, place: Place, node: Node, __: Table | None) -> bool:
        text = cell[0]
        if not text or text == NULL:
            return False
        element = converter(text, run.context)
        if element is None:
            if expected:
                run.issue(place, expected, text)
            return False
        return put(run, element, place, _walk(node, holders, place[2]), last)

    return take


def coded(path: tuple[Step, ...], table: Table | None, *, strict: bool, silent: bool = False) -> Take:
    """A row that puts a code, through a table: its own, or the one passed in to its data type."""
    holders, last = path[:-1], path[-1]
    plain = CONVERTERS["code"]

    def take(run: Run, scope: Any, cell: Cell, place: Place, node: Node, passed: Table | None) -> bool:
        text, used = cell[0], table or passed
        if not text or text == NULL:
            return False
        known = used.codes.get(text) if used and (strict or _standard(scope)) else None
        if known and used:
            element: Element | None = Element(known.code, _table_tag(used, known, text))
        else:
            element = None if strict and used else plain(text, run.context)
        if element is None:
            if silent:
                return False
            run.issue(place, f"a code of table {used.name}" if used and strict else EXPECTED["code"], text)
            return False
        return put(run, element, place, _walk(node, holders, place[2]), last)

    return take


def system(path: tuple[Step, ...], systems: Systems) -> Take:
    """A row that puts a code system: by the table passed in where that knows the code, else by its name."""
    holders, last = path[:-1], path[-1]

    def take(run: Run, parts: Any, cell: Cell, place: Place, node: Node, table: Table | None) -> bool:
        text = cell[0]
        if text == NULL:
            return False
        known = table.codes.get(parts[0][0]) if table and _standard(parts) else None
        url = known.system if known and known.system else systems.url(text) if text else ""
        if not url:
            return False
        element = Element(
            url,
            ""
            if url == text
            else primitives.sent(f"sys:{table.name}" if known and table else "sys", text)
            if text
            else None,
        )
        return put(run, element, place, _walk(node, holders, place[2]), last)

    return take


def table_system(path: tuple[Step, ...]) -> Take:
    """A row on a code that puts the system which the table passed in gives it, where the message names none."""
    holders, last = path[:-1], path[-1]

    def take(_: Run, scope: Any, cell: Cell, place: Place, node: Node, table: Table | None) -> bool:
        known = table.codes.get(cell[0]) if table and _standard(scope) else None
        holder = _walk(node, holders, place[2])
        if known and known.system and holder.body is not None:
            holder.body.setdefault(last.key, known.system)
        return False

    return take


def kind(path: tuple[Step, ...]) -> Take:
    """A row on the type of a universal id: it writes nothing, for the system that stands there already tells it."""
    holders, last = path[:-1], path[-1]

    def take(_: Run, __: Any, cell: Cell, place: Place, node: Node, ___: Table | None) -> bool:
        holder = _walk(node, holders, place[2])
        url = (holder.body or {}).get(last.key)
        if holder.resource is None or not isinstance(url, str) or primitives.kind(url) != KINDS.get(cell[0]):
            return False
        holder.resource.marks.append((place, holder.path + last.key, primitives.sent("kind", cell[0])))
        return True

    return take


KINDS = {"ISO": "ISO", "UUID": "UUID", "GUID": "UUID", "URI": "URI", "URL": "URI", "HTTP": "URI"}
"""Types of universal ids as senders write them, and what the systems made of them tell."""


def _table_tag(table: Table, known: Coded, text: str) -> str:
    plain = f"t:{table.name}"
    return plain if known.code == text and table.back[known.code] == text else primitives.sent(plain, text)


def _standard(scope: Any) -> bool:
    """Whether a coded value is of the standard's own table: it names none, or one of HL7's."""
    name = scope[SYSTEM_AT][0] if isinstance(scope, tuple) and len(scope) > SYSTEM_AT else ""
    return not name or name[:3].upper() == "HL7"


class TypeMap(Protocol):
    """The compiled map of a data type."""

    def run(
        self, run: Run, parts: Parts, place: Place, node: Node, *, table: Table | None, deep: bool
    ) -> bool:
        """Puts what the parts hold into the node. `deep`: the parts are sub-components."""


def of_field(kind: TypeMap, path: tuple[Step, ...], table: Table | None) -> Take:
    """A row on a field that goes through the map of a data type; its cell is the whole repeat."""

    def take(run: Run, _: Any, cell: Any, place: Place, node: Node, passed: Table | None) -> bool:
        return kind.run(run, cell, place, _walk(node, path, place[2]), table=table or passed, deep=False)

    return take


def of_component(kind: TypeMap, path: tuple[Step, ...], table: Table | None) -> Take:
    """A row on a component that goes through the map of a data type, with its sub-components as components."""

    def take(run: Run, _: Any, cell: Cell, place: Place, node: Node, passed: Table | None) -> bool:
        parts = tuple((text,) for text in cell)
        return kind.run(run, parts, place, _walk(node, path, place[2]), table=table or passed, deep=True)

    return take


def constant(path: tuple[Step, ...], value: Callable[[Run, Any], Json], *, strong: bool) -> Take:
    """A row that puts what the map itself says."""
    holders, last = path[:-1], path[-1]

    def take(run: Run, scope: Any, _: Cell, place: Place, node: Node, __: Table | None) -> bool:
        holder = _walk(node, holders, place[2])
        if (strong and holder.open(run)) or holder.body is not None:
            found = value(run, scope)
            if found is not None and holder.body is not None and (last.many or last.key not in holder.body):
                put_leaf(holder, last, found)
        return False

    return take


def put(run: Run, element: Element, place: Place, holder: Node, last: Step) -> bool:
    """Puts a converted value into a place and notes where it stands; False where something else stands there."""
    if not holder.open(run) or holder.resource is None or holder.body is None:
        return False
    path = put_leaf(holder, last, element.value)
    if path is None:
        return False
    if (
        element.local and "url" not in holder.body
    ):  # a local time stands beside its date, not inside an extension
        items = holder.body.setdefault(f"_{last.key}", {}).setdefault("extension", [])
        items.append({"url": LOCAL_TIME, "valueString": element.local})
    holder.resource.marks.append((place, path, element.tag))
    return True


def _walk(node: Node, path: tuple[Step, ...], repeat: int) -> Node:
    for step in path:
        node = node.child(step, repeat)
    return node
