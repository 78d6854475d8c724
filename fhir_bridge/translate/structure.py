"""Message structures: the grammar by which a segment is found to stand where it does.

    ORU_R01  MSH {PATIENT_RESULT: [PATIENT: PID [PD1] [VISIT: PV1 [PV2]]] {ORDER_OBSERVATION: [ORC] OBR {[NTE]}}}

`[ ]` optional, `{ }` repeating, `NAME: ...` inside brackets names a group. Structures are tolerant: a segment that
comes too late is put into the group that has a place for it, one that no group knows into the group that is open.
"""

from __future__ import annotations

import re

from fhir_bridge.translate.mapfile import Data, Line

TOKEN = re.compile(r"\s*([\[\]{}]|[A-Z][A-Z0-9_]*:?)")


def parse(line: Line) -> tuple[str, Data]:
    """A structure's name and parts from its line; names the line where it cannot be read."""
    name, _, text = line.text.partition(" ")
    tokens = TOKEN.findall(text)
    if "".join(tokens) != "".join(text.split()):
        raise line.fault("a structure that cannot be read")
    try:
        parts = _sequence(tokens, closing="")
    except IndexError:
        raise line.fault("brackets that do not match") from None
    if tokens:
        raise line.fault("brackets that do not match")
    if not parts:
        raise line.fault("a structure without segments")
    return name, {"name": name, "parts": parts}


def _sequence(tokens: list[str], *, closing: str) -> list[Data]:
    parts: list[Data] = []
    while tokens and tokens[0] != closing:
        word = tokens.pop(0)
        if word in "]}":
            raise IndexError
        parts.append(_bracket(tokens, word) if word in "[{" else {"name": word})
    return parts


def _bracket(tokens: list[str], opened: str) -> Data:
    """A bracket and, inside it, perhaps a second one: `[{X}]` is optional and repeats."""
    optional, repeats = opened == "[", opened == "{"
    closers = ["]" if optional else "}"]
    if tokens[0] in "[{" and tokens[0] != opened:
        second = tokens.pop(0)
        optional, repeats = True, True
        closers.insert(0, "]" if second == "[" else "}")
    name = tokens.pop(0)
    parts = _sequence(tokens, closing=closers[0]) if name.endswith(":") else []
    for closer in closers:
        if tokens.pop(0) != closer:
            raise IndexError
    return {"name": name.rstrip(":"), "optional": optional, "repeats": repeats, "parts": parts}
