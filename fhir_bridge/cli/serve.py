"""`serve`: the bridge as a service."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from fhir_bridge.cli import options, speech
from fhir_bridge.settings import Supervision

if TYPE_CHECKING:
    from fhir_bridge.serve.running import Running

SWITCH_SECONDS = 0.0005
"""How long one thread may keep the others from running: an acknowledgement waits for several turns."""
Shadow = Annotated[
    bool, typer.Option("--shadow", help="Take the feed, say what would become of it, keep nothing.")
]
Work = Annotated[
    bool, typer.Option("--work", help="Listen to nobody: make records beside a process that serves.")
]


def serve(*, shadow: Shadow = False, only_work: Work = False, data: options.Data = None) -> None:
    """Listen for MLLP, make records, anchor them; SIGTERM ends it once what was taken is worked through."""
    from fhir_bridge.api.console.building import console_of
    from fhir_bridge.opening import looking, serving, working
    from fhir_bridge.reading import Reader
    from fhir_bridge.serve.hand import Hand, at_work
    from fhir_bridge.serve.logs import open_log
    from fhir_bridge.serve.running import Running
    from fhir_bridge.serve.shadow import shadow_feed
    from fhir_bridge.serve.supervisor import Supervisor

    sys.setswitchinterval(SWITCH_SECONDS)
    settings = options.settings(data)
    log = open_log()
    if shadow:
        with looking(settings) as service:
            asyncio.run(_until_told(lambda stop: shadow_feed(service, settings, speech.now, stop)))
        return
    supervisor = Supervisor.of(Supervision())
    if only_work:
        with looking(settings) as service, working(service):
            asyncio.run(_until_told(Running(service, settings, log, supervisor=supervisor).work))
        return
    reader = Reader(settings.maps, settings.senders)
    reader.prepare()
    gc.freeze()  # maps stay as long as the process: collecting garbage need not walk them every few messages
    hands = [Hand(settings, reader) for _ in range(settings.workers)]
    with serving(settings, speech.waiting_for_writer, at_work(hands), reader=reader) as service:
        running = Running(service, settings, log, supervisor=supervisor, makers=hands)
        with ExitStack() as stack:
            if settings.kiosks or settings.gateway:
                _answer(running, stack)
            console = console_of(settings, service, otherwise=running.application)
            running.application = console.application
            running.beside["look"] = console.look
            asyncio.run(_until_told(running.run))


def _answer(running: Running, stack: ExitStack) -> None:
    from fhir_bridge.api.site import gateway_of, hooks_of, kiosk_api, notifier_of, outside_of

    kiosks = stack.enter_context(kiosk_api(running.settings, running.service, woken=running.wake))
    running.beside |= kiosks.beside
    if running.settings.kiosks:
        running.application = kiosks.application
    if base := running.settings.gateway:
        gateway = gateway_of(
            kiosks.desk,
            base,
            otherwise=running.application,
            hooks=hooks_of(running.settings),
            outside=outside_of(running.settings),
        )
        running.application = gateway
        running.beside["notify"] = notifier_of(gateway).round


async def _until_told(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    await run(stop)
