"""Takes the files of a watched folder: each is durable before it is moved, and its records are the workers' matter."""

from __future__ import annotations

from dataclasses import replace

from fhir_bridge.errors import Refused
from fhir_bridge.service import Service
from fhir_bridge.source.files import Input
from fhir_bridge.source.watched import Watched


def take_files(watched: Watched, service: Service, *, sender: str = "") -> int:
    """Take what lies there, of whoever puts it there; how many files."""
    count = 0
    for path in watched.waiting():
        found = (replace(given, sender=sender) for given in watched.inputs(path))
        reasons = [reason for given in found for reason in _refusals(given, service)]
        service.sealing.lanes.adopt()
        watched.settle(path, reasons)
        count += 1
    return count


def _refusals(given: Input, service: Service) -> list[str]:
    """Why an input is not taken, or which of its lines are not; nothing where all is."""
    place = given.name.rpartition("/")[2]
    try:
        if given.fault:
            raise given.fault
        message = service.intake.message_of(given)
        service.pipeline.accept(message)
        if not given.first_line:
            return []
        left = service.pipeline.reader.read(message).left
        return [f"{given.named(one.number).rpartition('/')[2]}: {one.refusal}" for one in left]
    except Refused as refusal:
        return [f"{place}: {refusal}"]
