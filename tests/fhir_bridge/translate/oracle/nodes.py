"""What a translation builds: resources, and the places in them that maps write to.

A place is made only when a first value is written to it, so that a map whose source is empty leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
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
    """A place in a resource: an object that exists, or will when it is opened.

    `cells` are the places below it: rows of one map that name the same cell in the same repeat share it.
    """

    __slots__ = ("_holder", "_step", "body", "cells", "path", "resource")

    def __init__(self, holder: Node | None = None, step: Step | None = None) -> None:
        self._holder = holder
        self._step = step
        self.body: dict[str, Any] | None = None
        self.cells: dict[tuple[str, int], Node] | None = None
        self.path = ""
        self.resource: Resource | None = None

    @classmethod
    def root(cls, resource: Resource) -> Node:
        """The resource itself as a place."""
        node = cls()
        node.body, node.resource = resource.body, resource
        return node

    def open(self, maker: Maker) -> bool:
        """Makes the place exist. False where something else stands there already."""
        if self.body is not None:
            return True
        holder, step = self._holder, self._step
        if holder is None or step is None or (holder.body is None and not holder.open(maker)):
            return False
        body = holder.body
        if body is None:
            return False
        done = self._refer(body, step, maker) if step.resource else self._attach(holder, body, step)
        if done:
            self._holder = None  # no way back is needed any more, and no cycle is left to the collector
        return done

    def _attach(self, holder: Node, body: dict[str, Any], step: Step) -> bool:
        key = step.key
        if step.many:
            items = body.setdefault(key, [])
            self.path = f"{holder.path}{key}[{len(items)}]."
            self.body = {"url": step.url} if step.url else {}
            items.append(self.body)
        else:
            standing = body.get(key)
            if standing is None:
                if step.choice and taken(body, step):
                    return False
                standing = body[key] = {}
            elif not isinstance(standing, dict) or "reference" in standing:
                return False
            self.body, self.path = standing, f"{holder.path}{key}."
        self.resource = holder.resource
        return True

    def _refer(self, body: dict[str, Any], step: Step, maker: Maker) -> bool:
        if not step.many and taken(body, step):
            return False
        resource = maker.make(step.resource)
        reference = {"reference": resource.url}
        if step.many:
            body.setdefault(step.key, []).append(reference)
        else:
            body[step.key] = reference
        self.body, self.resource = resource.body, resource
        return True


def taken(body: dict[str, Any], step: Step) -> bool:
    """Whether an element stands at a step already, or another type of its choice."""
    choice = step.choice
    return step.key in body or (
        choice != "" and len(body) > 1 and any(key.startswith(choice) for key in body)
    )


Put = Callable[[Maker, Node, Place, Json, "str | None"], bool]
Walk = Callable[[Node, int], Node]


def walker(path: tuple[Step, ...]) -> Walk:
    """The function that goes from a node along a path, in a repeat."""

    def walk(node: Node, repeat: int) -> Node:
        for step in path:
            cells, key = node.cells, (step.cell, repeat)
            if cells is None:
                cells = node.cells = {}
            child = cells.get(key)
            if child is None:
                child = cells[key] = Node(node, step)
            node = child
        return node

    return walk


def placer(path: tuple[Step, ...]) -> Put:
    """The function that puts a primitive at the end of a path and marks where it stands.

    False where something else stands there; the same value standing there is as good.
    """
    walk, last = walker(path[:-1]) if path[1:] else None, path[-1]
    key, many, choice = last.key, last.many, last.choice

    def put(maker: Maker, node: Node, place: Place, value: Json, tag: str | None) -> bool:
        if walk:
            node = walk(node, place[2])
        if node.body is None and not node.open(maker):
            return False
        body: dict[str, Any] = node.body  # type: ignore[assignment]  # open nodes have a body
        at = key
        if many:
            items = body.setdefault(key, [])
            at = f"{key}[{len(items)}]"
            items.append(value)
        elif key not in body and not (choice and taken(body, last)):
            body[key] = value
        elif body.get(key) != value:
            return False
        node.resource.marks.append((place, node.path + at, tag))  # type: ignore[union-attr]  # and a resource
        return True

    return put
