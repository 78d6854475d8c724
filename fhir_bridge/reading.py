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
from fhir_bridge.fhir.arriving import Arrived, as_r4, sift, summed
from fhir_bridge.fhir.bundle import as_bundle, entries
from fhir_bridge.fhir.check import Left
from fhir_bridge.fhir.created import Created, created
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.lines import Line, collection, read_lines, written
from fhir_bridge.fhir.release import Release, labelled
from fhir_bridge.identity.merge import Saying, sayings
from fhir_bridge.records import Bundle, Conversion, Format, SourceMessage
from fhir_bridge.source import hl7v2
from fhir_bridge.source.senders import SenderProfile, Senders, sender_of
from fhir_bridge.translate.engine import Translator
from fhir_bridge.translate.primitives import authority_system
from fhir_bridge.translate.report import Report
from fhir_bridge.translate.split import Share, lone, regroup, split


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as one R4 Bundle, who it says that it is from, and what no map took; FHIR says and has neither.

    `types` are those of the identifiers that identify at this sender, where it has some of its own; `data` is the
    bundle's JSON where it is known, and `excerpt` the bundle or, of a translated one, its header and patients alone:
    nothing else of most need be looked at. `lines` are those of bulk input, and `shares` whose they are; `left` is
    what of many is not taken, and `conversions` are of what came in another release. `given` are the `TYPE/ID` that
    were given here, to what was posted without an id.
    """

    excerpt: Object
    sender: str = ""
    report: Report | None = None
    types: tuple[str, ...] = ()
    data: bytes | None = field(default=None, repr=False)
    lines: tuple[Line, ...] = field(default=(), repr=False)
    left: tuple[Left, ...] = ()
    shares: tuple[Share, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    given: frozenset[str] = frozenset()

    @property
    def bundle(self) -> Object:
        """The Bundle; of a translated message it is read now."""
        return json.read_own(self.data) if self.report and self.data else self.excerpt

    @property
    def count(self) -> int:
        """How many lines or entries are taken; of a message, one."""
        if self.lines:
            return sum(len(self.lines[place].numbers) for share in self.shares for place in share.own)
        return len(entries(self.excerpt)) if self.report is None else 1

    def sayings(self) -> list[Saying]:
        """What the message says of who is who."""
        return sayings(self.excerpt)

    def bundles(self) -> Iterator[Bundle]:
        """One bundle a patient, and one for what belongs to none."""
        if self.lines:
            for share in self.shares:
                yield Bundle(written([self.lines[n] for n in share.whole]), share.patient, share.own)
            return
        by_id = self.report is None
        if self.data and (part := lone(self.excerpt, self.data, by_id=by_id, given=self.given)):
            yield Bundle(self.data, part.patient)
            return
        for part in split(self.bundle, by_id=by_id, given=self.given):
            yield Bundle(json.dumps(part.bundle), part.patient)


def format_of(said: Release | None, *, posted: bool = False) -> Format:
    """The format of FHIR that its sender says to be of this release."""
    return Format.FHIR.saying(said.label if said else "", posted=posted)


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
        elif not message.format.lines:
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
            return Reading(
                json.read_own(translation.excerpt), sender, translation.report, types, translation.data
            )
        said = labelled(message.format.said) if message.format.said else None
        if message.format.lines:
            return _bulk(message.data, said)
        data = _strict(message.data)
        one = _arrived(json.read_canonical(data), said)
        made = created(one.resource, message.tag) if message.format.posted else Created(one.resource)
        bundle = as_bundle(made.resource)
        as_sent = bundle is one.resource and not (one.left or one.conversions)
        return Reading(
            bundle,
            data=data if as_sent else None,
            left=one.left,
            conversions=one.conversions,
            given=made.given,
        )

    def _parsed(self, message: SourceMessage) -> tuple[hl7v2.Message, SenderProfile]:
        profile = self.senders.of(sender_of(message.data))
        return hl7v2.parse(message.data, charset=profile.charset), profile


def _arrived(resource: Json, said: Release | None) -> Arrived:
    """The resource; of a batch what can be taken, and what cannot."""
    if (
        isinstance(resource, dict)
        and resource.get("resourceType") == "Bundle"
        and resource.get("type") == "batch"
    ):
        return sift(resource, said)
    return as_r4(resource, said)


def _bulk(data: bytes, said: Release | None) -> Reading:
    """Lines, regrouped by patient; Refused with the first line's reason where none can be taken."""
    lines, left = read_lines(data, _strict, said)
    bundle = collection(lines)
    shares, refused = regroup(bundle)
    left += [one for place, refusal in refused for one in lines[place].left(refusal)]
    if not shares and left:
        raise left[0].refusal
    conversions = summed(one for line in lines for one in line.conversions)
    return Reading(
        bundle,
        lines=tuple(lines),
        left=tuple(left),
        shares=tuple(shares),
        conversions=conversions,
    )


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
