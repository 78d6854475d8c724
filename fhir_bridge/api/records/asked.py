"""One request as an answer sees it, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.records.door import Door
from fhir_bridge.api.records.index import Index
from fhir_bridge.api.research.features import Projection
from fhir_bridge.api.subscriptions.hooks import Hooks
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.api.tokens.issuing import Issuer
from fhir_bridge.api.tokens.outside import Outside

FHIR = "application/fhir+json"
RECEIPT = "application/vnd.fhir-anchor.receipt"


@dataclass(frozen=True, slots=True)
class Gate:
    """What answers stand on. `base` is the gateway's own URL, without a slash at its end;
    `hooks` are the origins to which subscribers may have something sent, `outside` knows other servers' tokens,
    `projection` has what is counted for research.
    """

    door: Door
    index: Index
    projection: Projection
    issuer: Issuer
    base: str
    hooks: Hooks = field(default_factory=Hooks)
    outside: Outside = field(default_factory=Outside)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: path, what that names, the query in order, headers by lower-case name, and who asks, if anybody."""

    gate: Gate
    path: str
    named: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    bearer: Caller | None

    @property
    def caller(self) -> Caller:
        """Who asks; Turned(NO_TOKEN) where nobody is known."""
        if self.bearer is None:
            raise Turned(Problem.NO_TOKEN)
        return self.bearer

    @property
    def kind(self) -> str:
        """The resource type that the path names."""
        return self.named["type"]

    @property
    def id(self) -> str:
        """The id that the path names."""
        return self.named["id"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: `chunks` are made one by one while they leave, `length` is theirs together."""

    status: int
    chunks: Iterable[bytes]
    length: int
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = FHIR

    @classmethod
    def of(cls, body: bytes, *, status: int = 200, kind: str = FHIR, **headers: str) -> Reply:
        """An answer of one piece."""
        return cls(status, (body,) if body else (), len(body), headers, kind)
