"""A clinic with its console on a real port, and operators who come in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from fhir_bridge.acts import Actor
from fhir_bridge.api.console.building import ConsoleApi, console_of
from fhir_bridge.api.console.entering import new_link
from fhir_bridge.api.desk import Custom
from fhir_bridge.api.wire.consent import DECIDE, SUBMISSION, SubmissionQuery
from fhir_bridge.serve.asgi import Application
from fhir_bridge.serve.web import nothing_here, serving_web
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from fhir_bridge.store.console import Passes
from fhir_bridge.store.subscribing import Status, Subscription, Subscriptions
from tests.fhir_bridge.api.clinic import Clinic, clinic_at
from tests.fhir_bridge.house import admission

PUBLIC = "https://bridge.example"
OPERATOR = Actor("Olga", "olga")
NO_PATIENT = admission(3).replace(b"PID|", b"ZZZ|")


@dataclass
class Reception:
    """All of it; `receipt` is the path of what a patient was given."""

    clinic: Clinic
    console: ConsoleApi
    port: int
    receipt: str

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def link(self) -> str:
        """A fresh way in."""
        passes = Passes(self.clinic.desk.service.journal.database)
        return f"/console/enter?code={new_link(passes, OPERATOR, int(self.clinic.time))}"

    def send(
        self,
        method: str,
        path: str,
        *,
        cookies: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
    ) -> httpx.Response:
        with httpx.Client(base_url=self.base, trust_env=False, cookies=cookies) as client:
            return client.request(method, path, data=data)

    def session(self) -> dict[str, str]:
        """The cookie of an operator who came in."""
        code = self.link().partition("=")[2]
        answer = self.send("POST", "/console/enter", data={"code": code})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")
        name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
        return {name: value}


@contextmanager
def at_port(application: Application) -> Iterator[int]:
    """Serves on a free port, in a thread of its own."""
    ready, loop, ports = threading.Event(), asyncio.new_event_loop(), list[int]()
    stop = asyncio.Event()

    async def serve() -> None:
        async with serving_web(application, 0) as port:
            ports.append(port)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert ready.wait(30)
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()


@contextmanager
def reception_at(folder: Path) -> Iterator[Reception]:
    """A clinic that has been busy for an hour: records, something in quarantine, a consent on the chain."""
    with clinic_at(folder, Custom(public=PUBLIC)) as clinic:
        service = clinic.desk.service
        console = console_of(
            Settings(data=folder / "data"), service, otherwise=nothing_here, clock=lambda: clinic.time
        )
        console.samples.take_due()
        for minute in range(1, 31):
            clinic.time += 60
            numbers = range(minute * 3 % 5)
            list(service.ingest([Input("feed", admission(one % 4, f"h{minute}-{one}")) for one in numbers]))
            console.samples.take_due()
        list(service.ingest([Input("feed", NO_PATIENT)]))
        kiosk = clinic.kiosk()
        card = clinic.enrol(kiosk, 0)
        clinic.request(card)
        visit = kiosk.log_in(card)
        given = kiosk.ask(DECIDE, kiosk.consent(visit, card))
        assert clinic.turn()
        assert kiosk.ask(SUBMISSION, SubmissionQuery(visit, given.id)).receipt == given.receipt
        _given_up(Subscriptions(service.journal.database), int(clinic.time))
        service.publish()
        with at_port(console.application) as port:
            yield Reception(clinic, console, port, given.receipt.removeprefix(PUBLIC))


def _given_up(kept: Subscriptions, at: int) -> None:
    """Two subscriptions: what one was told of was not taken, and the other's waits."""
    for name in ("ehr", "pharmacy"):
        url = f"https://{name}.example/secret-path"
        told = {"kind": "Observation", "endpoint": url, "content": "empty", "pseudonym": ""}
        allowed = {"client": name, "scopes": "system/*.rs", "purpose": "TREAT", "practitioner": ""}
        made = Subscription(id=name, status=Status.ACTIVE, after=0, **told, **allowed)
        kept.add(made, most=1, at=at)
    first = next(one for one in kept.deliveries() if one.subscription == "ehr")
    kept.bury(first, "refused")
