"""Every reader of others' JSON counts its depth first: libraries raise the interpreter's own guard."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import web3  # noqa: F401 -- it raises the recursion limit, as it does in `serve`
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.api.problem import Turned
from fhir_bridge.api.records.reading import _reason
from fhir_bridge.api.wire.coding import CodingError, decode
from fhir_bridge.api.wire.operation import Nothing
from fhir_bridge.errors import Refused, Tampered
from fhir_bridge.fhir import json as fhir_json
from fhir_bridge.keytable import KeyTable
from fhir_bridge.nesting import depth
from fhir_bridge.reading import Reader
from fhir_bridge.records import Format, SourceMessage
from kiosk.card.codec import Unreadable, read_command

ROOT = Path(__file__).parent.parent.parent
DEEP = 100_000
OWN = {
    "fhir_bridge/nesting.py": "names it",
    "fhir_bridge/fhir/json.py": "the entrance for FHIR and for what systems sign",
    "fhir_bridge/api/wire/coding.py": "the entrance for kiosks, cards' processes and their bridge",
    "fhir_bridge/keytable.py": "counts first",
    "fhir_bridge/acts.py": "opens what the trace sealed",
    "fhir_bridge/facts.py": "opens what the pipeline sealed",
    "fhir_bridge/release.py": "opens a record, canonical and at most 64 levels deep since it was taken",
    "fhir_bridge/api/records/content.py": "the same",
    "fhir_bridge/api/chart.py": "the same",
    "fhir_bridge/api/research/features.py": "the same",
    "fhir_bridge/api/research/answering.py": "reads the numbers that it has kept",
    "fhir_bridge/api/visits.py": "opens what the desk sealed",
    "fhir_bridge/api/arrivals.py": "the same",
    "fhir_bridge/serve/answer.py": "puts answers of its own into one",
    "fhir_bridge/cli/audit.py": "prints what the trace sealed",
    "kiosk/card/virtual/memory.py": "a card's file, from whoever started the virtual card",
    "anchor/contract.py": "a file of the package",
    "anchor/anchorlog.py": "the same",
}
"""Where the standard reader may stand, and why."""
READERS: dict[str, tuple[Callable[[bytes], object], type[Exception]]] = {
    "fhir": (fhir_json.loads, Refused),
    "reason": (_reason, Turned),
    "message": (lambda data: Reader(None, None).check(SourceMessage(data, Format.FHIR)), Refused),
    "wire": (lambda data: decode(data, Nothing), CodingError),
    "key table": (KeyTable.parse, Tampered),
    "card process": (lambda data: read_command(bytearray(b"\0" + data)), Unreadable),
}


@pytest.mark.parametrize("shape", [b"[" * DEEP, b'{"a":' * DEEP, b"[" * DEEP + b"]" * DEEP])
@pytest.mark.parametrize("name", READERS)
def test_t035_a_deep_body_is_refused_and_ends_nothing(name: str, shape: bytes) -> None:
    read, refusal = READERS[name]
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10 * DEEP)
    try:
        with pytest.raises(refusal):
            read(shape)
    finally:
        sys.setrecursionlimit(limit)


def test_quotes_and_backslashes_are_looked_at_once() -> None:
    assert depth(b'[["' + rb"\"" * 2_000_000) == 2
    assert depth(b'[["' + b"\\" * 2_000_001) == 2


json_values = st.recursive(
    st.text() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def deepest(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(deepest, inner), default=0)


@given(value=json_values)
def test_it_counts_what_is_there(value: object) -> None:
    assert depth(fhir_json.dumps(value)) == deepest(value)  # type: ignore[arg-type]  # its values are JSON


def readers() -> Iterator[str]:
    for package in ("fhir_bridge", "kiosk", "anchor"):
        for path in sorted((ROOT / package).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            standard = re.search(r"^ *import json\b|^from json import", text, re.MULTILINE)
            if standard and re.search(r"\bjson\.loads?\(", text):
                yield str(path.relative_to(ROOT))


def test_the_standard_reader_stands_where_its_reason_is_known() -> None:
    assert set(readers()) <= OWN.keys()
