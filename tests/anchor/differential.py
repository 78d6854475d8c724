"""Rust against the oracle, and against node, over random input: `python -m tests.anchor.differential --help`.

Every document is spelled at random (members shuffled, needless escapes, white space, numbers in many spellings), some
are then broken. What is compared: verdict and bytes of both profiles; that canonical bytes are their own canonical
form; that the same members in another order give the same digest; that `digest` hashes what `canonicalize` returns.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from typing import TypeVar

from anchor.canonical import Profile, canonicalize, digest
from anchor.errors import CanonicalError
from tests.anchor import oracle
from tests.anchor.random_documents import Author

T = TypeVar("T")


class Disagreement(Exception):
    """Two that must agree do not."""


def _ours(data: bytes, profile: Profile) -> bytes | None:
    try:
        return canonicalize(data, profile)
    except CanonicalError:
        return None


def _theirs(data: bytes, profile: Profile) -> bytes | None:
    try:
        return oracle.canonicalize(data, rfc8785=profile is Profile.RFC8785)
    except oracle.Refused:
        return None


def agreed(data: bytes, profile: Profile) -> bytes | None:
    """The canonical form that both find, or none where both refuse."""
    ours = _ours(data, profile)
    if ours != _theirs(data, profile):
        raise Disagreement(f"{profile}: {data!r}")
    if ours is not None and (
        _ours(ours, profile) != ours or digest(data, profile) != hashlib.sha256(ours).digest()
    ):
        raise Disagreement(f"{profile}, a second time: {data!r}")
    return ours


def check_documents(count: int, seed: int) -> int:
    """Compares `count` documents, each spelled twice and once broken; how many had a canonical form."""
    author, accepted = Author(seed), 0
    for batch in _batches(_document(author) for _ in range(count)):
        numeric = [(data, form) for data, lexical, form in batch if form is not None]
        accepted += len(numeric) + sum(lexical is not None for _, lexical, _ in batch)
        by_node = documents_by_node([data for data, _ in numeric])
        if by_node is not None and by_node != [form for _, form in numeric]:
            raise Disagreement("a document, with node")
    return accepted


def _document(author: Author) -> tuple[bytes, bytes | None, bytes | None]:
    one, other = author.document()
    forms = [agreed(one, profile) for profile in Profile]
    if forms != [_ours(other, profile) for profile in Profile]:
        raise Disagreement(f"another order: {one!r} {other!r}")
    agreed(author.broken(one), Profile.FHIR_LEX_1)
    return one, forms[0], forms[1]


def check_doubles(count: int, seed: int) -> None:
    """Compares `count` doubles, spelled with more digits than they need, with the oracle and with node."""
    author = Author(seed)
    for batch in _batches(author.double() for _ in range(count)):
        ours = canonicalize(
            f"[{','.join(f'{value:.17e}' for value in batch)}]".encode(), Profile.RFC8785
        ).decode()
        if ours != f"[{','.join(oracle.ecmascript_double(value) for value in batch)}]":
            raise Disagreement("a double, with the oracle")
        if doubles_by_node(batch) not in (None, ours):
            raise Disagreement("a double, with node")


def _batches(items: Iterator[T], size: int = 10_000) -> Iterator[list[T]]:
    while batch := list(itertools.islice(items, size)):
        yield batch


NODE = shutil.which("node")
BYTES_OF_DOUBLES = """
const bytes = require('fs').readFileSync(0);
const doubles = Array.from({length: bytes.length / 8}, (_, place) => bytes.readDoubleLE(8 * place));
process.stdout.write(JSON.stringify(doubles));
"""
TEXTS = """
const write = value => Array.isArray(value) ? `[${value.map(write)}]`
    : value === null || typeof value !== 'object' ? JSON.stringify(value)
    : `{${Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${write(value[name])}`)}}`;
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(texts.map(text => write(JSON.parse(text)))));
"""


def doubles_by_node(batch: list[float]) -> str | None:
    """The doubles as `JSON.stringify` writes them; none where there is no node."""
    return _by_node(BYTES_OF_DOUBLES, struct.pack(f"<{len(batch)}d", *batch))


def documents_by_node(documents: list[bytes]) -> list[bytes] | None:
    """The documents as node reads, sorts and writes them; none where there is no node."""
    answer = _by_node(TEXTS, json.dumps([document.decode() for document in documents]).encode())
    return None if answer is None else [text.encode() for text in json.loads(answer)]


def _by_node(program: str, data: bytes) -> str | None:
    if NODE is None:
        return None
    return subprocess.run([NODE, "-e", program], input=data, capture_output=True, check=True).stdout.decode()


def main() -> None:
    """Runs as many of each as was asked for; the first disagreement ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--doubles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    others = "the oracle and node" if NODE else "the oracle (node is not here)"
    accepted = check_documents(given.documents, given.seed)
    sys.stdout.write(
        f"{given.documents} documents, seed {given.seed}, {accepted} forms: Rust and {others} agree\n"
    )
    check_doubles(given.doubles, given.seed)
    sys.stdout.write(f"{given.doubles} doubles, seed {given.seed}: Rust and {others} agree\n")


if __name__ == "__main__":
    main()
