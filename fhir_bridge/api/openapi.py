"""The gateway's routes as an OpenAPI 3.1 document, made from the table: for clients that read one, and for fuzzers.

`docs/openapi.json` is this document; a test makes it again and compares. What a body or a parameter means stands in
`docs/gateway.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any, Final

from fhir_bridge.api.problem import Problem
from fhir_bridge.api.records import history, reading, searching, smart
from fhir_bridge.api.records.asked import FHIR, RECEIPT, Asked, Reply
from fhir_bridge.api.records.smart import FORM, JSON
from fhir_bridge.api.research import answering as research
from fhir_bridge.api.table import PARTS, Needs, Route

_PAGE: Final = ("_count", "cursor")
_ASKED: Final[dict[Callable[[Asked], Reply], tuple[str, ...]]] = {
    searching.search: ("patient", "identifier", "code", "_lastUpdated", *_PAGE),
    searching.audit_events: ("patient", "_lastUpdated", *_PAGE),
    searching.everything: ("_lastUpdated", *_PAGE),
    history.history: _PAGE,
}
"""The parameters that each search takes; whatever else is asked is refused."""
_TERM: Final = r"^[^\s,$#&]{1,200}$"
_WRITTEN: Final = {
    "patient": _TERM,
    "identifier": r"^[^\s,$|]{1,90}\|[^\s,$|]{1,90}$",
    "code": _TERM,
    "_lastUpdated": r"^(ge|gt|le|lt|eq)?(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
    "_count": r"^[1-9][0-9]{0,3}$",
    "cursor": r"^[0-9a-f]{32}\.[1-9][0-9]{0,6}$",
}
_COUNTS: Final = (research.count, research.histogram)
_TAKEN: Final[dict[Callable[[Asked], Reply], str]] = {
    smart.token: FORM,
    research.count: JSON,
    research.histogram: JSON,
}
_RECEIPTS: Final = (reading.read, reading.version, reading.record)


def document(routes: Collection[Route]) -> dict[str, Any]:
    """The document; paths are relative to wherever the gateway answers."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    outcome: dict[str, Any] = {
        "type": "object",
        "required": ["resourceType", "issue"],
        "properties": {
            "resourceType": {"const": "OperationOutcome"},
            "issue": {"type": "array", "minItems": 1},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fhir-anchor gateway",
            "version": "1",
            "description": "docs/gateway.md says what it gives.",
        },
        "paths": paths,
        "components": {
            "responses": {
                one.name: {"description": one.next_step, "content": {FHIR: {"schema": outcome}}}
                for one in Problem
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    named = re.findall(r"{(\w+)}", route.path)
    parameters = [_parameter(name, "path", pattern=f"^{PARTS[name]}$") for name in named]
    parameters += [_parameter(name, "query", pattern=_WRITTEN[name]) for name in _ASKED.get(route.answer, ())]
    said: dict[str, Any] = {"responses": _responses(route)}
    if parameters:
        said["parameters"] = parameters
    if isinstance(route.access, Needs):
        roles = ", ".join(sorted(route.access.roles))
        said |= {"security": [{"token": []}], "description": f"Action {route.access.action}; roles: {roles}."}
    if route.method == "POST":
        kind = _TAKEN.get(route.answer, FHIR)
        said["requestBody"] = {"required": True, "content": {kind: {"schema": {"type": "object"}}}}
    return said


def _parameter(name: str, where: str, **more: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": {"type": "string", **more}}


def _responses(route: Route) -> dict[str, Any]:
    if not isinstance(route.access, Needs):
        answers = {"200": _answer("given", JSON)}
        refused = {"400": _answer("RFC 6749, 5.2", JSON), "401": _answer("RFC 6749, 5.2", JSON)}
        return answers | (refused if route.answer is smart.token else {}) | _problems(Problem.TOO_LARGE)
    if route.answer in _COUNTS:
        return {"200": _answer("given", JSON)} | _problems(*Problem)
    kinds = (FHIR, RECEIPT) if route.answer in _RECEIPTS else (FHIR,)
    given = {"200": _answer("given", *kinds)} | (
        {"201": _answer("taken", FHIR)} if route.method == "POST" else {}
    )
    known = {"304": {"description": "it is known already"}} if route.answer in _RECEIPTS else {}
    return given | known | _problems(*(one for one in Problem if one is not Problem.NOT_INSTALLED))


def _problems(*problems: Problem) -> dict[str, Any]:
    return {str(one.status): {"$ref": f"#/components/responses/{one.name}"} for one in problems}


def _answer(description: str, *kinds: str) -> dict[str, Any]:
    return {"description": description, "content": {kind: {} for kind in kinds}}
