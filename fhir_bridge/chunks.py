"""Bytes that come in pieces: regrouped to equal pieces, with the last one known as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Protocol, TypeAlias, TypeVar

Piece: TypeAlias = bytes | bytearray | memoryview
T = TypeVar("T")


def regrouped(pieces: Iterable[Piece], size: int) -> Iterator[Piece]:
    """The same bytes in pieces of exactly `size`, the last one shorter; copied only across borders."""
    held = bytearray()
    for piece in pieces:
        view = memoryview(piece)
        while len(held) + len(view) >= size:
            take = size - len(held)
            yield held + view[:take] if held else view[:take]
            held, view = bytearray(), view[take:]
        held += view
    if held:
        yield held


def marked(items: Iterable[T]) -> Iterator[tuple[T, bool]]:
    """Every item with whether it is the last."""
    rest = iter(items)
    try:
        held = next(rest)
    except StopIteration:
        return
    for item in rest:
        yield held, False
        held = item
    yield held, True


class Readable(Protocol):
    """What gives its bytes in pieces of the size that is asked for, the last one shorter."""

    def read(self, size: int, /) -> bytes:
        """The next piece; none at the end."""


class Reading:
    """Pieces of any size, read in the sizes that are asked for."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces = iter(pieces)
        self._held = bytearray()

    def read(self, size: int, /) -> bytes:
        """The next piece; none at the end."""
        while len(self._held) < size and (piece := next(self._pieces, None)) is not None:
            self._held += piece
        found = bytes(memoryview(self._held)[:size])
        del self._held[:size]
        return found


def pieces_of(source: Readable, size: int) -> Iterator[bytes]:
    """What is left of a source, in pieces of `size`."""
    while piece := source.read(size):
        yield piece


def gathered(pieces: Iterable[Piece], room: int) -> bytes:
    """All of it in one, which at no time lies in memory twice where it is no longer than `room`."""
    whole = BytesIO(bytes(room))
    whole.writelines(pieces)
    whole.truncate()
    return whole.getvalue()


def first(size: int, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The first `size` bytes of the pieces."""
    for piece in pieces:
        if size <= 0:
            return
        yield memoryview(piece)[:size]
        size -= len(piece)
