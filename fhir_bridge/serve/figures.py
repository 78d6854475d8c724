"""Figures for whoever watches, as Prometheus reads them. None of them says anything of a patient or a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from anchor.errors import DatabaseError

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_ANSWERS = ("fhir_bridge_journal", "1 while the journal answers, and else 0")
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5)
"""From a message's last byte to its acknowledgement."""


class Figures:
    """What is counted while the service runs."""

    def __init__(self, queue: Callable[[], dict[str, int]] = dict) -> None:
        self._registry = mine = CollectorRegistry()
        self._answers = Counter("fhir_bridge_answers", "messages answered, by fate", ["fate"], registry=mine)
        self._seconds = Histogram(
            "fhir_bridge_answer_seconds", "to the answer", buckets=SECONDS, registry=mine
        )
        self._dropped = Counter("fhir_bridge_dropped_bytes", "bytes outside any frame", registry=mine)
        self._closed = Counter("fhir_bridge_closed", "connections that we closed", ["why"], registry=mine)
        self._connections = Gauge("fhir_bridge_connections", "open MLLP connections", registry=mine)
        self._faults = Counter("fhir_bridge_faults", "work to be tried again", ["worker"], registry=mine)
        self._registry.register(_Queue(queue))

    def answered(self, fate: str) -> None:
        """A message was answered."""
        self._answers.labels(fate).inc()

    def took(self, seconds: float) -> None:
        """So long from a message's last byte to its answer."""
        self._seconds.observe(seconds)

    def dropped(self, count: int) -> None:
        """Bytes that stood in no frame."""
        self._dropped.inc(count)

    def closed(self, why: str) -> None:
        """We closed a connection."""
        self._closed.labels(why).inc()

    def connections(self, count: int) -> None:
        """So many are open."""
        self._connections.set(count)

    def fault(self, worker: str) -> None:
        """A worker's step failed."""
        self._faults.labels(worker).inc()

    def page(self) -> bytes:
        """All of it, as text."""
        return bytes(generate_latest(self._registry))


class _Queue(Collector):
    """Reads the journal when it is asked, and not before."""

    def __init__(self, counts: Callable[[], dict[str, int]]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """Whether the journal answers and, where it does, how many messages and records stand where."""
        try:
            counts = self._counts()
        except DatabaseError:
            yield GaugeMetricFamily(*_ANSWERS, value=0)
            return
        yield GaugeMetricFamily(*_ANSWERS, value=1)
        family = GaugeMetricFamily("fhir_bridge_queue", "what the journal holds, by stage", labels=["stage"])
        for stage, count in counts.items():
            family.add_metric([stage], count)
        yield family

    def describe(self) -> Iterable[Metric]:
        """Nothing before it is asked."""
        return ()
