"""The map engine: a parsed message in, a FHIR R4 message Bundle and an account of it out.

    translator = Translator.load()
    translation = translator.translate(parse(data))      # .data, .bundle, .report

The same message gives the same bundle: ids come from sender, control id and place in the message, and no clock is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from fhir_bridge.fhir.json import Object, read_own
from fhir_bridge.source.hl7v2 import Message
from fhir_bridge.translate.back import Backward
from fhir_bridge.translate.load import Maps, load
from fhir_bridge.translate.report import Report

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Translation:
    """A message as a Bundle, in JSON without white space, and what is to say about it.

    `excerpt` is the same Bundle with its MessageHeader and Patients alone, without what turns them back (`ghosts`).
    """

    data: bytes = field(repr=False)
    excerpt: bytes = field(repr=False)
    report: Report

    @property
    def bundle(self) -> Object:
        """The Bundle, read from its JSON."""
        return read_own(self.data)


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

        Raises Refused: NO_PATIENT where the structure needs a PID and there is none, TWO_PATIENTS where it allows one,
        TOO_LARGE where its repeats make resources that together remember more than 64 MiB of it.
        """
        return Translation(*self._maps.program.run(message, zone=zone, authorities=authorities))

    def back(self, bundle: Object) -> Message:
        """The message that a bundle was translated from, out of its elements as they are now (see `back`)."""
        return Backward(self._maps).message(bundle)
