"""All that a system can be told is wrong, as a FHIR OperationOutcome; nothing else leaves."""

from __future__ import annotations

from enum import Enum

from fhir_bridge.errors import BridgeError
from fhir_bridge.serve.answer import outcome


class Problem(Enum):
    """HTTP status, FHIR's issue code, and the next step. What is unknown and what is denied read the same."""

    BAD_REQUEST = 400, "invalid", "ask as docs/gateway.md says"
    NO_TOKEN = 401, "login", "ask for a token: .well-known/smart-configuration says where"
    NO_STUDY = 403, "forbidden", "ask the operator for a study of this client; fhir-bridge studies adds one"
    SPENT = (
        403,
        "business-rule",
        "ask what the study was answered before, ask for less, or have another study added",
    )
    BEYOND_SCOPE = 403, "forbidden", "ask for a token with the scope that this needs"
    NOT_FOUND = 404, "not-found", "nothing of this name can be read with this token"
    GONE = 410, "deleted", "its sender has taken it back; _history has what it was"
    NOT_ALLOWED = 405, "not-supported", "this is not done here"
    KEY_REUSED = 409, "conflict", "send a new request under a new Idempotency-Key"
    NOT_ANCHORED = 409, "incomplete", "the record is not published yet; ask again in a moment"
    TOO_LARGE = 413, "too-long", "send less"
    TOO_MANY = 429, "throttled", "ask again later, and less often"
    FAULT = 500, "exception", "report the time to the operator"
    NOT_INSTALLED = (
        501,
        "not-supported",
        "the operator installs the extra: pip install 'fhir-anchor[research]'",
    )
    UNAVAILABLE = 503, "transient", "ask again in a moment"

    def __init__(self, status: int, code: str, next_step: str) -> None:
        self.status = status
        self.code = code
        self.next_step = next_step

    def body(self, fact: str = "") -> bytes:
        """The OperationOutcome; a `fact` stands before the next step."""
        return outcome("error", self.code, fact + self.next_step)


class Turned(BridgeError):
    """A request is turned away; `after` are the seconds to wait, 0 where waiting is no help."""

    def __init__(self, problem: Problem, *, after: int = 0) -> None:
        super().__init__(problem.next_step)
        self.problem = problem
        self.after = after
