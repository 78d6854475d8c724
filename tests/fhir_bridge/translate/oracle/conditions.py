"""Conditions of rows, compiled.

    PV1-45 not valued and (PV1-2 = "I" or PV1-2 in ("E", "B"))        count(OBX-5) > 1        length(PID-7) > 8

A reference is a field or component of the row's own segment (in the repeat at hand, where it is the row's own field), a
component of the row's own data type, or a field of another segment: the first of that name in the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

TOKEN = re.compile(r'\s*("[^"]*"|[()=,]|!=|>|[A-Z][A-Z0-9]{1,2}[-.]\d+(?:\.\d+)?|[a-z]+|\d+)')

Scope = Any
Test = Callable[[Scope], bool]


@dataclass(frozen=True, slots=True)
class Operand:
    """How a reference is read in a scope: its first value, and whether any of it is valued."""

    text: Callable[[Scope], str]
    valued: Callable[[Scope], bool]
    count: Callable[[Scope], int]


class Refer(Protocol):
    """Finds what a reference (`PV1-2.1`) means for the map at hand; raises ValueError where it means nothing."""

    def __call__(self, reference: str, /) -> Operand:
        """What the reference reads."""


def compiled(text: str, refer: Refer) -> Test:
    """The test that a condition writes. Raises ValueError with what is wrong."""
    tokens = TOKEN.findall(text)
    if "".join("".join(tokens).split()) != "".join(text.split()):
        raise ValueError("a condition that cannot be read")
    parser = _Parser(tokens, refer)
    test = parser.either()
    if parser.tokens:
        raise ValueError("a condition that goes on where it should end")
    return test


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, tokens: list[str], refer: Refer) -> None:
        self.tokens = tokens
        self._refer = refer

    def either(self) -> Test:
        """`a or b`."""
        left = self.both()
        while self._accept("or"):
            left = _or(left, self.both())
        return left

    def both(self) -> Test:
        """`a and b`."""
        left = self._single()
        while self._accept("and"):
            left = _and(left, self._single())
        return left

    def _single(self) -> Test:
        if self._accept("("):
            inner = self.either()
            self._expect(")")
            return inner
        if self._peek() in {"count", "length"}:
            return self._measure()
        return self._comparison(self._refer(self._next()))

    def _measure(self) -> Test:
        kind = self._next()
        self._expect("(")
        operand = self._refer(self._next())
        self._expect(")")
        more = self._next() == ">"
        limit = int(self._next())
        size = operand.count if kind == "count" else _length(operand)
        return (lambda scope: size(scope) > limit) if more else (lambda scope: size(scope) == limit)

    def _comparison(self, operand: Operand) -> Test:
        negative = self._accept("not")
        word, text = self._next(), operand.text
        if word == "valued":
            valued = operand.valued
            return (lambda scope: not valued(scope)) if negative else valued
        wanted = self._list() if word == "in" else frozenset((self._string(),))
        if word not in {"in", "=", "!="}:
            raise ValueError("a comparison that is not known")
        if negative or word == "!=":
            return lambda scope: text(scope) not in wanted
        return lambda scope: text(scope) in wanted

    def _list(self) -> frozenset[str]:
        self._expect("(")
        items = [self._string()]
        while self._accept(","):
            items.append(self._string())
        self._expect(")")
        return frozenset(items)

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


def _length(operand: Operand) -> Callable[[Scope], int]:
    return lambda scope: len(operand.text(scope))


def _or(left: Test, right: Test) -> Test:
    return lambda scope: left(scope) or right(scope)


def _and(left: Test, right: Test) -> Test:
    return lambda scope: left(scope) and right(scope)
