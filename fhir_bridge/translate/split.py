"""A bundle, split by patient: what is said of one person lies under that person's key and nobody else's.

A resource is about the Patient that its `subject` or `patient` names, or the one Patient it refers to at all. What is
about nobody (a practitioner, an organization) goes with every patient whose resources lead to it; what nobody's lead
to belongs to the site.

A subject is named by reference, by an identifier alone (a logical reference), or it is contained:

    {"subject": {"reference": "Patient/7/_history/2"}}
    {"subject": {"identifier": {"system": "urn:x", "value": "7"}}}
    {"subject": {"reference": "#p"}, "contained": [{"resourceType": "Patient", "id": "p"}]}
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import entries, identifier_of, identifiers_of, references, referred, resource_of
from fhir_bridge.fhir.json import Json, Object, dumps
from fhir_bridge.records import HERE, RESOURCE_ID, Identifier

Somebody: TypeAlias = int | str | tuple[Identifier, ...]
"""The place of a Patient among the entries, a reference to one that is not among them, or what else is said of one."""
Owner: TypeAlias = Somebody | None
"""Somebody, or nobody."""

_PATIENT = "Patient"
_SUBJECTS = ("subject", "patient", "beneficiary", "individual", "for")
_EXAMPLES = frozenset({"TestScript"})
"""What names patients only to try servers with them."""
_PASSED_ON = frozenset({"document", "message"})
"""Bundles that their sender may have from others: an id that stands in a URL there is not the sender's own."""
_URL = re.compile(r"https?://.+/Patient/[A-Za-z0-9.-]{1,64}")
_BASE = re.compile(r"(https?://.+/)[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}")
_UNLINKED = (b'"identifier":{', b'"reference":"#')
"""Where these stand somebody may be named otherwise than by a reference to an entry."""


@dataclass(frozen=True, slots=True)
class Part:
    """One patient's bundle and identifiers; `patient` is None where it belongs to nobody."""

    bundle: Object = field(repr=False)
    patient: tuple[Identifier, ...] | None


def lone(
    excerpt: Object, data: bytes, *, by_id: bool = True, given: frozenset[str] = frozenset()
) -> Part | None:
    """The one part of a bundle about one patient at most, as most are; None where it has to be walked to know that.

    `data` is the bundle's JSON without white space; `excerpt` has all its Patients, whatever else it has of it. The
    others are those of `split`.
    """
    if by_id and any(one in data for one in _UNLINKED):
        return None
    web = _Web.of(excerpt, given)
    listed = [number for number in range(len(web.listed)) if web.is_patient(number)]
    if len(listed) > 1 or not web.patients(referred(data)) <= set(listed):
        return None
    return Part(excerpt, web.identifiers(listed[0], by_id=by_id) if listed else None)


def split(bundle: Object, *, by_id: bool = True, given: frozenset[str] = frozenset()) -> list[Part]:
    """One part a patient, in the order in which they appear, and last what is about nobody.

    `by_id`: the sender's own id of a Patient identifies it beside its identifiers, so that what refers to it elsewhere
    finds it. An id that we made in translating does not; those that were `given` here to what was posted do.
    """
    web = _Web.of(bundle, given)
    owners = [web.owner(number) for number in range(len(web.listed))]
    patients = list(dict.fromkeys(owner for owner in owners if owner is not None))
    if bundle.get("type") == "document" and len(patients) > 1:
        raise Refused(Reason.TWO_PATIENTS, "a document is about one", where="Bundle.entry")
    if len(patients) <= 1:
        return [Part(bundle, web.identifiers(patients[0], by_id=by_id) if patients else None)]
    taken: set[int] = set()
    parts = []
    for patient in patients:
        numbers = web.reachable([n for n, owner in enumerate(owners) if owner == patient], owners)
        taken |= numbers
        parts.append(Part(web.only(bundle, numbers), web.identifiers(patient, by_id=by_id)))
    rest = set(range(len(owners))) - taken
    return [*parts, Part(web.only(bundle, rest), None)] if rest else parts


@dataclass(frozen=True, slots=True)
class Share:
    """A patient's share of bulk input: the places of what is about them, and of all that goes with it."""

    patient: tuple[Identifier, ...] | None
    own: tuple[int, ...]
    whole: tuple[int, ...]


def regroup(bundle: Object) -> tuple[list[Share], list[tuple[int, Refused]]]:
    """One share a patient with what it leads to, and last what is about nobody, once; and what cannot be anybody's."""
    web = _Web.of(bundle)  # an export is one server's: an absolute URL names what a relative one does
    owners: list[Owner] = []
    mine: dict[Somebody, list[int]] = {}
    refused: dict[int, Refused] = {}
    for number in range(len(web.listed)):
        owner = None
        try:
            owner = web.owner(number)
            if owner is not None:
                web.exported(owner)
                mine.setdefault(owner, []).append(number)
        except Refused as refusal:
            refused[number] = refusal
        owners.append(owner)
    shares = [
        Share(web.exported(who), tuple(own), tuple(sorted(web.reachable(own, owners) - refused.keys())))
        for who, own in mine.items()
    ]
    nobody = tuple(n for n, owner in enumerate(owners) if owner is None and n not in refused)
    return [*shares, Share(None, nobody, nobody)] if nobody else shares, [*refused.items()]


@dataclass(frozen=True, slots=True)
class _Web:
    """What leads where: entries by every name they can be referred to by. A patient is known by entry or reference."""

    listed: list[Object]
    places: Mapping[str, int]
    bearers: Mapping[tuple[str, str], int]
    given: frozenset[str]
    passed_on: bool

    @classmethod
    def of(cls, bundle: Object, given: frozenset[str] = frozenset()) -> Self:
        listed = entries(bundle)
        places: dict[str, int] = {}
        bearers: dict[tuple[str, str], int] = {}
        for number, entry in enumerate(listed):
            resource = resource_of(entry)
            url = entry.get("fullUrl")
            if isinstance(url, str):
                places[url] = number
            places[_called(resource)] = number
            if resource.get("resourceType") == _PATIENT:
                bearers |= {(one.system, one.value): number for one in identifiers_of(resource)}
        return cls(listed, places, bearers, given, bundle.get("type") in _PASSED_ON)

    def owner(self, number: int) -> Owner:
        """Whom an entry is about."""
        if self.is_patient(number):
            return number
        resource = resource_of(self.listed[number])
        if resource.get("resourceType") in _EXAMPLES:
            return None
        subjects: set[Somebody] = set()
        for name in _SUBJECTS:
            named = self._named(resource[name], resource) if name in resource else set()
            if len(named) == 1:
                return self._placed(named.pop(), number)
            subjects |= named
        named = subjects | self.patients(references(resource))
        if len(named) > 1:
            raise Refused(Reason.TWO_PATIENTS, where=f"Bundle.entry.{number}.resource")
        return self._placed(named.pop(), number) if named else None

    def _placed(self, somebody: Somebody, number: int) -> Somebody:
        """A relative reference in what is passed on is its own server's (FHIR R4, bundle.html#references)."""
        base = _BASE.fullmatch(str(self.listed[number].get("fullUrl", "")))
        relative = isinstance(somebody, str) and somebody.startswith(f"{_PATIENT}/")
        return f"{base[1]}{somebody}" if base and relative and self.passed_on else somebody

    def _named(self, subject: Json, resource: Object) -> set[Somebody]:
        """The patients that a subject names: by reference, contained, or by an identifier alone."""
        listed = [
            one for one in (subject if isinstance(subject, list) else [subject]) if isinstance(one, dict)
        ]
        named = self.patients(references(subject))
        return named or {
            somebody for one in listed if (somebody := self._contained(one, resource) or self._logical(one))
        }

    def _contained(self, reference: Object, resource: Object) -> Owner:
        """The Patient that the resource itself contains, by its identifiers: without any it is known by where it is."""
        local = str(reference.get("reference", ""))
        held = resource.get("contained")
        for one in held if local.startswith("#") and isinstance(held, list) else ():
            if isinstance(one, dict) and one.get("resourceType") == _PATIENT and f"#{one.get('id')}" == local:
                numbers = identifiers_of(one, except_for="old") or identifiers_of(one)
                return self._bearer(numbers) if numbers else f"{_place(resource)}{local}"
        return None

    def _logical(self, reference: Object) -> Owner:
        number = identifier_of(reference.get("identifier"))
        kind = str(reference.get("type", _PATIENT)).rpartition("/")[2]
        patient = kind == _PATIENT and "reference" not in reference
        return self._bearer((number,)) if number and patient else None

    def _bearer(self, numbers: tuple[Identifier, ...]) -> Somebody:
        """The entry that bears one of these, or else these."""
        known = [
            self.bearers[one.system, one.value] for one in numbers if (one.system, one.value) in self.bearers
        ]
        return known[0] if known else numbers

    def reachable(self, start: Sequence[int], owners: Sequence[Owner]) -> set[int]:
        """These entries, and those about nobody that they lead to."""
        found = set(start)
        waiting = list(start)
        while waiting:
            named = (name.partition("/_history/")[0] for name in references(self.listed[waiting.pop()]))
            targets = {self.places[name] for name in named if name in self.places}
            new = {target for target in targets - found if owners[target] is None}
            found |= new
            waiting += new
        return found

    def only(self, bundle: Object, numbers: set[int]) -> Object:
        """The bundle with these entries alone; what counted the others is left out."""
        kept: list[Json] = [self.listed[number] for number in sorted(numbers)]
        return {name: value for name, value in bundle.items() if name not in {"total", "link"}} | {
            "entry": kept
        }

    def identifiers(self, patient: Somebody, *, by_id: bool = True) -> tuple[Identifier, ...]:
        """What the sender calls the patient: its numbers, and its names as a resource."""
        if isinstance(patient, tuple):
            return patient
        if isinstance(patient, str):
            return (Identifier(system="", value=patient, type=RESOURCE_ID),)
        resource = resource_of(self.listed[patient])
        found = identifiers_of(resource, except_for="old") or identifiers_of(resource)
        names = tuple(self._names(self.listed[patient])) if by_id else ()
        if not found and not names:
            place = f"Bundle.entry.{patient}.resource" if by_id else "PID-3"
            raise Refused(Reason.NO_PATIENT, "nothing identifies the patient", where=place)
        return (*found, *names)

    def exported(self, patient: Somebody) -> tuple[Identifier, ...]:
        """The same of what one server exported, by whatever URL it names its own."""
        return self.identifiers(
            "/".join(patient.rsplit("/", 2)[-2:]) if isinstance(patient, str) else patient
        )

    def _names(self, entry: Object) -> Iterator[Identifier]:
        """A Patient's type and id, and its URL where that ends in these."""
        resource, url = resource_of(entry), str(entry.get("fullUrl", ""))
        name = _called(resource)
        here = name in self.given
        known = bool(_URL.fullmatch(url)) and (here or url.endswith(f"/{name}"))
        if "id" in resource and not (known and self.passed_on):
            yield Identifier(system=HERE if here else "", value=name, type=RESOURCE_ID)
        if known:
            yield Identifier(system="", value=url, type=RESOURCE_ID)
        if known and here:
            yield Identifier(system="", value="/".join(url.rsplit("/", 2)[-2:]), type=RESOURCE_ID)

    def is_patient(self, number: int) -> bool:
        """Whether this entry is a Patient."""
        return resource_of(self.listed[number]).get("resourceType") == _PATIENT

    def patients(self, named: Iterable[str]) -> set[Somebody]:
        """The patients among what these references lead to."""
        found: set[Somebody] = set()
        for reference in named:
            target = reference.partition("/_history/")[0]
            place = self.places.get(target)
            if place is not None:
                found |= {place} if self.is_patient(place) else set()
            elif f"/{target}".rpartition("/")[0].endswith(f"/{_PATIENT}"):
                found.add(target)
        return found


def _called(resource: Object) -> str:
    return f"{resource.get('resourceType')}/{resource.get('id')}"


def _place(resource: Object) -> str:
    """What tells a resource from others of its sender's, where it has no id either."""
    return _called(resource) if "id" in resource else hashlib.sha256(dumps(resource)).hexdigest()
