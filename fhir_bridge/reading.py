"""What a message says: joins what reads it with what translates it, whichever format it came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from anchor.canonical import canonicalize
from anchor.errors import CanonicalError
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir import json
from fhir_bridge.fhir.bundle import as_bundle
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.json import Object
from fhir_bridge.identity.merge import Saying, sayings
from fhir_bridge.records import Bundle, Format, SourceMessage
from fhir_bridge.source import hl7v2
from fhir_bridge.source.senders import SenderProfile, Senders, sender_of
from fhir_bridge.translate.engine import Translator
from fhir_bridge.translate.primitives import authority_system
from fhir_bridge.translate.report import Report
from fhir_bridge.translate.split import split

FHIR_SENDER = "fhir"
"""Stands for whoever sends FHIR without saying who they are."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as one R4 Bundle, who sent it, and what no map took; FHIR has no such report.

    `types` are those of the identifiers that identify at this sender, where it has some of its own; `data` is the
    bundle's JSON where it was made of a message.
    """

    bundle: Object
    sender: str
    report: Report | None = None
    types: tuple[str, ...] = ()
    data: bytes | None = field(default=None, repr=False)

    def sayings(self) -> list[Saying]:
        """What the message says of who is who."""
        return sayings(self.bundle)

    def bundles(self) -> Iterator[Bundle]:
        """One bundle a patient, and one for what belongs to none."""
        for part in split(self.bundle, by_id=self.report is None):
            whole = self.data if part.bundle is self.bundle else None
            yield Bundle(whole or json.dumps(part.bundle), part.patient)


class Reader:
    """Reads both formats. Maps and senders, the site's own over the built-in, are read when they are first used."""

    def __init__(self, maps: Path | None, senders: Path | None) -> None:
        self._maps = maps
        self._senders = senders

    @cached_property
    def translator(self) -> Translator:
        """The compiled maps; BadMap where a site's own cannot be used."""
        return Translator.load(self._maps)

    @cached_property
    def senders(self) -> Senders:
        """What is known of senders; BadMap where the site's file cannot be used."""
        return Senders.load(self._senders) if self._senders else Senders()

    def prepare(self) -> None:
        """Compile the maps now, so that a fault in a site's own is said before any message is taken."""
        _ = self.translator, self.senders

    def check(self, message: SourceMessage) -> None:
        """Refuse bytes that are malformed, before anything is kept of them."""
        if message.format is Format.HL7V2:
            self._parsed(message)
        else:
            _strict(message.data)

    def read(self, message: SourceMessage) -> Reading:
        """The message as a Bundle; Refused where it is not what its standard asks for."""
        if message.format is Format.HL7V2:
            parsed, profile = self._parsed(message)
            translation = self.translator.translate(
                parsed, zone=profile.zone, authorities=profile.authorities
            )
            sender = f"{parsed.sender.application}|{parsed.sender.facility}"
            types = tuple(_trusted(profile))
            return Reading(translation.bundle, sender, translation.report, types, translation.data)
        resource = check(json.loads(_strict(message.data)))
        return Reading(as_bundle(resource), FHIR_SENDER)

    def _parsed(self, message: SourceMessage) -> tuple[hl7v2.Message, SenderProfile]:
        profile = self.senders.of(sender_of(message.data))
        return hl7v2.parse(message.data, charset=profile.charset), profile


def _trusted(profile: SenderProfile) -> Iterator[str]:
    """The types that identify at a sender, with the system that an authority's name stands for there."""
    for entry in profile.types:
        type_, of, name = entry.partition("@")
        system = name if ":" in name else authority_system(name, profile.authorities)
        yield f"{type_}@{system}" if of else type_


def _strict(data: bytes) -> bytes:
    try:
        return canonicalize(data)
    except CanonicalError as fault:
        raise Refused(Reason.BAD_JSON, fault.code, where=f"byte {fault.offset}") from fault
