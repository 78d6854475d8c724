"""A bundle, split by patient: what is said of one person lies under that person's key and nobody else's.

A resource is about the Patient that its `subject` or `patient` names, or the one Patient it refers to at all. What is
about nobody (a practitioner, an organization) goes with every patient whose resources lead to it; what nobody's lead
to belongs to the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import entries, identifiers_of, references, referred, resource_of
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.records import RESOURCE_ID, Identifier

Owner: TypeAlias = int | str | None
"""The place of a Patient among the entries, a reference to one that is not among them, or nobody."""

_PATIENT = "Patient"
_SUBJECTS = ("subject", "patient", "beneficiary", "individual")


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
    web = _Web.of(excerpt, given)
    listed = [number for number in range(len(web.listed)) if web.is_patient(number)]
    if len(listed) > 1 or not web.patients(referred(data)) <= set(listed):
        return None
    return Part(excerpt, web.identifiers(listed[0], by_id=by_id) if listed else None)


def split(bundle: Object, *, by_id: bool = True, given: frozenset[str] = frozenset()) -> list[Part]:
    """One part a patient, in the order in which they appear, and last what is about nobody.

    `by_id`: the sender's own id of a Patient identifies where nothing else does. An id that we made does not.
    A Patient among those that were `given` their names here is known by that name beside its identifiers.
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
    """One share a patient, each with what it leads to, and last all that is about nobody, once; and what is nobody's.

    A Patient is known by its own id beside its identifiers, so that what refers to it in another batch finds it.
    """
    web = _Web.of(bundle)
    owners: list[Owner] = []
    mine: dict[int | str, list[int]] = {}
    refused: dict[int, Refused] = {}
    for number in range(len(web.listed)):
        owner = None
        try:
            owner = web.owner(number)
            if owner is not None:
                web.called(owner)
                mine.setdefault(owner, []).append(number)
        except Refused as refusal:
            refused[number] = refusal
        owners.append(owner)
    shares = [
        Share(web.called(who), tuple(own), tuple(sorted(web.reachable(own, owners) - refused.keys())))
        for who, own in mine.items()
    ]
    nobody = tuple(n for n, owner in enumerate(owners) if owner is None and n not in refused)
    return [*shares, Share(None, nobody, nobody)] if nobody else shares, [*refused.items()]


@dataclass(frozen=True, slots=True)
class _Web:
    """What leads where: entries by every name they can be referred to by. A patient is known by entry or reference."""

    listed: list[Object]
    places: Mapping[str, int]
    given: frozenset[str]

    @classmethod
    def of(cls, bundle: Object, given: frozenset[str] = frozenset()) -> Self:
        listed = entries(bundle)
        places: dict[str, int] = {}
        for number, entry in enumerate(listed):
            resource = resource_of(entry)
            url = entry.get("fullUrl")
            if isinstance(url, str):
                places[url] = number
            places[f"{resource.get('resourceType')}/{resource.get('id')}"] = number
        return cls(listed, places, given)

    def owner(self, number: int) -> Owner:
        """Whom an entry is about."""
        if self.is_patient(number):
            return number
        resource = resource_of(self.listed[number])
        for name in _SUBJECTS:
            named = self.patients(references(resource[name])) if name in resource else set()
            if len(named) == 1:
                return named.pop()
        named = self.patients(references(resource))
        if len(named) > 1:
            raise Refused(Reason.TWO_PATIENTS, where=f"Bundle.entry.{number}.resource")
        return named.pop() if named else None

    def reachable(self, start: Sequence[int], owners: Sequence[Owner]) -> set[int]:
        """These entries, and those about nobody that they lead to."""
        found = set(start)
        waiting = list(start)
        while waiting:
            targets = {
                self.places[name] for name in references(self.listed[waiting.pop()]) if name in self.places
            }
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

    def identifiers(self, patient: int | str, *, by_id: bool) -> tuple[Identifier, ...]:
        """What the sender calls the patient; where that is nothing but an id, the id."""
        if isinstance(patient, str):
            return (Identifier(system="", value=patient),)
        resource = resource_of(self.listed[patient])
        found = identifiers_of(resource, except_for="old") or identifiers_of(resource)
        if not found and not (by_id and "id" in resource):
            place = f"Bundle.entry.{patient}.resource" if by_id else "PID-3"
            raise Refused(Reason.NO_PATIENT, "nothing identifies the patient", where=place)
        name = f"{_PATIENT}/{resource.get('id')}"
        own = Identifier(system="", value=name, type=RESOURCE_ID if found else "")
        return (*found, own) if name in self.given or not found else found

    def called(self, patient: int | str) -> tuple[Identifier, ...]:
        """What the sender calls the patient, its id among it."""
        if isinstance(patient, str):
            name = "/".join(patient.rsplit("/", 2)[-2:])
            return (Identifier(system="", value=name, type=RESOURCE_ID),)
        resource = resource_of(self.listed[patient])
        found = identifiers_of(resource, except_for="old") or identifiers_of(resource)
        if "id" not in resource:
            return found or self.identifiers(patient, by_id=True)
        return (*found, Identifier(system="", value=f"{_PATIENT}/{resource['id']}", type=RESOURCE_ID))

    def is_patient(self, number: int) -> bool:
        """Whether this entry is a Patient."""
        return resource_of(self.listed[number]).get("resourceType") == _PATIENT

    def patients(self, named: Iterable[str]) -> set[int | str]:
        """The patients among what these references lead to."""
        found: set[int | str] = set()
        for reference in named:
            target = reference.partition("/_history/")[0]
            place = self.places.get(target)
            if place is not None:
                found |= {place} if self.is_patient(place) else set()
            elif f"/{target}".rpartition("/")[0].endswith(f"/{_PATIENT}"):
                found.add(target)
        return found
