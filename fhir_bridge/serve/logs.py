"""The service's log: a line of JSON an event, with codes, counts and places, and never a value of a message."""

from __future__ import annotations

import logging
import sys
from typing import Protocol, TextIO, cast

import structlog
from structlog.typing import Processor


class Log(Protocol):
    """What the service says while it runs."""

    def info(self, event: str, **facts: object) -> None:
        """Something that happens."""

    def warning(self, event: str, **facts: object) -> None:
        """Something that somebody should look at."""

    def error(self, event: str, **facts: object) -> None:
        """Something that has to be mended."""


def open_log(stream: TextIO | None = None) -> Log:
    """A log on standard error, or on a stream."""
    stamps = structlog.processors.TimeStamper(fmt="iso", utc=True)
    chain: list[Processor] = [structlog.processors.add_log_level, stamps, structlog.processors.JSONRenderer()]
    factory = structlog.WriteLoggerFactory(stream or sys.stderr)
    wrapper = structlog.make_filtering_bound_logger(logging.INFO)
    return cast("Log", structlog.wrap_logger(factory(), processors=chain, wrapper_class=wrapper))
