"""What a patient sees of their own: consents given, and who has read."""

from __future__ import annotations

import secrets
from itertools import islice
from typing import Final

from fhir_bridge.acts import Deed, Outcome
from fhir_bridge.api.asking import next_nonce
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.records.door import EMERGENCY
from fhir_bridge.api.relaying import kept_grant
from fhir_bridge.api.wire.consent import (
    ConsentState,
    GivenConsent,
    MyConsents,
    SubmissionQuery,
    SubmissionState,
    Submitted,
)
from fhir_bridge.api.wire.operation import Nothing, Visit
from fhir_bridge.api.wire.reading import Objection, Reading, Readings
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.store.grants import GrantKept
from fhir_bridge.trace import Traced

MOST_READINGS: Final = 200
"""The newest: more than fit on a hundred screens."""


def my_consents(desk: Desk, call: Call, _asked: Visit) -> MyConsents:
    """This visit's patient's grants, newest first."""
    visit = call.at
    desk.note(Deed.OWN_DATA, call)
    refused = {one.id for one in desk.grants.waiting(SubmissionState.REFUSED)}
    grants = [one for one in desk.grants.of(visit.subject) if one.submission not in refused]
    return MyConsents(
        patient=desk.keeping.chain_name(visit.subject),
        signer=desk.keeping.chain_name(visit.holder),
        nonce=next_nonce(desk, visit.subject),
        consents=tuple(
            _given(desk, one) for one in sorted(grants, key=lambda one: (one.since, one.id), reverse=True)
        ),
    )


def submission(desk: Desk, call: Call, asked: SubmissionQuery) -> Submitted:
    """How far a list of this visit's patient is."""
    found = desk.grants.submission(asked.id)
    if found is None or found.pseudonym != call.at.subject:
        raise Declined(Refusal.NOT_FOUND)
    records = desk.service.journal.records_of(int(found.record))
    receipt = desk.receipt(found.id, records[0] if records else "")
    return Submitted(found.id, SubmissionState(found.state), receipt)


def who_read(desk: Desk, call: Call, _asked: Visit) -> Readings:
    """What the trace says of this visit's patient, newest first; that they asked is the newest of it."""
    desk.note(Deed.OWN_DATA, call)
    traced = list(islice(desk.service.trace.newest([call.at.subject]), MOST_READINGS + 1))
    return Readings(tuple(map(_reading, traced[:MOST_READINGS])), more=len(traced) > MOST_READINGS)


def object_to(desk: Desk, call: Call, asked: Objection) -> Nothing:
    """Keep a patient's word against an act, for the officer."""
    subject = call.at.subject
    if not desk.service.trace.touches([subject], asked.reading):
        raise Declined(Refusal.NOT_FOUND)
    id_ = secrets.token_hex(16)
    sealed = desk.keeping.seal(asked.words.encode(), subject, kind="objection", name=id_.encode())
    desk.note(Deed.OBJECTION, call)
    desk.arrivals.object(id_, pseudonym=subject, act=asked.reading, sealed=sealed, at=desk.now())
    return Nothing()


def _given(desk: Desk, grant: GrantKept) -> GivenConsent:
    kept = kept_grant(desk, grant)
    return GivenConsent(
        commitment=grant.commitment,
        grantee=kept.opened.grantee,
        grantee_name=kept.grantee_name,
        purpose=kept.opened.purpose,
        classes=kept.opened.classes,
        since=grant.since,
        end=grant.end,
        state=_state(grant, desk.now()),
        signed_for=kept.signed_for,
        language=kept.language,
    )


def _state(grant: GrantKept, now: int) -> ConsentState:
    if grant.revoked and grant.settled:
        return ConsentState.REVOKED
    if not grant.since or grant.revoked or grant.withdrawn:
        return ConsentState.PENDING
    return ConsentState.LIVE if now < grant.end else ConsentState.ENDED


def _reading(traced: Traced) -> Reading:
    act = traced.act
    return Reading(
        id=traced.id,
        at=int(act.at.timestamp()),
        who=act.by.name,
        recipient=act.recipient,
        deed=act.deed.word,
        records=len(act.records),
        purpose=act.purpose,
        consent=None,
        refused=act.outcome is not Outcome.DONE,
        emergency=act.deed is Deed.BREAK_GLASS or act.purpose == EMERGENCY,
    )
