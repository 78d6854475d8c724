"""The one decision before anything is read: `decide(request, policy, grants, now) -> Permit | Deny`. Pure.

    ceiling         a role reads what it is for, whatever is granted
    base policy     the custodian treats its own patients: by role, purpose and class, whatever is granted
    grant           a live one of this patient covers grantee, purpose, class and labels
    emergency       the role may break the glass, a reason was typed in: for a short time, and it alarms
    otherwise       denied, with the reason that came closest

A grant counts from its confirmation, until its end, and never after a revocation was seen. Grants of which nobody
can say that they are fresh deny. Instants are seconds since 1970.

FHIR R4's provisions (https://hl7.org/fhir/R4/consent.html): an element that is absent matches everything, one with
several values matches any of them, all elements together must match; nested provisions are exceptions to the one that
holds them, to any depth. Where two exceptions of one provision contradict one another, the denial stands.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum, StrEnum


class Kind(StrEnum):
    """Consent.provision.type."""

    PERMIT = "permit"
    DENY = "deny"


class Basis(StrEnum):
    """What a permission stands on."""

    POLICY = "policy"
    GRANT = "grant"
    EMERGENCY = "emergency"


class Why(Enum):
    """Why a request is denied: a code, and the next step; the later ones came closer."""

    NO_GRANT = "no-grant", "ask the patient: post a consent request"
    OTHER_PURPOSE = "other-purpose", "ask the patient for this purpose"
    OTHER_CLASS = "other-class", "ask the patient for this kind of data"
    EXCEPTED = "excepted", "the patient has excepted this from their consent"
    NOT_CONFIRMED = "not-confirmed", "the consent is on its way to the chain; ask again in a moment"
    ENDED = "ended", "the consent has ended; ask the patient again"
    REVOKED = "revoked", "the patient has revoked the consent"
    SENSITIVE = "sensitive", "ask the patient for this sensitive kind of data by its name"
    BEYOND_ROLE = "beyond-role", "nobody of this role reads such data for this purpose"
    STALE = "stale", "the site does not see its chain; ask again when it does"

    def __init__(self, code: str, next_step: str) -> None:
        self.code = code
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for one resource of whom, and what for.

    `grantees` are all that the reader goes by: organisation, practitioner, role, each `system|value`. `purpose` is a
    code of HL7's PurposeOfUse, `data_class` a resource's type and `labels` its security labels, `system|code` each.
    `emergency` is the reason that was typed in to break the glass, empty without.
    """

    patient: str
    grantees: frozenset[str]
    purpose: str
    data_class: str
    labels: frozenset[str] = frozenset()
    emergency: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Provision:
    """A FHIR provision; what is empty or None matches everything. `start` is included, `end` is not."""

    kind: Kind
    start: int | None = None
    end: int | None = None
    actors: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    exceptions: tuple[Provision, ...] = ()

    def answer(self, request: Request, now: int) -> Kind | None:
        """What it says of a request; nothing where it does not match."""
        if not self.matches(request, now):
            return None
        answers = {exception.answer(request, now) for exception in self.exceptions}
        if Kind.DENY in answers:
            return Kind.DENY
        return Kind.PERMIT if Kind.PERMIT in answers else self.kind

    def matches(self, request: Request, now: int) -> bool:
        """Whether every element that is there matches."""
        in_time = (self.start is None or self.start <= now) and (self.end is None or now < self.end)
        return (
            in_time
            and (not self.actors or not self.actors.isdisjoint(request.grantees))
            and (not self.purposes or request.purpose in self.purposes)
            and (not self.classes or request.data_class in self.classes)
            and (not self.labels or not self.labels.isdisjoint(request.labels))
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """What a patient granted to one grantee for one purpose; `id` is the grant's 32 bytes on chain.

    `since` is when its confirmation was seen, None before; `revoked` when a revocation was, None without. `exceptions`
    narrow it and nothing else: so a grant more never permits less, and one less never permits more.
    """

    id: bytes
    patient: str
    grantee: str
    purpose: str
    classes: frozenset[str]
    end: int
    since: int | None
    revoked: int | None = None
    exceptions: tuple[Provision, ...] = ()


@dataclass(frozen=True, slots=True)
class Grants:
    """A patient's grants, and when the chain was last followed to its head."""

    grants: Collection[Grant]
    seen: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The custodian lets these of its own people read, for these purposes; empty `classes` are all of them."""

    grantees: frozenset[str]
    purposes: frozenset[str]
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """A custodian's base policy: rules, who may break the glass, for how long, and how old grants may be (seconds).

    `ceilings` bind everybody, whatever is granted: nobody reads what none of them lets; with none there is none.
    `sensitive` labels are covered by a grant only where it names them among its classes.
    """

    rules: tuple[Rule, ...] = ()
    emergency: frozenset[str] = frozenset()
    emergency_seconds: int = 3600
    stale_after: int = 60
    ceilings: tuple[Rule, ...] = ()
    sensitive: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Permit:
    """Yes, until `until`, on this basis; `grant` is the one that permits. Ask again before each chunk."""

    basis: Basis
    until: int
    grant: bytes | None = None


@dataclass(frozen=True, slots=True)
class Deny:
    """No."""

    why: Why


def decide(request: Request, policy: Policy, grants: Grants, now: int) -> Permit | Deny:
    """Whether this may be read now."""
    if policy.ceilings and not any(_covers(ceiling, request) for ceiling in policy.ceilings):
        return Deny(Why.BEYOND_ROLE)
    if any(_covers(rule, request) for rule in policy.rules):
        return Permit(Basis.POLICY, now + policy.stale_after)
    answer = _by_grant(request, policy, grants, now)
    if isinstance(answer, Permit):
        return answer
    if request.emergency.strip() and not policy.emergency.isdisjoint(request.grantees):
        return Permit(Basis.EMERGENCY, now + policy.emergency_seconds)
    return answer


def _by_grant(request: Request, policy: Policy, grants: Grants, now: int) -> Permit | Deny:
    if not 0 <= now - grants.seen <= policy.stale_after:
        return Deny(Why.STALE)
    closest, best = Why.NO_GRANT, None
    for grant in grants.grants:
        why = _against(grant, request, now, request.labels & policy.sensitive)
        if why is None:
            best = grant if best is None or best.end < grant.end else best
        elif _NEARNESS[why] > _NEARNESS[closest]:
            closest = why
    return Permit(Basis.GRANT, best.end, best.id) if best else Deny(closest)


def _against(  # noqa: PLR0911 -- one return a reason
    grant: Grant, request: Request, now: int, sensitive: frozenset[str]
) -> Why | None:
    if grant.patient != request.patient or grant.grantee not in request.grantees:
        return Why.NO_GRANT
    if grant.purpose != request.purpose:
        return Why.OTHER_PURPOSE
    if request.data_class not in grant.classes:
        return Why.OTHER_CLASS
    if not sensitive <= grant.classes:
        return Why.SENSITIVE
    if grant.revoked is not None:
        return Why.REVOKED
    if now >= grant.end:
        return Why.ENDED
    if grant.since is None or now < grant.since:
        return Why.NOT_CONFIRMED
    root = Provision(Kind.PERMIT, exceptions=grant.exceptions)
    return None if root.answer(request, now) is Kind.PERMIT else Why.EXCEPTED


def _covers(rule: Rule, request: Request) -> bool:
    return (
        not rule.grantees.isdisjoint(request.grantees)
        and request.purpose in rule.purposes
        and (not rule.classes or request.data_class in rule.classes)
    )


_NEARNESS = {why: nearness for nearness, why in enumerate(Why)}
