"""The operators' pages: queue and rates, quarantine, chain, store and keys, deliveries, trace.

None of them shows a patient. Whom an act touched, whose card signed and which practitioner read stand in the trace, not
here: an act is shown by the system's user, client or kiosk that it came through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from fhir_bridge.acts import Outcome
from fhir_bridge.api.console.layout import Column, listed, moment, standing, table
from fhir_bridge.api.console.markup import Html, element, joined
from fhir_bridge.api.console.plots import bars
from fhir_bridge.api.console.samples import Sample, Samples, each_minute
from fhir_bridge.api.outward import Endpoint, Trouble
from fhir_bridge.service import Service
from fhir_bridge.store.subscribing import Delivery, Subscription, Subscriptions

MOST_ROWS: Final = 200
"""Of the quarantine and of the trace: who wants more has the commands."""
LATE_SECONDS: Final = 300
"""So long something may wait for the chain before an operator should look."""
_STAGES: Final = {
    "messages accepted": ("Taken", "kept and acknowledged; a worker makes records of them"),
    "messages sealed": ("Made records", "every record is sealed under a key of its own"),
    "messages refused": ("Set aside", "in quarantine, until they are replayed or dropped"),
    "messages dropped": ("Dropped", "their bytes are destroyed"),
    "records to store": ("Records to store", "sealed, and not yet with the blob store"),
    "records to log": ("Records to log", "stored, and not yet in the log"),
    "records": ("Records", "all that there are"),
}


@dataclass(frozen=True, slots=True)
class Board:
    """What the pages are made of; `blobs` says where the blobs are and whether that answers."""

    service: Service
    samples: Samples
    blobs: Callable[[], str]
    clock: Callable[[], float]


def overview(board: Board) -> Html:
    """What waits, what was done in the last hour, and how many stand at each stage."""
    counts = board.service.journal.counts()
    now = Sample.of(counts, board.service.anchor.status(), int(board.clock()))
    cards = (
        ("Waiting", now.waiting, "messages to make records of"),
        ("Set aside", now.set_aside, "messages in quarantine"),
        ("Not anchored yet", now.unanchored, "entries of the log"),
        ("Records", now.records, "sealed and kept"),
    )
    seen = board.samples.all()
    plots = (
        bars("Messages taken", each_minute(seen, lambda one: one.messages), "a minute"),
        bars("Records made", each_minute(seen, lambda one: one.records), "a minute"),
    )
    return joined(
        _how(now, stalled(board.samples.all(), now)),
        element("ul", *(_card(*one) for one in cards), class_="cards", aria_label="At a glance"),
        element("h2", "The last hour"),
        element("div", *plots, class_="plots"),
        element("h2", "By stage"),
        _stages(counts),
    )


def quarantine(board: Board) -> Html:
    """What could not become a record, and what to do about it: codes and places, never a value."""
    aside = board.service.quarantine.all()
    columns = (Column("Message"), Column("Since"), Column("Format"), Column("Why, and the next step", "long"))
    rows = [
        (
            element("span", f"No. {one.id}", class_="nowrap"),
            moment(int(one.accepted_at.timestamp())),
            str(one.format),
            element("span", one.reason),
        )
        for one in aside[:MOST_ROWS]
    ]
    known = element(
        "p", "On this machine: ", element("code", "fhir-bridge quarantine show|replay|drop N"), class_="quiet"
    )
    more = (
        element("p", f"and {len(aside) - MOST_ROWS:,} more", class_="quiet") if len(aside) > MOST_ROWS else ""
    )
    said = (
        standing("Nothing is set aside.", good=True)
        if not aside
        else standing(_aside(len(aside)), good=False)
    )
    listing = table("Messages set aside", columns, rows, empty="Nothing is here.")
    return joined(said, element("h2", "Messages, oldest first"), listing, more, known if aside else "")


def keeping(board: Board) -> Html:
    """The log and its chain, where the blobs are, which epoch's key is held, what could be restored."""
    service = board.service
    status, health = service.anchor.status(), service.keyring.health()
    chain = [
        ("Log", status.origin),
        ("Entries", f"{status.size:,}"),
        ("Not anchored yet", f"{status.waiting:,}"),
    ]
    if place := status.published:
        chain += [("Anchored", f"{place.head.size:,}"), ("Block", f"{place.block:,}")]
        chain += [("Chain", str(place.chain_id)), ("Contract", element("code", place.contract))]
    counts = service.journal.counts()
    store = [
        ("Blobs", board.blobs()),
        ("Records", f"{counts['records']:,}"),
        ("To store", f"{counts['records to store']:,}"),
    ]
    keys = [
        ("Epoch", element("code", health.current)),
        ("Epochs that wait for their end", ", ".join(health.old) or "none"),
    ]
    keys += [(_words(name), _value(value)) for name, value in service.safekeeping.status().items()]
    erased = [(_words(name), _value(value)) for name, value in service.erasure.status().items()]
    parts = (("Log and chain", chain), ("Store", store), ("Keys and backups", keys), ("Erasures", erased))
    sections = [joined(element("h2", words), listed(facts)) for words, facts in parts if facts]
    examined = element(
        "p", "Everything is recomputed by ", element("code", "fhir-bridge doctor"), ".", class_="quiet"
    )
    return joined(*sections, examined)


def deliveries(board: Board) -> Html:
    """What was not taken by those who asked to be told, and why."""
    kept = Subscriptions(board.service.journal.database)
    known, waiting = {one.id: one for one in kept.all()}, kept.deliveries()
    dead = sum(one.dead for one in waiting)
    rows = [
        _delivery(known[one.subscription], one) for one in waiting[:MOST_ROWS] if one.subscription in known
    ]
    columns = (Column("Since"), Column("Client"), Column("Where"), Column("State"), Column("Why", "long"))
    said = standing("Nobody is kept waiting for good.", good=True)
    if dead:
        again = element("code", "fhir-bridge subscriptions --retry ID")
        said = standing(f"Notices given up: {dead:,}. To try them anew: ", again, good=False)
    told = element(
        "p", f"Subscriptions: {len(known):,}. Notices on their way: {len(waiting) - dead:,}.", class_="quiet"
    )
    listing = table(
        "Notices that were not taken yet", columns, rows, empty="Everything that was to be told is told."
    )
    return joined(said, element("h2", "Not taken yet, oldest first"), listing, told)


def trace(board: Board) -> Html:
    """The newest acts: what was done, through what, and its place in the log. Whose records, it does not say."""
    rows = [
        (
            moment(int(one.act.at.timestamp())),
            one.act.deed.word.replace("-", " "),
            _outcome(one.act.outcome),
            element("code", one.act.by.login),
            f"{len(one.act.records):,}",
            "in the log" if one.log_index is None else f"{one.log_index:,}",
        )
        for one in islice(board.service.trace.newest(), MOST_ROWS)
    ]
    columns = [Column(name) for name in ("When", "What", "Outcome", "Through")]
    columns += [Column("Records", "count"), Column("Entry", "count")]
    listing = table("Acts", columns, rows, empty="Nobody has done anything yet.")
    whole = element(
        "p", "All of it, with whom it touched: ", element("code", "fhir-bridge audit"), class_="quiet"
    )
    return joined(element("h2", f"Acts, the newest {MOST_ROWS} at most"), listing, whole)


def stalled(samples: Sequence[Sample], now: Sample) -> int:
    """For how many seconds nothing at all that waits for the chain has gone there, as far as was looked."""
    behind = now
    for one in reversed(samples):
        if one.unanchored == 0 or one.entries - one.unanchored != now.entries - now.unanchored:
            break
        behind = one
    return now.at - behind.at if now.unanchored else 0


def _how(now: Sample, stalled_for: int) -> Html:
    if stalled_for >= LATE_SECONDS:
        there = element("a", "Look at the chain", href="/console/keeping")
        return standing(f"Nothing was anchored for {stalled_for // 60} minutes. ", there, good=False)
    if now.set_aside:
        there = element("a", "Look at the quarantine", href="/console/quarantine")
        return standing(_aside(now.set_aside), " ", there, good=False)
    if now.waiting or now.unanchored:
        return standing("Messages are taken, and what waits is worked on.", good=True)
    return standing("Everything that was taken is sealed, stored and anchored.", good=True)


def _aside(count: int) -> str:
    return (
        "One message could not become a record."
        if count == 1
        else f"{count:,} messages could not become records."
    )


def _card(name: str, number: int, what: str) -> Html:
    return element(
        "li", element("h3", name), element("span", f"{number:,}", class_="number"), element("span", what)
    )


def _stages(counts: dict[str, int]) -> Html:
    rows = [(words, f"{counts.get(name, 0):,}", means) for name, (words, means) in _STAGES.items()]
    columns = (Column("Stage"), Column("Number", "count"), Column("What that is", "long"))
    return table("How many stand at each stage", columns, rows)


def _delivery(one: Subscription, delivery: Delivery) -> tuple[str, ...]:
    why = next((each.next_step for each in Trouble if each.code == delivery.problem), "")
    state = ("given up", "alert") if delivery.dead else ("on its way", "plain")
    where = Endpoint.parse(one.endpoint).origin
    tag = element("span", state[0], class_=f"tag {state[1]}")
    return (moment(delivery.at), one.client, element("code", where), tag, why)


def _outcome(outcome: Outcome) -> Html:
    kind = "plain" if outcome is Outcome.DONE else "alert"
    return element("span", outcome.name.lower(), class_=f"tag {kind}")


def _words(name: str) -> str:
    return name[:1].upper() + name[1:]


def _value(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
