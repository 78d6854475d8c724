"""The service as a whole: what is started in which order, and how it ends.

listen ──> group commit ──> other processes: seal ──> one thread: put, log ──> one thread: publish, scrub
told to end: no new messages, what has begun is answered, what was taken is worked through, the rest waits on disk
a fault of the journal's: nothing more is answered, and the process ends for its supervisor to start it anew
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

from anchor.batching import Batching, Rounds
from fhir_bridge.errors import BridgeError
from fhir_bridge.serve.anchoring import Anchoring
from fhir_bridge.serve.asgi import Application
from fhir_bridge.serve.desk import Desk, KeepingDesk
from fhir_bridge.serve.fhir_http import FhirIntake
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.listener import Listener
from fhir_bridge.serve.logs import Log
from fhir_bridge.serve.posters import Posters
from fhir_bridge.serve.readiness import Readiness
from fhir_bridge.serve.supervisor import Supervisor
from fhir_bridge.serve.tls import tls_of, web_tls_of
from fhir_bridge.serve.watching import take_files
from fhir_bridge.serve.web import Health, nothing_here, serving_web
from fhir_bridge.serve.worker import LONGEST_PAUSE, Maker, Stage, Worker
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.source.watched import Watched
from fhir_bridge.store.group import GroupCommit

BEAT_SECONDS = 5.0
"""So often a worker says that it lives (`store.lanes`)."""
IDLE_SECONDS = 1.0
"""So often a worker looks for work that nobody told it of."""
FOLLOW_SECONDS = 1.0
"""So often a chain that is away is looked for, at most: nobody whom a patient has let read can, until it is back."""
SHIP_SECONDS = 0.1
"""For so long what is sealed gathers before it is stored and logged: four commits, however much there is."""


class Broken(BridgeError):
    """The journal could not be written, or our own code stumbled: nothing is answered any more."""

    exit_status = 70


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service listens, once it does."""

    mllp: int
    http: int


@dataclass(slots=True)
class Running:
    """One run of the service."""

    service: Service
    settings: Settings
    log: Log
    ready: Callable[[Place], None] = lambda _: None
    application: Application = nothing_here
    """What answers over HTTP beside health and figures."""
    beside: dict[str, Callable[[], bool]] = field(default_factory=dict)
    """What is repeated for it, by name, each in a thread of its own: most of it waits for others."""
    supervisor: Supervisor = field(default_factory=Supervisor)
    makers: Sequence[Maker] = ()
    """Who makes records for it."""
    made: Callable[[], None] = lambda: None
    """Called when it made records itself, and `idle` when it found nothing to make any of."""
    idle: Callable[[], None] = lambda: None
    _fault: list[Exception] = field(default_factory=list)
    _stages: dict[str, Sequence[Stage]] = field(default_factory=dict)
    _anchoring: Anchoring = field(init=False)
    _ending: bool = False
    _beaten: float = 0.0

    def __post_init__(self) -> None:
        batching = Batching(self.settings.anchor_seconds, self.settings.anchor_entries)
        scrubs = Rounds(self.settings.scrub_hours * 3600)
        self._anchoring = Anchoring(self.service.anchor, batching, scrubs, self.log)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`; Broken for what the supervisor must mend by starting anew."""
        failed = self._failed(stop)
        figures = Figures(self.service.journal.counts)
        group = GroupCommit(self.service.intake.inbox, broken=failed)
        desk = KeepingDesk(self.service.intake, group, self._kept, figures, self.log)
        group.begin()
        for maker in self.makers:
            maker.oversee(made=lambda: self._wake("ship"), failed=failed)
        steps = {"ship": self._ship, "publish": self._publish, "beat": self._beat} | self.beside
        if self.settings.watched:
            self._add({"watch": self._watch}, failed, figures)
        self._stages["seal"] = self.makers
        self._add(steps, failed, figures)
        self._start()
        try:
            posters = Posters.of(self.settings, self.service.intake.reader.senders)
            gateway = self.settings.gateway or ""
            fhir = FhirIntake(
                self.service.intake, group, self._kept, figures, self.application, posters, gateway
            )
            readiness = Readiness(stop.is_set, lambda: self.service.journal.setting(""))
            await self._listen(desk, Health(readiness.word, figures, fhir), stop)
        finally:
            await asyncio.to_thread(group.end)
            await asyncio.to_thread(self._end)
        self._raise()

    async def work(self, stop: asyncio.Event) -> None:
        """Make records until `stop`, beside a process that serves."""
        self._add({"seal": self._seal, "beat": self._beat}, self._failed(stop), Figures())
        self._start()
        try:
            self.log.info("working")
            async with self.supervisor.watching():
                await stop.wait()
        finally:
            await asyncio.to_thread(self._end)
        self._raise()

    def _failed(self, stop: asyncio.Event) -> Callable[[Exception], None]:
        """Whom a thread tells of what ends the service; to be asked for in the event loop."""
        loop = asyncio.get_running_loop()

        def failed(error: Exception) -> None:
            self._fault.append(error)
            loop.call_soon_threadsafe(stop.set)

        return failed

    async def _listen(self, desk: Desk, health: Health, stop: asyncio.Event) -> None:
        tls, web_tls = tls_of(self.settings), web_tls_of(self.settings)
        async with AsyncExitStack() as stack:
            web = await stack.enter_async_context(
                serving_web(health, self.settings.http_port, host=self.settings.http_host, tls=web_tls)
            )
            listening = Listener(desk, health.figures).listening(
                self.settings.mllp_host, self.settings.mllp_port, tls
            )
            mllp = await stack.enter_async_context(listening)
            self.log.info("listening", mllp=mllp, http=web)
            self.ready(Place(mllp, web))
            async with self.supervisor.watching():
                await stop.wait()
            self.log.info("ending")

    def _raise(self) -> None:
        if self._fault:
            raise Broken(f"{type(self._fault[0]).__name__}: {self._fault[0]}") from self._fault[0]

    def _add(
        self, steps: Mapping[str, Callable[[], bool]], failed: Callable[[Exception], None], figures: Figures
    ) -> None:
        for name, step in steps.items():
            idle = self._anchoring.pause if name == "publish" else _idle
            self._stages[name] = [
                Worker(
                    name,
                    step,
                    idle=idle,
                    failed=failed,
                    figures=figures,
                    log=self.log,
                    rest=SHIP_SECONDS if name == "ship" else 0.0,
                    longest=FOLLOW_SECONDS if name == "follow" else LONGEST_PAUSE,
                )
            ]

    def _start(self) -> None:
        for one in self._all():
            one.start()

    def _end(self) -> None:
        """Each stage ends once the one before it has: so that what was taken comes as far as it can in the time."""
        self._ending = True
        until = time.monotonic() + (0 if self._fault else self.settings.drain_seconds)
        for stage in self._stages.values():
            for one in stage:
                one.finish()
            for one in stage:
                one.join(max(until - time.monotonic(), 0))
        for one in self._all():
            one.drop()
            one.join()

    def _all(self) -> list[Stage]:
        return [one for stage in self._stages.values() for one in stage]

    def wake(self) -> None:
        """Something was taken that is to be sealed or told, or decided that is to be followed."""
        self._wake("seal", "follow", "tell")

    def _wake(self, *names: str) -> None:
        for name in names:
            for one in self._stages.get(name, ()):
                one.wake()

    def _kept(self) -> None:
        self._wake("seal")

    def _watch(self) -> bool:
        folder, sender = self.settings.watched, self.settings.watched_sender
        if folder and take_files(Watched(folder), self.service, sender=sender):
            self._kept()
        return False

    def _seal(self) -> bool:
        done = self.service.sealing.step()
        if done > 0:
            self.made()
        elif done < 0:
            self.idle()
        return done > 0

    def _beat(self) -> bool:
        if time.monotonic() - self._beaten > BEAT_SECONDS:
            self.service.sealing.lanes.beat()
            self._beaten = time.monotonic()
        return False

    def _ship(self) -> bool:
        self.service.pipeline.put()
        if self._anchoring.grown(self.service.pipeline.log()):
            self._wake("publish")
        return False

    def _publish(self) -> bool:
        self._anchoring.publish(now=self._ending)
        if self.service.audit.sign_daily(datetime.now(UTC)):
            self.log.info("audit signed")
        return False


def _idle() -> float:
    return IDLE_SECONDS
