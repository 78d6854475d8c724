"""FHIR as it arrives, in whichever release: checked, and R4 before it becomes anything else.

said     by `fhirVersion` in the content type, or by a profile of the standard with its version: it is of that release
unsaid   what is valid R4 is R4, for that is the release we announce (FHIR R4, http.html#version-parameter);
         anything else is of the release that alone knows its elements
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir.bundle import entries
from fhir_bridge.fhir.check import Left, as_refusal, check
from fhir_bridge.fhir.json import Json, Object, dumps
from fhir_bridge.fhir.primitive import Fault
from fhir_bridge.fhir.release import CANONICAL, Release
from fhir_bridge.fhir.together import judge_entry
from fhir_bridge.fhir.versions.convert import convert
from fhir_bridge.fhir.versions.detect import fits, stated, the_one
from fhir_bridge.records import Conversion


@dataclass(frozen=True, slots=True)
class Arrived:
    """A resource of R4, what was converted on the way to it, and of a batch what is not taken."""

    resource: Object
    conversions: tuple[Conversion, ...] = ()
    left: tuple[Left, ...] = ()


def as_r4(resource: Json, said: Release | None = None) -> Arrived:
    """The resource, checked; Refused with the element at fault, or with the releases that it may be of."""
    if not isinstance(resource, dict):
        raise Refused(Reason.NOT_FHIR, "no resourceType")
    release = stated(resource, said)
    if release is None or release is CANONICAL:
        try:
            return Arrived(check(resource))
        except Refused:
            release = None if release else _other(resource)
            if release is None:
                raise
    return _converted(resource, release)


def sift(batch: Object, said: Release | None = None) -> Arrived:
    """A Bundle of type batch with the entries that can be taken, and those that cannot: each arrives on its own.

    Refused where none of them can, or where the Bundle around them is at fault.
    """
    around = {name: value for name, value in batch.items() if name != "entry"}
    kept: list[Json] = []
    left: list[Left] = []
    conversions: list[Conversion] = []
    known: set[Hashable] = set()
    listed = batch.get("entry")
    for number, entry in enumerate(listed if isinstance(listed, list) else ()):
        try:
            one = as_r4(around | {"entry": [entry]}, said)
            judge_entry("batch", entries(one.resource)[0], known)
        except Refused as refusal:
            left.append(Left(number, _placed(refusal, number), dumps(entry)))
        except Fault as fault:
            left.append(Left(number, as_refusal(fault, f"Bundle.entry.{number}"), dumps(entry)))
        else:
            kept += entries(one.resource)
            conversions += one.conversions
            around_kept = one.resource
    if not kept:
        raise left[0].refusal if left else Refused(Reason.EMPTY, "a Bundle of nothing", where="Bundle.entry")
    whole = around_kept | {"entry": kept} if left or conversions else batch
    return Arrived(whole, summed(conversions), tuple(left))


def summed(conversions: Iterable[Conversion]) -> tuple[Conversion, ...]:
    """One for each release."""
    found: dict[str, Conversion] = {}
    for one in conversions:
        before = found.get(one.release, Conversion(one.release, 0))
        kept = tuple(sorted({*before.kept, *one.kept}))
        found[one.release] = Conversion(one.release, before.count + one.count, kept)
    return tuple(found.values())


def _other(resource: Object) -> Release | None:
    """The release that knows the elements of what is not valid R4; none where it is R4 that does, or nobody."""
    if fits(resource, CANONICAL):
        return None
    fitting = [release for release in Release if release is not CANONICAL and fits(resource, release)]
    return the_one(resource, fitting) if fitting else None


def _converted(resource: Object, release: Release) -> Arrived:
    made = convert(resource, release, CANONICAL)
    kept = tuple(sorted({issue.kept for issue in made.issues}))
    return Arrived(check(made.resource), (Conversion(release.label, 1, kept),))


def _placed(refusal: Refused, number: int) -> Refused:
    """The refusal of a Bundle's only entry as that of its entry of this number."""
    where = refusal.where.removeprefix("Bundle.entry.0")
    return Refused(refusal.reason, refusal.detail, where=f"Bundle.entry.{number}{where}")
