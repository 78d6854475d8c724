"""The oracle: maps compiled to Python functions, slow and plain, as the Rust engine must translate.

It shares with the product only what reads files: map lines, targets, tables, and the report's types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.json import Object
from fhir_bridge.source.hl7v2 import Message, Segment
from fhir_bridge.translate.report import Report
from tests.fhir_bridge.translate.oracle import assembly
from tests.fhir_bridge.translate.oracle.bindings import Binding
from tests.fhir_bridge.translate.oracle.dates import ZONE
from tests.fhir_bridge.translate.oracle.load import Maps, load
from tests.fhir_bridge.translate.oracle.primitives import Context
from tests.fhir_bridge.translate.oracle.run import Run
from tests.fhir_bridge.translate.oracle.structure import Cursor, Instance, Structure

ANY_EVENT = "*"
NOTHING: Mapping[str, str] = MappingProxyType({})
VERSION = re.compile(r"2\.(?:[1-8](?:\.\d)?)?|")
"""Versions that the maps were made for; a message of another is translated all the same, and says so."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A message as a Bundle, and what is to say about it."""

    bundle: Object
    report: Report


class Translator:
    """Maps, compiled once; translates any number of messages, one after another or from many threads."""

    def __init__(self, maps: Maps) -> None:
        self._maps = maps

    @classmethod
    def load(cls, site: Path | None = None) -> Translator:
        """With the package's maps and, over them, those in a site's folder. Raises BadMap."""
        return cls(load(site))

    def translate(
        self, message: Message, *, zone: str = "", authorities: Mapping[str, str] = NOTHING
    ) -> Translation:
        """The message as a bundle.

        `zone` (`+0100`, `Europe/Rome`) is the sender's, for times without one where MSH-7 has none; `authorities` says
        which system a name of an assigning authority stands for at this sender.

        Raises Refused: NO_PATIENT where the structure needs a PID and there is none, TWO_PATIENTS where it allows one.
        """
        structure, known = self._structure(message)
        run = Run(
            message, Context(_zone(message, zone), message.header.text(7)[:8], authorities), self._maps.tables
        )
        if not known:
            run.note("MSH-9", "an event that is known", message.event)
        if not VERSION.fullmatch(message.version):
            run.note("MSH-12", "a version from 2.1 to 2.8", message.version)
        cursor = Cursor(structure)
        for segment in message.segments:
            self._segment(run, structure, segment, cursor)
        if structure.required("PID") and not any(segment.name == "PID" for segment in message.segments):
            raise Refused(Reason.NO_PATIENT, where="PID")
        return Translation(*assembly.assemble(run, self._maps.defaults))

    def _structure(self, message: Message) -> tuple[Structure, bool]:
        """The message's structure: by its event, by what it says, or the one for any event; and if it is known."""
        events, structures = self._maps.events, self._maps.structures
        name = events.get(f"{message.type}^{message.event}") or message.structure
        if name in structures:
            return structures[name], True
        fallback = events.get(f"{message.type}^*", ANY_EVENT)
        return structures[fallback], False

    def _segment(self, run: Run, structure: Structure, segment: Segment, cursor: Cursor) -> None:
        spot, instance = cursor.place(segment.name)
        if segment.name == "PID" and spot.again and instance.find("Patient"):
            raise Refused(Reason.TWO_PATIENTS, where=f"segment {segment.number}")
        bindings = self._maps.bindings.at(structure.name, spot, segment.name)
        _run(run, bindings, segment, instance)


def _run(run: Run, bindings: tuple[Binding, ...], segment: Segment, instance: Instance) -> None:
    run.enter(segment, instance)
    for binding in bindings:
        if run.holds(binding):
            run.bind(binding)
    run.leave()


def _zone(message: Message, zone: str) -> str:
    """The zone of times that name none: MSH-7's own (HL7 v2.5.1, 2.15.9.7), else the sender's."""
    match = ZONE.search(message.header.text(7))
    return match[0] if match else zone
