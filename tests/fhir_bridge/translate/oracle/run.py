"""One translation under way: the resources made so far, and what is still to be tied together."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from fhir_bridge.source.hl7v2 import Message, Segment
from fhir_bridge.translate.report import Issue
from fhir_bridge.translate.tables import Table
from tests.fhir_bridge.translate.oracle.bindings import Binding, Link
from tests.fhir_bridge.translate.oracle.nodes import Place, Resource
from tests.fhir_bridge.translate.oracle.primitives import Context
from tests.fhir_bridge.translate.oracle.references import SegmentScope
from tests.fhir_bridge.translate.oracle.shapes import shape
from tests.fhir_bridge.translate.oracle.structure import Instance

ALWAYS = ("Bundle", "MessageHeader", "Patient")
"""Labels whose resource stays even if its first segment holds nothing."""


class Run:
    """The state of one translation."""

    def __init__(self, message: Message, context: Context, tables: Mapping[str, Table]) -> None:
        self.message = message
        self.context = context
        self.tables = tables
        self.resources: list[Resource] = []
        self.bundle = Resource("Bundle", "", {"resourceType": "Bundle"})
        self.issues: list[Issue] = []
        self.ties: list[tuple[Link, Resource, Instance]] = []
        self.homes: dict[int, Resource] = {}
        self._key = "\x1f".join((*_texts(message), message.control_id))
        self._made: Counter[str] = Counter()
        self._segment = message.header
        self._instance = Instance(None)
        self._home: Resource | None = None

    def make(self, kind: str) -> Resource:
        """A new resource; its id comes from sender, control id, segment, type, and how many of these there were."""
        name = f"{self._segment.number}\x1f{kind}"
        self._made[name] += 1
        made = Resource(kind, identifier(f"{self._key}\x1f{name}\x1f{self._made[name]}"), {})
        made.body.update(resourceType=kind, id=made.id)
        self.resources.append(made)
        return made

    def issue(self, place: Place, expected: str, text: str) -> None:
        """Notes that a value could not be the element that its map wants."""
        _, field, repeat, component, _ = place
        at = f"{self._segment.name}[{self._segment.number}]-{field}[{repeat}].{component}"
        self.note(at, expected, text)

    def note(self, place: str, expected: str, text: str) -> None:
        """Notes something about a place of the message; of the text, only its shape."""
        self.issues.append(Issue(place, expected, shape(text)))

    def refer(self, label: str) -> str | None:
        """The fullUrl of the resource that the place at hand knows by the label."""
        found = self._instance.find(label)
        return found.url if isinstance(found, Resource) else None

    def enter(self, segment: Segment, instance: Instance) -> None:
        """Goes on to a segment."""
        self._segment, self._instance, self._home = segment, instance, None

    def holds(self, binding: Binding) -> bool:
        """Whether a binding's condition holds for the segment at hand."""
        return binding.test is None or binding.test(SegmentScope(self._segment, self.message))

    def bind(self, binding: Binding) -> None:
        """Takes the segment at hand through a map onto its resource, and remembers the ties to make at the end."""
        if not binding.label:
            return
        standing = None if binding.new else self._instance.find(binding.label)
        resource = standing if isinstance(standing, Resource) else self._fresh(binding.label)
        took = binding.map is not None and binding.map.run(self, self._segment, self.message, resource)
        if not took and standing is None and binding.label not in ALWAYS:
            self.resources.remove(resource)
            return
        if standing is None:
            self._instance.resources[binding.label] = resource
        self._home = self._home or resource
        self.ties += [(link, resource, self._instance) for link in binding.links]

    def leave(self) -> None:
        """Settles where the segment's unmapped values go: its own resource, or the latest one around it."""
        home = self._home
        if home is None:
            at: Instance | None = self._instance
            while at is not None and at.latest is None:
                at = at.outer
            home = at.latest if at and isinstance(at.latest, Resource) else self.resources[0]
        else:
            self._instance.latest = home
        self.homes[self._segment.number] = home if home is not self.bundle else self.resources[0]

    def _fresh(self, label: str) -> Resource:
        kind = label.partition("#")[0]
        return self.bundle if kind == "Bundle" else self.make(kind)


def identifier(text: str) -> str:
    """A UUID (RFC 9562, version 8) of a text: the first 128 bits of its SHA-256, marked as such."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def _texts(message: Message) -> tuple[str, str]:
    sender = message.sender
    return sender.application, sender.facility
