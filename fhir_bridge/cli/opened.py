"""The data folder of a command, opened. All that stands behind it is loaded now, so that `--help` need not wait."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from fhir_bridge.cli import speech
from fhir_bridge.settings import Settings

if TYPE_CHECKING:
    from fhir_bridge.service import Service


def looking(settings: Settings) -> AbstractContextManager[Service]:
    """For those who write nothing in it."""
    from fhir_bridge import opening

    return opening.looking(settings)


def writing(settings: Settings) -> AbstractContextManager[Service]:
    """For the one process that writes; whoever waits for another one is told."""
    from fhir_bridge import opening

    return opening.writing(settings, speech.waiting_for_writer)
