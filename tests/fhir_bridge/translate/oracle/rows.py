"""Rows of maps, compiled to plain functions: what a row takes, how it converts it, where it puts it.

A row is a `Take`. It gives True where it put a value of the message. Rows of one source run in their order; constants
come last and only beside something that a row before them put there, unless they are marked with `!`.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Protocol

from fhir_bridge.fhir.json import Json
from fhir_bridge.translate.report import Issue
from fhir_bridge.translate.tables import Coded, Table
from fhir_bridge.translate.targets import Step
from tests.fhir_bridge.translate.oracle import primitives
from tests.fhir_bridge.translate.oracle.nodes import Maker, Node, Place, placer, walker
from tests.fhir_bridge.translate.oracle.primitives import CODE, EXPECTED, LOCAL_TIME, Context, Converter
from tests.fhir_bridge.translate.oracle.tables import Systems

NULL = '""'  # HL7's "delete this": never a value
SYSTEM_AT = 2  # where the components of a coded value name its system (CWE.3)
KINDS = {"ISO": "ISO", "UUID": "UUID", "GUID": "UUID", "URI": "URI", "URL": "URI", "HTTP": "URI"}
"""Types of universal ids as senders write them, and what the systems made of them tell."""

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


def string(path: tuple[Step, ...]) -> Take:
    """A row that puts text as it stands."""
    put = placer(path)

    def take(run: Run, _: Any, cell: Cell, place: Place, node: Node, __: Table | None) -> bool:
        text = cell[0]
        return bool(text) and text != NULL and not text.isspace() and put(run, node, place, text, "")

    return take


def leaf(converter: Converter, expected: str, path: tuple[Step, ...]) -> Take:
    """A row that puts one primitive; without `expected`, a value that does not fit is no issue."""
    put = placer(path)
    beside = _beside(path)

    def take(run: Run, _: Any, cell: Cell, place: Place, node: Node, __: Table | None) -> bool:
        text = cell[0]
        if not text or text == NULL:
            return False
        element = converter(text, run.context)
        if element is None:
            if expected:
                run.issue(place, expected, text)
            return False
        value, tag, local = element
        done = put(run, node, place, value, tag)
        if done and local:
            beside(node, place[2], local)
        return done

    return take


def coded(path: tuple[Step, ...], table: Table | None, *, strict: bool, silent: bool = False) -> Take:
    """A row that puts a code, through a table: its own, or the one passed in to its data type."""
    put = placer(path)

    def take(run: Run, scope: Any, cell: Cell, place: Place, node: Node, passed: Table | None) -> bool:
        text, used = cell[0], table or passed
        if not text or text == NULL:
            return False
        known = used.codes.get(text) if used and (strict or _standard(scope)) else None
        if known and used:
            return put(run, node, place, known.code, _table_tag(used, known, text))
        if (not strict or not used) and CODE.fullmatch(text):
            return put(run, node, place, text, "")
        if not silent:
            run.issue(place, f"a code of table {used.name}" if used and strict else EXPECTED["code"], text)
        return False

    return take


def system(path: tuple[Step, ...], systems: Systems) -> Take:
    """A row that puts a code system: by the table passed in where that knows the code, else by its name."""
    put = placer(path)

    def take(run: Run, parts: Any, cell: Cell, place: Place, node: Node, table: Table | None) -> bool:
        text = cell[0]
        if not text or text == NULL:
            return False
        known = table.codes.get(parts[0][0]) if table and _standard(parts) else None
        if table and known and known.system:
            return put(run, node, place, known.system, primitives.sent(f"sys:{table.name}", text))
        url = systems.url(text)
        return put(run, node, place, url, "" if url == text else primitives.sent("sys", text))

    return take


def table_system(path: tuple[Step, ...]) -> Take:
    """A row on a code that puts the system which the table passed in gives it, where the message names none."""
    walk, key = walker(path[:-1]), path[-1].key

    def take(_: Run, scope: Any, cell: Cell, place: Place, node: Node, table: Table | None) -> bool:
        known = table.codes.get(cell[0]) if table and _standard(scope) else None
        if known and known.system:
            body = walk(node, place[2]).body
            if body is not None:
                body.setdefault(key, known.system)
        return False

    return take


def kind(path: tuple[Step, ...]) -> Take:
    """A row on the type of a universal id: it writes nothing, for the system that stands there already tells it."""
    walk, key = walker(path[:-1]), path[-1].key

    def take(_: Run, __: Any, cell: Cell, place: Place, node: Node, ___: Table | None) -> bool:
        holder = walk(node, place[2])
        url = (holder.body or {}).get(key)
        if holder.resource is None or not isinstance(url, str) or primitives.kind(url) != KINDS.get(cell[0]):
            return False
        holder.resource.marks.append((place, holder.path + key, primitives.sent("kind", cell[0])))
        return True

    return take


class TypeMap(Protocol):
    """The compiled map of a data type."""

    def run(
        self, run: Run, parts: Parts, place: Place, node: Node, *, table: Table | None, deep: bool
    ) -> bool:
        """Puts what the parts hold into the node. `deep`: the parts are sub-components."""


def of_field(kind: TypeMap, path: tuple[Step, ...], table: Table | None) -> Take:
    """A row on a field that goes through the map of a data type; its cell is the whole repeat."""
    walk = walker(path)

    def take(run: Run, _: Any, cell: Any, place: Place, node: Node, passed: Table | None) -> bool:
        return kind.run(run, cell, place, walk(node, place[2]), table=table or passed, deep=False)

    return take


def of_component(kind: TypeMap, path: tuple[Step, ...], table: Table | None) -> Take:
    """A row on a component that goes through the map of a data type, with its sub-components as components."""
    walk = walker(path)

    def take(run: Run, _: Any, cell: Cell, place: Place, node: Node, passed: Table | None) -> bool:
        parts = ((cell[0],),) if len(cell) == 1 else tuple([(text,) for text in cell])
        return kind.run(run, parts, place, walk(node, place[2]), table=table or passed, deep=True)

    return take


def constant(path: tuple[Step, ...], value: Callable[[Run, Any], Json], *, strong: bool) -> Take:
    """A row that puts what the map itself says."""
    walk, key, many = walker(path[:-1]), path[-1].key, path[-1].many

    def take(run: Run, scope: Any, _: Cell, place: Place, node: Node, __: Table | None) -> bool:
        holder = walk(node, place[2])
        if holder.body is None and not (strong and holder.open(run)):
            return False
        body: dict[str, Any] = holder.body if holder.body is not None else {}
        if many or key not in body:
            found = value(run, scope)
            if found is not None:
                body[key] = [*body.get(key, ()), found] if many else found
        return False

    return take


def copied(path: tuple[Step, ...], name: str) -> Take:
    """A row that puts what stands in an element of the resource itself, beside what rows before it put."""
    walk, key = walker(path[:-1]), path[-1].key

    def take(_: Run, __: Any, ___: Cell, place: Place, node: Node, ____: Table | None) -> bool:
        holder = walk(node, place[2])
        if holder.body is not None and node.body and name in node.body:
            holder.body.setdefault(key, deepcopy(node.body[name]))
        return False

    return take


def _beside(path: tuple[Step, ...]) -> Callable[[Node, int, str], None]:
    """Puts a local time beside its date; not inside an extension, which cannot have both."""
    walk, key = walker(path[:-1]), f"_{path[-1].key}"

    def put(node: Node, repeat: int, text: str) -> None:
        body: dict[str, Any] = walk(node, repeat).body or {"url": ""}
        if "url" not in body:
            body.setdefault(key, {}).setdefault("extension", []).append(
                {"url": LOCAL_TIME, "valueString": text}
            )

    return put


def _table_tag(table: Table, known: Coded, text: str) -> str:
    plain = f"t:{table.name}"
    return plain if known.code == text and table.back[known.code] == text else primitives.sent(plain, text)


def _standard(scope: Any) -> bool:
    """Whether a coded value is of the standard's own table: it names none, or one of HL7's."""
    name = scope[SYSTEM_AT][0] if isinstance(scope, tuple) and len(scope) > SYSTEM_AT else ""
    return not name or name[:3].upper() == "HL7"
