"""Puts the console together over an open data folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from fhir_bridge.api.console.entering import Entrance
from fhir_bridge.api.console.pages import Board
from fhir_bridge.api.console.receipt import Receipts
from fhir_bridge.api.console.samples import Sample, Samples
from fhir_bridge.api.console.server import Console, table
from fhir_bridge.neighbours import standing
from fhir_bridge.serve.asgi import Application
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.store.console import Passes
from fhir_bridge.store.grants import GrantTables


@dataclass(frozen=True, slots=True)
class ConsoleApi:
    """The application to serve, and what it plots."""

    application: Console
    samples: Samples

    def look(self) -> bool:
        """What is repeated for the plots."""
        self.samples.take_due()
        return False


def console_of(
    settings: Settings,
    service: Service,
    *,
    otherwise: Application,
    clock: Callable[[], float] = time.time,
) -> ConsoleApi:
    """The console of an open data folder; what it does not know is given on."""
    database = service.journal.database
    counts, log = service.journal.counts, service.anchor.status
    samples = Samples(lambda at: Sample.of(counts(), log(), at), clock)
    board = Board(service, samples, lambda: standing(settings), clock)
    entrance = Entrance(Passes(database), service.trace, clock)
    receipts = Receipts(GrantTables(database), service.pipeline.custody, clock)
    return ConsoleApi(Console(entrance, table(board, entrance, receipts), otherwise=otherwise), samples)
