"""The canonical form against data that nobody on this project wrote; skipped where the corpora are not at hand."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
from pathlib import Path

import pytest

from anchor.canonical import Profile, canonical, canonicalize
from anchor.errors import CanonicalError
from tests.anchor import oracle
from tests.corpora import ABSENT, CORPORA

CANONICAL = CORPORA / "canonical"
CYBERPHONE = CANONICAL / "cyberphone" / "testdata"
SUITE = CANONICAL / "jsontestsuite" / "test_parsing"
DUPLICATES = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
# FHIR's strings cannot hold U+0000, so `fhir-lex-1` refuses these too.
NULS = {"y_string_null_escape.json", "y_object_escaped_null_in_key.json"}

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason=ABSENT)


def form(data: bytes, profile: Profile) -> bytes | None:
    try:
        return canonicalize(data, profile)
    except CanonicalError:
        return None


@pytest.mark.parametrize("path", sorted((CYBERPHONE / "input").glob("*.json")), ids=lambda path: path.stem)
def test_t051_the_triples_of_rfc_8785s_author(path: Path) -> None:
    expected = (CYBERPHONE / "output" / path.name).read_bytes()
    as_hex = bytes.fromhex((CYBERPHONE / "outhex" / f"{path.stem}.txt").read_text())

    assert canonicalize(path.read_bytes(), Profile.RFC8785) == expected == as_hex


def test_t053_a_hundred_thousand_es6_numbers() -> None:
    text = gzip.decompress((CANONICAL / "es6-numbers-100k.txt.gz").read_bytes())
    assert (
        hashlib.sha256(text).hexdigest() == "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"
    )
    rows = [line.split(",") for line in text.decode().splitlines()]
    doubles = [struct.unpack(">d", bytes.fromhex(pattern.zfill(16)))[0] for pattern, _ in rows]

    written = canonicalize(f"[{','.join(f'{value:.17e}' for value in doubles)}]".encode(), Profile.RFC8785)

    assert written.decode() == f"[{','.join(expected for _, expected in rows)}]"
    assert canonicalize(written, Profile.RFC8785) == written


@pytest.mark.parametrize("path", sorted(SUITE.glob("n_*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("profile", Profile)
def test_what_is_not_json_is_refused(path: Path, profile: Profile) -> None:
    assert form(path.read_bytes(), profile) is None


@pytest.mark.parametrize("path", sorted(SUITE.glob("y_*.json")), ids=lambda path: path.stem)
def test_what_is_json_is_taken_but_for_names_twice(path: Path) -> None:
    data = path.read_bytes()
    assert (form(data, Profile.RFC8785) is None) == (path.name in DUPLICATES)
    assert (form(data, Profile.FHIR_LEX_1) is None) == (path.name in DUPLICATES | NULS)


@pytest.mark.parametrize("path", sorted(SUITE.glob("?_*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("profile", Profile)
def test_t054_the_oracle_says_the_same_of_the_suite(path: Path, profile: Profile) -> None:
    try:
        expected = oracle.canonicalize(path.read_bytes(), rfc8785=profile is Profile.RFC8785)
    except oracle.Refused:
        expected = None
    assert form(path.read_bytes(), profile) == expected


ADVERSARIAL = {
    "1e400": (b"[1e400]", None),
    "2^53+1": (b"[9007199254740993]", None),
    "neg-zero": (b"[-0]", b"[0]"),
    "1.0-1.00": (b"[1.0,1.00]", b"[1,1]"),
    "es6-tie": (b"[1424953923781206.2]", b"[1424953923781206.2]"),
    "utf16-order": ('{"\U0001f600":1,"\ufb33":2}'.encode(),) * 2,
    "nul-escape": (None, b'["\\u0000"]'),
}


def test_t031_to_t034_the_adversarial_inputs_get_their_verdicts() -> None:
    for line in (CANONICAL / "adversarial.jsonl").read_text().splitlines():
        case = json.loads(line)
        expected = ADVERSARIAL.get(case["id"], (None, None))
        assert (case["verdict"] == "reject") == (expected == (None, None)), case["id"]
        assert tuple(form(bytes.fromhex(case["hex"]), profile) for profile in Profile) == expected, case["id"]


def test_t038_the_official_decimals_are_unchanged() -> None:
    data = (CANONICAL / "fhir-r4-examples" / "Observation-decimal.json").read_bytes()

    assert _as_written(canonicalize(data)) == _as_written(data)
    assert _as_written(canonicalize(data, Profile.RFC8785)) != _as_written(data)


def _as_written(data: bytes) -> object:
    return json.loads(data, parse_float=oracle.Number, parse_int=oracle.Number)


@pytest.mark.parametrize(
    "path", sorted((CORPORA / "synthea-r4").glob("*.gz"))[::4], ids=lambda path: path.stem
)
def test_t050_bundles_as_the_oracle_has_them(path: Path) -> None:
    data = gzip.decompress(path.read_bytes())
    found = canonical(data)

    assert found.data == oracle.canonicalize(data, rfc8785=False)
    assert canonicalize(found.data) == found.data == canonicalize(data, Profile.RFC8785)
    assert len(found.parts) == len(json.loads(data)["entry"])
    for part in found.parts:
        assert part.digest == hashlib.sha256(found.data[part.start : part.stop]).digest()
