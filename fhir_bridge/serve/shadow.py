"""A feed on trial: it is answered, what would become of each message is said, and nothing is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fhir_bridge.serve.desk import ShadowDesk
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.listener import Listener
from fhir_bridge.serve.tls import tls_of
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings


async def shadow_feed(
    service: Service, settings: Settings, report: Callable[[dict[str, object]], None], stop: asyncio.Event
) -> None:
    """Listen until `stop`; the first line reported is the port."""
    figures = Figures()
    listener = Listener(ShadowDesk(service.intake, figures, report), figures)
    async with listener.listening(settings.mllp_host, settings.mllp_port, tls_of(settings)) as port:
        report({"listening": port})
        await stop.wait()
