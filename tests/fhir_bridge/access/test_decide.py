"""The one decision, by a table of cases, by FHIR's provision semantics, and by properties."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.access.decide import (
    Basis,
    Deny,
    Grant,
    Grants,
    Kind,
    Permit,
    Policy,
    Provision,
    Request,
    Rule,
    decide,
)

NOW = 1_000_000
HOSPITAL, DOCTOR, ROLE = "org|north", "practitioner|7", "role|physician"
OBSERVATION, ENCOUNTER, HIV = "types|Observation", "types|Encounter", "labels|HIV"
REQUEST = Request("anna", frozenset({HOSPITAL, DOCTOR, ROLE}), "TREAT", OBSERVATION)
GRANT = Grant(b"1", "anna", HOSPITAL, "TREAT", frozenset({OBSERVATION}), NOW + 100, since=NOW - 100)
POLICY = Policy(
    rules=(Rule(frozenset({"org|own"}), frozenset({"TREAT"})),), emergency=frozenset({ROLE}), stale_after=60
)


def answer(request: Request = REQUEST, *grants: Grant, seen: int = NOW, policy: Policy = POLICY) -> str:
    found = decide(request, policy, Grants(grants, seen), NOW)
    return found.basis.value if isinstance(found, Permit) else found.why.code


BY_GRANT = {
    "to the organisation": (REQUEST, GRANT, "grant"),
    "to the practitioner": (REQUEST, replace(GRANT, grantee=DOCTOR), "grant"),
    "to the role": (REQUEST, replace(GRANT, grantee=ROLE), "grant"),
    "of nobody": (REQUEST, None, "no-grant"),
    "to somebody else": (REQUEST, replace(GRANT, grantee="org|south"), "no-grant"),
    "of another patient": (REQUEST, replace(GRANT, patient="bert"), "no-grant"),
    "for another purpose": (REQUEST, replace(GRANT, purpose="HRESCH"), "other-purpose"),
    "of another class": (REQUEST, replace(GRANT, classes=frozenset({ENCOUNTER})), "other-class"),
    "of no class": (REQUEST, replace(GRANT, classes=frozenset()), "other-class"),
    "ends now": (REQUEST, replace(GRANT, end=NOW), "ended"),
    "ends in a second": (REQUEST, replace(GRANT, end=NOW + 1), "grant"),
    "not confirmed": (REQUEST, replace(GRANT, since=None), "not-confirmed"),
    "confirmed now": (REQUEST, replace(GRANT, since=NOW), "grant"),
    "confirmed later": (REQUEST, replace(GRANT, since=NOW + 1), "not-confirmed"),
    "revoked before": (REQUEST, replace(GRANT, revoked=NOW - 1), "revoked"),
    "revoked by a clock that is ahead": (REQUEST, replace(GRANT, revoked=NOW + 1), "revoked"),
}


@pytest.mark.parametrize("case", BY_GRANT)
def test_a_grant(case: str) -> None:
    request, grant, expected = BY_GRANT[case]
    assert answer(request, *([grant] if grant else [])) == expected


def test_one_live_grant_among_dead_ones_is_enough() -> None:
    later = replace(GRANT, id=b"3", end=NOW + 500)
    found = decide(REQUEST, POLICY, Grants((replace(GRANT, revoked=1), GRANT, later), NOW), NOW)
    assert found == Permit(Basis.GRANT, NOW + 500, b"3")


@pytest.mark.parametrize(
    ("seen", "expected"),
    [(NOW, "grant"), (NOW - 60, "grant"), (NOW - 61, "stale"), (0, "stale"), (NOW + 1, "stale")],
)
def test_t088_grants_that_cannot_be_shown_fresh_deny(seen: int, expected: str) -> None:
    assert answer(REQUEST, GRANT, seen=seen) == expected


def test_the_custodian_treats_its_own_patients_whatever_is_granted() -> None:
    own = replace(REQUEST, grantees=frozenset({"org|own"}))
    assert answer(own, seen=0) == "policy"
    assert answer(replace(own, purpose="HRESCH")) == "no-grant"


def test_the_glass_is_broken_by_a_role_with_a_reason_for_a_time() -> None:
    asked = replace(REQUEST, emergency="unconscious in the ambulance")
    assert decide(asked, POLICY, Grants((), 0), NOW) == Permit(Basis.EMERGENCY, NOW + 3600)
    assert answer(replace(asked, emergency="   ")) == "no-grant"
    assert answer(replace(asked, grantees=frozenset({HOSPITAL}))) == "no-grant"
    assert answer(asked, GRANT) == "grant"


PERMIT, DENY = Kind.PERMIT, Kind.DENY
PROVISIONS = {
    "absent elements match everything": (Provision(PERMIT), PERMIT),
    "an element with values matches any of them": (
        Provision(PERMIT, classes=frozenset({ENCOUNTER, OBSERVATION})), PERMIT,
    ),
    "all elements must match": (
        Provision(PERMIT, classes=frozenset({OBSERVATION}), purposes=frozenset({"HRESCH"})), None,
    ),
    "an actor of several": (Provision(PERMIT, actors=frozenset({DOCTOR, "org|x"})), PERMIT),
    "another actor": (Provision(PERMIT, actors=frozenset({"org|x"})), None),
    "a period that has begun": (Provision(PERMIT, start=NOW), PERMIT),
    "a period that has not begun": (Provision(PERMIT, start=NOW + 1), None),
    "a period that has ended": (Provision(PERMIT, end=NOW), None),
    "an exception denies": (Provision(PERMIT, exceptions=(Provision(DENY),)), DENY),
    "an exception that does not match": (
        Provision(PERMIT, exceptions=(Provision(DENY, classes=frozenset({ENCOUNTER})),)), PERMIT,
    ),
    "an exception of an exception": (
        Provision(PERMIT, exceptions=(Provision(DENY, exceptions=(Provision(PERMIT),)),)), PERMIT,
    ),
    "an exception counts only inside what holds it": (
        Provision(DENY, purposes=frozenset({"HRESCH"}), exceptions=(Provision(PERMIT),)), None,
    ),
    "of two exceptions the denial stands": (
        Provision(PERMIT, exceptions=(Provision(PERMIT), Provision(DENY))), DENY,
    ),
    "a denial with an exception permits": (Provision(DENY, exceptions=(Provision(PERMIT),)), PERMIT),
}  # fmt: skip


@pytest.mark.parametrize("case", PROVISIONS)
def test_a_provision_of_fhir(case: str) -> None:
    provision, expected = PROVISIONS[case]
    assert provision.answer(REQUEST, NOW) is expected


def test_a_label_is_excepted() -> None:
    careful = replace(GRANT, exceptions=(Provision(DENY, labels=frozenset({HIV})),))
    assert answer(REQUEST, careful) == "grant"
    assert answer(replace(REQUEST, labels=frozenset({HIV})), careful) == "excepted"


words = st.sampled_from([HOSPITAL, DOCTOR, "org|own", "org|x"])
times = st.integers(NOW - 3, NOW + 3)
provisions = st.builds(
    Provision,
    st.sampled_from(Kind),
    start=st.none() | times,
    classes=st.frozensets(st.sampled_from([OBSERVATION, ENCOUNTER])),
    labels=st.frozensets(st.just(HIV)),
)
grants = st.builds(
    Grant,
    st.binary(min_size=1, max_size=1),
    st.sampled_from(["anna", "bert"]),
    words,
    st.sampled_from(["TREAT", "HRESCH"]),
    st.frozensets(st.sampled_from([OBSERVATION, ENCOUNTER])),
    times,
    st.none() | times,
    st.none() | times,
    st.lists(provisions, max_size=2).map(tuple),
)
requests = st.builds(
    Request,
    st.sampled_from(["anna", "bert"]),
    st.frozensets(words),
    st.sampled_from(["TREAT", "HRESCH"]),
    st.sampled_from([OBSERVATION, ENCOUNTER]),
    st.frozensets(st.just(HIV)),
    st.sampled_from(["", "reason"]),
)
several = st.lists(grants, max_size=5)


@given(requests, several, st.data())
def test_revoking_or_taking_away_never_permits_more(
    request: Request, held: list[Grant], data: st.DataObject
) -> None:
    fewer = [replace(one, revoked=one.revoked or NOW) if data.draw(st.booleans()) else one for one in held]
    fewer = [one for one in fewer if data.draw(st.booleans())]
    if isinstance(decide(request, POLICY, Grants(held, NOW), NOW), Deny):
        assert isinstance(decide(request, POLICY, Grants(fewer, NOW), NOW), Deny)


@given(requests, several)
def test_only_the_patients_own_grants_count(request: Request, held: list[Grant]) -> None:
    others = [one for one in held if one.patient != request.patient]
    alone = decide(request, POLICY, Grants((), NOW), NOW)
    assert decide(request, POLICY, Grants(others, NOW), NOW) == alone


@given(requests, several)
def test_a_permission_by_grant_ends_with_the_grant_that_it_names(request: Request, held: list[Grant]) -> None:
    found = decide(request, POLICY, Grants(held, NOW), NOW)
    if isinstance(found, Permit) and found.basis is Basis.GRANT:
        named = [one for one in held if one.id == found.grant and one.end == found.until]
        assert any(one.revoked is None and one.end > NOW for one in named)
