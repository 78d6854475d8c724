"""`translate` and `canonicalize`: pure, they touch no data folder."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from anchor.canonical import Profile
from anchor.canonical import canonicalize as canonical_bytes
from fhir_bridge.cli import options, speech
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir import json
from fhir_bridge.fhir.check import check
from fhir_bridge.fhir.release import labelled
from fhir_bridge.fhir.versions.convert import convert
from fhir_bridge.fhir.versions.detect import release_of
from fhir_bridge.reading import Reader
from fhir_bridge.source.files import one
from fhir_bridge.source.hl7v2 import write
from fhir_bridge.source.recognise import recognise
from fhir_bridge.translate.report import Report

File = Annotated[Path, typer.Argument(metavar="FILE", help="An HL7 v2 message or FHIR JSON.")]


def translate(
    file: File,
    *,
    back: Annotated[bool, typer.Option("--back", help="From the bundle to HL7 v2.")] = False,
    report: Annotated[bool, typer.Option("--report", help="What no map took, on standard error.")] = False,
    to: Annotated[
        options.Label | None, typer.Option("--to", help="FHIR JSON: the release to convert it to.")
    ] = None,
    from_: options.From = None,
) -> None:
    """Print the R4 bundle of a message; with --back, the message that it says; with --to, the resource in a release."""
    if to is not None:
        _convert(one(file), to, from_, report=report)
        return
    found = options.settings(None)
    reader = Reader(found.maps, found.senders)
    if back:
        speech.raw(write(reader.translator.back(check(json.loads(one(file))))))
        return
    reading = reader.read(recognise(one(file)))
    speech.raw(json.dumps(reading.bundle) + b"\n")
    if report and reading.report:
        _account(reading.report)


def _convert(data: bytes, to: options.Label, from_: options.Label | None, *, report: bool) -> None:
    resource = json.loads(data)
    if not isinstance(resource, dict):
        raise Refused(Reason.NOT_FHIR, "no object")
    source = labelled(from_) if from_ else release_of(resource)
    converted = convert(resource, source, labelled(to))
    speech.raw(json.dumps(converted.resource) + b"\n")
    for issue in converted.issues if report else ():
        speech.note(f"kept     {issue.kept}")


def _account(report: Report) -> None:
    for value in report.kept:
        speech.note(f"kept     {value}")
    for issue in report.issues:
        speech.note(f"left out {issue}")
    counts = f"{report.mapped} values mapped, {len(report.kept)} kept beside"
    speech.note(f"{counts}, {len(report.issues)} left out with their text kept")


def canonicalize(
    file: File,
    *,
    profile: Annotated[Profile, typer.Option(help="The canonical form.")] = Profile.FHIR_LEX_1,
    hash_: Annotated[bool, typer.Option("--hash", help="Its SHA-256 in hex instead.")] = False,
) -> None:
    """Print the canonical bytes of a JSON document."""
    data = canonical_bytes(one(file), profile)
    if hash_:
        speech.line(hashlib.sha256(data).hexdigest())
    else:
        speech.raw(data)
