"""Conditions of rows, compiled to data.

    PV1-45 not valued and (PV1-2 = "I" or PV1-2 in ("E", "B"))        count(OBX-5) > 1        length(PID-7) > 8

A reference is a field or component of the row's own segment (in the repeat at hand, where it is the row's own field), a
component of the row's own data type, or a field of another segment: the first of that name in the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fhir_bridge.translate.mapfile import Data

TOKEN = re.compile(r'\s*("[^"]*"|[()=,]|!=|>|[A-Z][A-Z0-9]{1,2}[-.]\d+(?:\.\d+)?|[a-z]+|\d+)')
FIELD = re.compile(r"([A-Z][A-Z0-9]{2})-(\d+)(?:\.(\d+))?")
COMPONENT = re.compile(r"([A-Z][A-Z0-9]{1,2})\.(\d+)")

Refer = Callable[[str], Data]
"""Finds what a reference (`PV1-2.1`) means for the map at hand; raises ValueError where it means nothing."""


def compiled(text: str, refer: Refer) -> Data:
    """The test that a condition writes. Raises ValueError with what is wrong."""
    tokens = TOKEN.findall(text)
    if "".join("".join(tokens).split()) != "".join(text.split()):
        raise ValueError("a condition that cannot be read")
    parser = _Parser(tokens, refer)
    test = parser.either()
    if parser.tokens:
        raise ValueError("a condition that goes on where it should end")
    return test


def of_segment(source: str) -> Refer:
    """What references read in the maps of a segment: its own fields, or those of another."""

    def refer(reference: str) -> Data:
        match = FIELD.fullmatch(reference)
        if not match:
            raise ValueError("a reference that is no field")
        place: dict[str, Data] = {
            "field": int(match[2]),
            "component": int(match[3] or 1),
            "exact": bool(match[3]),
        }
        return {"own": place} if match[1] == source else {"other": {"segment": match[1], **place}}

    return refer


def of_type(source: str) -> Refer:
    """What references read in the map of a data type: its components."""

    def refer(reference: str) -> Data:
        match = COMPONENT.fullmatch(reference)
        if not match or match[1] != source or match[2] == "0":
            raise ValueError(f"a reference that is no component of {source}")
        return {"component": int(match[2]) - 1}

    return refer


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, tokens: list[str], refer: Refer) -> None:
        self.tokens = tokens
        self._refer = refer

    def either(self) -> Data:
        """`a or b`."""
        tests = [self.both()]
        while self._accept("or"):
            tests.append(self.both())
        return {"any": tests} if tests[1:] else tests[0]

    def both(self) -> Data:
        """`a and b`."""
        tests = [self._single()]
        while self._accept("and"):
            tests.append(self._single())
        return {"all": tests} if tests[1:] else tests[0]

    def _single(self) -> Data:
        if self._accept("("):
            inner = self.either()
            self._expect(")")
            return inner
        if self._peek() in {"count", "length"}:
            return self._measure()
        return self._comparison(self._refer(self._next()))

    def _measure(self) -> Data:
        kind = self._next()
        self._expect("(")
        operand = self._refer(self._next())
        self._expect(")")
        measure = "more" if self._next() == ">" else "equal"
        return {kind: [operand, {measure: int(self._next())}]}

    def _comparison(self, operand: Data) -> Data:
        negative = self._accept("not")
        word = self._next()
        if word == "valued":
            test: Data = {"valued": operand}
        elif word in {"in", "=", "!="}:
            test = {"in": [operand, self._list() if word == "in" else [self._string()]]}
        else:
            raise ValueError("a comparison that is not known")
        return {"not": test} if negative or word == "!=" else test

    def _list(self) -> list[str]:
        self._expect("(")
        items = [self._string()]
        while self._accept(","):
            items.append(self._string())
        self._expect(")")
        return items

    def _string(self) -> str:
        token = self._next()
        if not token.startswith('"'):
            raise ValueError("a text in quotes is missing")
        return token[1:-1]

    def _peek(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def _next(self) -> str:
        if not self.tokens:
            raise ValueError("a condition that breaks off")
        return self.tokens.pop(0)

    def _accept(self, token: str) -> bool:
        if self._peek() == token:
            self.tokens.pop(0)
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._accept(token):
            raise ValueError(f"{token} is missing")
