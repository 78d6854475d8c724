"""Tells what an input is written in by its first bytes; names and content types lie too often."""

from __future__ import annotations

from dataclasses import replace

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.records import Format, SourceMessage
from fhir_bridge.source.files import Input

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_V2_STARTS = (b"MSH", b"FHS", b"BHS")


def message_of(given: Input) -> SourceMessage:
    """An input as a message; what is said of FHIR is nothing to HL7 v2."""
    found = SourceMessage(given.data, Format.NDJSON) if given.first_line else recognise(given.data)
    return (
        replace(found, format=found.format.saying(given.said))
        if given.said and found.format is not Format.HL7V2
        else found
    )


def recognise(data: bytes) -> SourceMessage:
    """The input as a message of the format it is written in."""
    start = data[:64].lstrip(b" \t\r\n\x0b")
    if not start:
        raise Refused(Reason.EMPTY)
    for mark in _BOMS:
        start = start.removeprefix(mark)
    if start.replace(b"\0", b"").startswith(_V2_STARTS):
        return SourceMessage(data, Format.HL7V2)
    if start.startswith((b"{", b"[")):
        return SourceMessage(data, Format.FHIR)
    raise Refused(Reason.NOT_A_MESSAGE)
