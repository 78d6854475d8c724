"""What the patient decides: the text, the signature, the bridge."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from fhir_bridge.api.wire import consent, reading, visit
from fhir_bridge.api.wire.coding import encode
from fhir_bridge.api.wire.operation import Visit
from kiosk import consent_form
from kiosk.card import messages as said
from kiosk.card.face import Slot
from kiosk.errors import BridgeDown, Unspeakable
from kiosk.queue import Entry, Kind
from kiosk.visit.asked import Choice
from kiosk.visit.outcomes import ConsentsFetched, Prepared, ReadsFetched, Reported, Taken
from kiosk.visit.shown import Detail, Given, Read
from kiosk.wording import Wording, wording
from kiosk.work.bench import Bench, Session

LIVE: Final = (consent.ConsentState.LIVE, consent.ConsentState.PENDING)
POLL_SECONDS: Final = (
    0.2,
    0.3,
    0.5,
    1.0,
)  # so long is a patient kept waiting for the chain; then it is pending


def prepare(bench: Bench, choices: tuple[Choice, ...]) -> Prepared:
    """Write the text of a visit's decisions."""
    session, now = bench.session, bench.site.now()
    if session.requests is None or len(session.requests.requests) != len(choices):
        raise Unspeakable("the decisions are not those that were asked for")
    ends = [None if one.validity is None else consent_form.end_of(one.validity, now) for one in choices]
    session.form = consent_form.granting(
        session.requests, ends, words=_words(bench), salts=_salts(), standing_for=session.standing_for
    )
    return Prepared(session.form.text)


def prepare_revocation(bench: Bench, number: int) -> Prepared:
    """Write the text that ends a permission."""
    session = bench.session
    if session.mine is None:
        raise Unspeakable("there is nothing to end")
    session.form = consent_form.revoking(
        session.mine,
        session.given[number],
        words=_words(bench),
        salts=_salts(),
        standing_for=session.standing_for,
    )
    return Prepared(session.form.text)


def sign(bench: Bench, *, assisted: bool = False) -> consent.LateDecisions:
    """The card's signature over what was prepared, with the PIN that was typed. Whose it is stands beside it."""
    form, card = bench.session.form, bench.card.presented()
    if form is None:
        raise Unspeakable("nothing was prepared")
    digest = form.digest(bench.site.consents)
    asked = said.SignStatement(card.face.fingerprint, digest)
    signature = bench.want(said.Signed, asked, bench.pad.take()).signature
    signed = form.signed(bench.session.visit, card.face.certificates[Slot.SIGNING], signature)
    signed = replace(signed, assisted=assisted)
    return consent.LateDecisions(bench.guid(), form.consent.patient, signed)


def submit(bench: Bench, decisions: consent.LateDecisions) -> Taken:
    """To the bridge; when it is away they are sealed and wait here, and are never called done."""
    id_ = os.urandom(16)
    try:
        submitted = bench.bridge.ask(consent.DECIDE, decisions.signed, id_.hex())
    except BridgeDown:
        at = int(bench.site.now().timestamp())
        bench.queue.add(Entry(Kind.DECISIONS, at, id_, encode(decisions)))
        return Taken("", pending=True)
    return _taken(bench, _settled(bench, submitted))


def decline(bench: Bench) -> Taken:
    """Everything was refused: no signature is needed, and none is asked for."""
    requests = bench.session.requests
    if requests is None:
        raise Unspeakable("there is nothing to refuse")
    decisions = consent.Decisions(
        visit=bench.session.visit,
        nonce=requests.nonce,
        decisions=(),
        declined=tuple(one.id for one in requests.requests),
        template=requests.template,
        language=bench.language,
        text=None,
        text_salt=None,
        certificate=None,
        signature=None,
    )
    submitted = bench.bridge.ask(consent.DECIDE, decisions)
    return Taken("", pending=submitted.state is consent.SubmissionState.PENDING)


def fetch_consents(bench: Bench) -> ConsentsFetched:
    """The permissions that hold, or will."""
    session = bench.session
    session.mine = bench.bridge.ask(consent.MY_CONSENTS, Visit(session.visit))
    session.given = tuple(one for one in session.mine.consents if one.state in LIVE)
    return ConsentsFetched(tuple(_given(bench, one) for one in session.given))


def fetch_reads(bench: Bench) -> ReadsFetched:
    """Who has read what, each with the permission that it was under."""
    session = bench.session
    session.readings = bench.bridge.ask(reading.WHO_READ, Visit(session.visit)).readings
    session.mine = bench.bridge.ask(consent.MY_CONSENTS, Visit(session.visit))
    return ReadsFetched(tuple(_read(bench, session, one) for one in session.readings))


def report_read(bench: Bench, number: int) -> Reported:
    """This looks wrong: to the officer."""
    session = bench.session
    bench.bridge.ask(reading.OBJECT, reading.Objection(session.visit, session.readings[number].id, ""))
    return Reported(number)


def report_details(bench: Bench, details: tuple[Detail, ...]) -> None:
    """Something on file is no longer right: the desk asks."""
    if details:
        bench.bridge.ask(visit.CALL_STAFF, visit.CallStaff(visit.Help.DETAILS_WRONG))


def _settled(bench: Bench, submitted: consent.Submitted) -> consent.Submitted:
    """What has become of it, after a short wait for the chain."""
    query = consent.SubmissionQuery(bench.session.visit, submitted.id)
    for seconds in POLL_SECONDS:
        if submitted.state is not consent.SubmissionState.PENDING:
            break
        time.sleep(seconds)
        try:
            submitted = bench.bridge.ask(consent.SUBMISSION, query)
        except BridgeDown:
            break
    return submitted


def _taken(bench: Bench, submitted: consent.Submitted) -> Taken:
    bench.session.receipt = submitted.receipt
    pending = submitted.state is not consent.SubmissionState.CONFIRMED
    return Taken(submitted.receipt, pending=pending, printer=bool(bench.site.printer))


def _words(bench: Bench) -> Wording:
    """The words that the bridge takes: a kiosk with others shows none."""
    words = wording(bench.language)
    asked = consent.TextQuery(words.version, words.language)
    if bench.bridge.ask(consent.CONSENT_TEXT, asked).digest != words.digest:
        raise Unspeakable("the bridge takes another version of the words")
    return words


def _salts() -> Iterator[bytes]:
    while True:
        yield os.urandom(32)


def _given(bench: Bench, one: consent.GivenConsent) -> Given:
    zone = bench.site.now().tzinfo
    return Given(
        one.grantee_name,
        one.purpose,
        _codes(one.classes),
        consent_form.moment(one.since, zone),
        consent_form.moment(one.end, zone),
        one.state is consent.ConsentState.PENDING,
    )


def _read(bench: Bench, session: Session, one: reading.Reading) -> Read:
    consents = session.mine.consents if session.mine else ()
    under = next((given for given in consents if given.commitment == one.consent), None)
    return Read(
        reader=one.recipient or one.who,
        when=consent_form.moment(one.at, bench.site.now().tzinfo),
        purpose=one.purpose,
        classes=_codes(under.classes) if under else (),
        under=under.grantee_name if under else "",
        emergency=one.emergency,
    )


def _codes(classes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.rpartition("|")[2] for code in classes)
