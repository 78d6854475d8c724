"""Tells subscribers: what came into the index since, each decided on at the moment in which it is told.

    index ──> deliveries (durable, in order) ──> decide ──> trace ──> post ──> taken: gone
                                                                        └──> not: later, ever later, then given up

A subscription has one delivery under way at a time, so an endpoint that fails keeps nobody else waiting, but for the
time of one attempt. What was taken and not known to be is sent again, with the same id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fhir_bridge.acts import Deed
from fhir_bridge.api.outward import Endpoint, Trouble, Untaken
from fhir_bridge.api.records.asked import Gate
from fhir_bridge.api.records.door import Part
from fhir_bridge.api.subscriptions.answering import secret_of
from fhir_bridge.api.subscriptions.resource import notice
from fhir_bridge.api.subscriptions.sending import Notice, Poster, post
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.api.tokens.scopes import READ
from fhir_bridge.store.clients import Token
from fhir_bridge.store.searching import Found
from fhir_bridge.store.subscribing import Delivery, Subscription, Subscriptions

LATER: Final = (10, 30, 120, 600, 3600, 4 * 3600, 12 * 3600)
"""Seconds until the next attempt, after each one that failed; after the last nothing more is sent there."""
BATCH: Final = 500
"""Entries of the index that are looked through at once, while fewer than so many wait: the others stay in the index."""


@dataclass(frozen=True, slots=True)
class Notifier:
    """One site's deliveries."""

    gate: Gate
    subscriptions: Subscriptions
    post: Poster = post

    def round(self) -> bool:
        """Look for what is new, and make one attempt for each subscription that is due; whether any was made."""
        for one in self.subscriptions.all():
            self._gather(one)
        due = self.subscriptions.due(self.gate.door.desk.now())
        for one, delivery in due:
            self._deliver(one, delivery)
        return bool(due)

    def _gather(self, one: Subscription) -> None:
        found = () if self.subscriptions.waiting(one.id) >= BATCH else self.gate.index.since(one.after, BATCH)
        if not found:
            return
        person = self.gate.index.person(one.pseudonym) if one.pseudonym else ()
        wanted = [new.number for new in found if self._wants(one, person, new)]
        at = self.gate.door.desk.now()
        self.subscriptions.looked(one, after=found[-1].number, entries=wanted, at=at)

    def _wants(self, one: Subscription, person: Sequence[str], new: Found) -> bool:
        whose = new.pseudonym in person if one.pseudonym else True
        return whose and not new.gone and self.gate.index.is_kind(new, one.kind)

    def _deliver(self, one: Subscription, delivery: Delivery) -> None:
        caller = self._caller(one)
        if caller is None:
            self.subscriptions.remove(one.id)
            return
        parts = self._parts(caller, delivery)
        if delivery.entry and not parts:
            self.subscriptions.dropped(delivery)
            return
        if parts and not one.attempts:
            self.gate.door.note(Deed.NOTIFY, caller, parts)
        try:
            self._post(one, delivery, parts)
        except Untaken as untaken:
            self._later(one, delivery, untaken.trouble)
        else:
            self.subscriptions.done(delivery)

    def _caller(self, one: Subscription) -> Caller | None:
        """Who subscribed, as the token was; None once its client is revoked."""
        client = self.gate.door.clients.find(one.client)
        if client is None or client.revoked:
            return None
        return Caller.of(Token(b"", one.client, one.scopes, one.purpose, one.practitioner, 0), client)

    def _parts(self, caller: Caller, delivery: Delivery) -> list[Part]:
        """What is to be told of, if this subscriber may read it now."""
        found = self.gate.index.numbered(delivery.entry)
        return self.gate.door.opened(caller, [found], action=READ) if found else []

    def _post(self, one: Subscription, delivery: Delivery, parts: Sequence[Part]) -> None:
        endpoint, desk = Endpoint.parse(one.endpoint), self.gate.door.desk
        hook = self.gate.hooks.find(one.client, endpoint)
        if hook is None:
            raise Untaken(Trouble.NOT_LISTED)
        focus = parts[0].content.name if parts else ""
        body = notice(one, self.gate.base, event=delivery.event, focus=focus, at=delivery.at)
        told = Notice(f"{one.id}.{delivery.event}", body)
        self.post(hook, endpoint, told.headers(secret_of(desk.keeping, one.id), desk.now()), body)

    def _later(self, one: Subscription, delivery: Delivery, trouble: Trouble) -> None:
        if one.attempts >= len(LATER):
            self.subscriptions.bury(delivery, trouble.code)
        else:
            due = self.gate.door.desk.now() + LATER[one.attempts]
            self.subscriptions.failed(delivery, trouble.code, due=due)
