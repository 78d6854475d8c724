"""Takes the files of a watched folder: each is durable before it is moved, and its records are the workers' matter."""

from __future__ import annotations

from fhir_bridge.errors import Refused
from fhir_bridge.service import Service
from fhir_bridge.source.files import Input
from fhir_bridge.source.recognise import recognise
from fhir_bridge.source.watched import Watched


def take_files(watched: Watched, service: Service) -> int:
    """Take what lies there; how many files."""
    count = 0
    for path in watched.waiting():
        reasons = [reason for given in watched.inputs(path) if (reason := _refusal(given, service))]
        service.sealing.lanes.adopt()
        watched.settle(path, reasons)
        count += 1
    return count


def _refusal(given: Input, service: Service) -> str:
    """Why an input is not taken; nothing where it is."""
    try:
        if given.fault:
            raise given.fault
        service.pipeline.accept(recognise(given.data))
    except Refused as refusal:
        place = given.name.rpartition("/")[2]
        return f"{place}: {refusal}"
    return ""
