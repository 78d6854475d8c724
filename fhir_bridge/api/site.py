"""The API of a site as its settings say: which care contracts, which kiosks' customs, which hospital."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI

from anchor.home import Home
from fhir_bridge.access.roles import base_policy
from fhir_bridge.api.building import desk_of
from fhir_bridge.api.chain import CareChain
from fhir_bridge.api.desk import Custom, Desk
from fhir_bridge.api.gateway import Gateway
from fhir_bridge.api.records.asked import Gate
from fhir_bridge.api.records.door import Door
from fhir_bridge.api.records.index import Index
from fhir_bridge.api.relaying import turn
from fhir_bridge.api.research.features import Projection
from fhir_bridge.api.routes import ROUTES
from fhir_bridge.api.sending import send_waiting
from fhir_bridge.api.server import application
from fhir_bridge.api.subscriptions.hooks import Hooks
from fhir_bridge.api.subscriptions.notifying import Notifier
from fhir_bridge.api.tokens.issuers import load_issuers
from fhir_bridge.api.tokens.issuing import Issuer
from fhir_bridge.api.tokens.outside import Outside
from fhir_bridge.neighbours import chain_of
from fhir_bridge.serve.asgi import Application
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.source.mllp_client import Hospital
from fhir_bridge.store.clients import Clients
from fhir_bridge.store.subscribing import Subscriptions

if TYPE_CHECKING:
    from anchor.care import Care

NO_HOOKS = Hooks()
_OFFICER = 1
_SECOND = 2


@dataclass(frozen=True, slots=True)
class KioskApi:
    """The application to serve, and what is to be repeated beside it, each in a thread of its own: `follow` carries
    decisions to the chain and follows it, `tell` tells the hospital. Each says whether there is more to do.
    """

    desk: Desk
    application: FastAPI
    beside: Mapping[str, Callable[[], bool]]


@contextmanager
def kiosk_api(
    settings: Settings, service: Service, *, woken: Callable[[], None] = lambda: None
) -> Iterator[KioskApi]:
    """The API over an open data folder; `woken` is called when a message was accepted that somebody should seal."""
    with ExitStack() as stack:
        care, second = _care_of(settings, service, stack)
        desk = desk_of(service, care, custom_of(settings), second=second, woken=woken)
        yield KioskApi(desk, application(desk, ROUTES), _beside(desk, hospital_of(settings)))


def gateway_of(
    desk: Desk, base: str, *, otherwise: Application, hooks: Hooks = NO_HOOKS, outside: Outside | None = None
) -> Gateway:
    """The gateway over the same data, at its own public URL; what it does not know is given on."""
    base, database = base.rstrip("/"), desk.service.journal.database
    clients = Clients(database)
    policy = base_policy(stale_after=desk.custom.stale)
    door = Door(desk, clients, policy, desk.limits)
    issuer = Issuer(clients, f"{base}/token", desk.now)
    index = Index(desk.service)
    projection = Projection(desk.service, index)
    gate = Gate(door, index, projection, issuer, base, hooks, outside or Outside())
    return Gateway(gate, otherwise=otherwise)


def hooks_of(settings: Settings) -> Hooks:
    """Where subscribers may have something sent; a BadMap for a file that cannot be used."""
    return Hooks.load(settings.hooks) if settings.hooks else NO_HOOKS


def outside_of(settings: Settings) -> Outside:
    """Whose tokens are taken beside our own; a BadMap for a file that cannot be used."""
    return Outside(load_issuers(settings.issuers) if settings.issuers else ())


def notifier_of(gateway: Gateway) -> Notifier:
    """What tells a gateway's subscribers."""
    gate = gateway.gate
    return Notifier(gate, Subscriptions(gate.door.desk.service.journal.database))


def custom_of(settings: Settings) -> Custom:
    """What the settings say of kiosks."""
    return Custom(
        languages=settings.kiosk_languages,
        template=settings.consent_template,
        confirmations=settings.chain_confirmations,
        stale=settings.grants_stale,
        arrival=settings.arrivals,
        public=(settings.gateway or "").rstrip("/"),
    )


def hospital_of(settings: Settings) -> Hospital | None:
    """Where the hospital is told of arrivals."""
    if settings.hospital is None:
        return None
    host, _, port = settings.hospital.rpartition(":")
    tls = ssl.create_default_context(cafile=settings.hospital_ca) if settings.hospital_ca else None
    return Hospital(host, int(port), tls)


def _beside(desk: Desk, hospital: Hospital | None) -> dict[str, Callable[[], bool]]:
    def follow(chain: CareChain) -> bool:
        turn(desk, chain)
        return False

    def tell(hospital: Hospital) -> bool:
        send_waiting(desk, hospital)
        return False

    steps: dict[str, Callable[[], bool]] = {"follow": partial(follow, desk.chain)} if desk.chain else {}
    return steps | ({"tell": partial(tell, hospital)} if hospital else {})


def _care_of(settings: Settings, service: Service, closing: ExitStack) -> tuple[Care | None, Care | None]:
    """The care contracts as the site's two officers' accounts use them; none on a chain of others that has none yet."""
    from anchor.care import Deployment, open_care  # noqa: PLC0415 -- web3 loads longer than most acts take
    from anchor.chains import EmbeddedChoice, RemoteChain  # noqa: PLC0415 -- the same

    home, deployment = Home(service.folder.anchor), None
    if settings.care is not None:
        deployment = Deployment.parse(settings.care.read_text(encoding="utf-8"))
    choice = chain_of(settings) or EmbeddedChoice(time.time)
    if not isinstance(choice, EmbeddedChoice | RemoteChain) or (settings.chain and deployment is None):
        return None, None
    care = open_care(home, choice, closing, deployment=deployment)
    second = open_care(home, choice, closing, account="officer", deployment=care.deployment)
    if deployment is None:
        care.enlist(_OFFICER)
        if not care.cards.member_of(second.chain.address):
            care.cards.register_officer(_SECOND, second.chain.address)
    return care, second
