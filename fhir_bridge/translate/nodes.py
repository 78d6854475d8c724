"""What a translation builds: resources, and the places in them that maps write to.

A place is made only when a first value is written to it, so that a map whose source is empty leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from fhir_bridge.fhir.json import Json
from fhir_bridge.translate.targets import Step

Place = tuple[int, int, int, int, int]
"""Segment, field, repeat, component, sub-component, each from 1."""


@dataclass(slots=True)
class Resource:
    """A resource as it grows, and which values of the message stand where in it.

    `marks` holds (place in the message, path in the resource, how to turn the element back or None if it cannot be).
    """

    type: str
    id: str
    body: dict[str, Any]
    marks: list[tuple[Place, str, str | None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its fullUrl, which is also how others refer to it."""
        return f"urn:uuid:{self.id}"


class Maker(Protocol):
    """Makes the resources that references in maps ask for."""

    def make(self, kind: str) -> Resource:
        """A new resource of the type, with an id of its own."""


class Node:
    """A place in a resource: an object that exists, or will when it is opened."""

    __slots__ = ("_holder", "_step", "body", "cells", "path", "resource")

    def __init__(self, holder: Node | None, step: Step | None) -> None:
        self._holder = holder
        self._step = step
        self.body: dict[str, Any] | None = None
        self.cells: dict[tuple[str, int], Node] = {}
        self.path = ""
        self.resource: Resource | None = None

    @classmethod
    def root(cls, resource: Resource) -> Node:
        """The resource itself as a place."""
        node = cls(None, None)
        node.body, node.resource = resource.body, resource
        return node

    def child(self, step: Step, repeat: int) -> Node:
        """The place one step on; rows that name the same cell in the same repeat share it."""
        key = (step.cell, repeat)
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = Node(self, step)
        return found

    def open(self, maker: Maker) -> bool:
        """Makes the place exist. False where something else stands there already."""
        if self.body is not None:
            return True
        holder, step = self._holder, self._step
        if holder is None or step is None or not holder.open(maker):
            return False
        return self._refer(holder, step, maker) if step.resource else self._attach(holder, step)

    def _attach(self, holder: Node, step: Step) -> bool:
        body = {"url": step.url} if step.url else {}
        at = _put(holder.body, step, body)
        if at is None:
            standing = holder.body.get(step.key) if holder.body else None
            if not isinstance(standing, dict) or "reference" in standing:
                return False
            body, at = standing, step.key
        self.body, self.resource = body, holder.resource
        self.path = f"{holder.path}{at}."
        return True

    def _refer(self, holder: Node, step: Step, maker: Maker) -> bool:
        if not step.many and _taken(holder.body or {}, step):
            return False
        resource = maker.make(step.resource)
        _put(holder.body, step, {"reference": resource.url})
        self.body, self.resource = resource.body, resource
        return True


def _put(body: dict[str, Any] | None, step: Step, value: Json) -> str | None:
    """Puts a value at a step and says where it stands (`name[1]`); None where the place is taken."""
    if body is None:
        return None
    if step.many:
        items = body.setdefault(step.key, [])
        items.append(value)
        return f"{step.key}[{len(items) - 1}]"
    if _taken(body, step):
        return None
    body[step.key] = value
    return step.key


def _taken(body: dict[str, Any], step: Step) -> bool:
    return step.key in body or (bool(step.choice) and any(key.startswith(step.choice) for key in body))


def put_leaf(node: Node, step: Step, value: Json) -> str | None:
    """Puts a primitive at a step of an open place; also says where when the same value stands there already."""
    at = _put(node.body, step, value)
    if at is None and node.body is not None and node.body.get(step.key) == value:
        at = step.key
    return None if at is None else node.path + at
