from __future__ import annotations

import io
import json
import os
import runpy
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.seal import envelope as envelopes
from fhir_bridge.seal.context import context
from fhir_bridge.seal.envelope import (
    SEGMENT_BYTES,
    Head,
    open_envelope,
    open_file,
    open_stream,
    seal,
    seal_stream,
    sealed_size,
)
from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.padding import padme
from fhir_bridge.seal.secret import Secret, new_key

VECTORS = Path(__file__).parents[2] / "vectors" / "envelope"
KEY = Secret(bytes(range(32)))
CONTEXT = context(pseudonym="p", record="r", version=1, profile="fhir-lex-1")
SEALED_SEGMENT = SEGMENT_BYTES + 16
SIZES = (0, 1, 2, 2048, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES + 5)


def fault_of(envelope: bytes, key: Secret = KEY, ctx: bytes = CONTEXT) -> Fault:
    with pytest.raises(SealTampered) as refused:
        open_envelope(envelope, key, ctx)
    with pytest.raises(SealTampered) as refused_too:
        open_file(io.BytesIO(envelope), key, ctx)
    assert refused_too.value.fault is refused.value.fault
    return refused.value.fault


def three_segments() -> tuple[bytes, list[bytes]]:
    sealed = seal(os.urandom(2 * SEGMENT_BYTES + 1000), KEY, CONTEXT)
    body = sealed[Head.BYTES :]
    return sealed[: Head.BYTES], [
        body[at : at + SEALED_SEGMENT] for at in range(0, len(body), SEALED_SEGMENT)
    ]


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.json")), ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    vector = json.loads(path.read_text())
    key, ctx, sealed = (bytes.fromhex(vector[name]) for name in ("key", "context", "envelope"))
    if "plaintext" in vector:
        assert open_envelope(sealed, Secret(key), ctx).hex() == vector["plaintext"]
    else:
        assert fault_of(sealed, Secret(key), ctx).code == vector["fault"]


def test_vectors_are_those_of_their_generator() -> None:
    made = runpy.run_path(str(VECTORS / "generate.py"))["vectors"]()
    assert made == {path.stem: json.loads(path.read_text()) for path in VECTORS.glob("*.json")}


def test_the_writer_writes_the_vectors() -> None:
    for path in VECTORS.glob("good-*.json"):
        vector = json.loads(path.read_text())
        key, ctx, sealed, plain = (
            bytes.fromhex(vector[each]) for each in ("key", "context", "envelope", "plaintext")
        )
        written = envelopes._sealed([plain], Secret(key), ctx, envelope_id=sealed[12:28], salt=sealed[28:60])
        assert b"".join(written) == sealed


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens(size: int) -> None:
    plaintext, key = os.urandom(size), new_key()
    sealed = seal(plaintext, key, CONTEXT)
    assert len(sealed) == sealed_size(size)
    assert open_envelope(sealed, key, CONTEXT) == plaintext
    assert b"".join(open_file(io.BytesIO(sealed), key, CONTEXT)) == plaintext
    assert b"".join(open_stream(lambda: [sealed[:1000], sealed[1000:]], key, CONTEXT)) == plaintext


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_the_pieces_do_not_matter(pieces: list[bytes]) -> None:
    sealed = b"".join(seal_stream(pieces, KEY, CONTEXT))
    assert open_envelope(sealed, KEY, CONTEXT) == b"".join(pieces)


@pytest.mark.parametrize("size", [0, 1, 2048])
def test_t057_every_bit_flip_is_refused(size: int) -> None:
    sealed = bytearray(seal(os.urandom(size), KEY, CONTEXT))
    for bit in range(len(sealed) * 8):
        sealed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealTampered):
            open_envelope(bytes(sealed), KEY, CONTEXT)
        sealed[bit // 8] ^= 1 << bit % 8
    open_envelope(bytes(sealed), KEY, CONTEXT)


def test_t057_every_bit_flip_of_a_hundred_envelopes_is_refused() -> None:
    for size in range(100):
        sealed = seal(os.urandom(size), KEY, CONTEXT)
        whole = int.from_bytes(sealed, "big")
        for bit in range(len(sealed) * 8):
            with pytest.raises(SealTampered):
                open_envelope((whole ^ 1 << bit).to_bytes(len(sealed), "big"), KEY, CONTEXT)


@pytest.mark.parametrize("size", [0, 1, 2048])
def test_t058_truncated_at_every_byte_is_refused(size: int) -> None:
    sealed = seal(os.urandom(size), KEY, CONTEXT)
    for end in range(len(sealed)):
        with pytest.raises(SealTampered):
            open_envelope(sealed[:end], KEY, CONTEXT)


def test_t058_segments_cut_swapped_repeated_or_appended_are_refused() -> None:
    head, parts = three_segments()
    open_envelope(head + b"".join(parts), KEY, CONTEXT)
    others = [parts[:1], parts[:2], parts[1:], [parts[1], parts[0], parts[2]], [parts[0], parts[0], parts[2]]]
    others += [[parts[0], parts[2], parts[1]], [*parts, parts[2]], [*parts, parts[0]], [parts[0], parts[2]]]
    for other in others:
        assert fault_of(head + b"".join(other)) is Fault.SEGMENT


def test_t058_a_segment_of_another_envelope_is_refused() -> None:
    (head, parts), (_, foreign) = three_segments(), three_segments()
    assert fault_of(head + parts[0] + foreign[1] + parts[2]) is Fault.SEGMENT


@pytest.mark.parametrize(
    "other",
    [
        {"pseudonym": "q"},
        {"record": "s"},
        {"version": 2},
        {"profile": "rfc8785"},
        {"pseudonym": "pr", "record": ""},
    ],
)
def test_t059_another_patient_record_version_or_profile_is_refused(other: dict[str, str | int]) -> None:
    sealed = seal(b"content", KEY, CONTEXT)
    fields = {"pseudonym": "p", "record": "r", "version": 1, "profile": "fhir-lex-1"} | other
    assert fault_of(sealed, ctx=context(**fields)) is Fault.SEGMENT  # type: ignore[arg-type]  # a table of words


def test_t060_one_ciphertext_for_two_keys_is_refused_by_the_commitment_alone() -> None:
    vector = json.loads((VECTORS / "commitment-two-keys.json").read_text())
    sealed, ctx = bytes.fromhex(vector["envelope"]), bytes.fromhex(vector["context"])
    for key in (KEY, Secret(bytes.fromhex(vector["key"]))):
        aes_key, _ = envelopes.derived(key, sealed[12:28], sealed[28:60])
        AESGCM(aes_key).decrypt(bytes(11) + b"\x01", sealed[92:], sealed[:28] + ctx)
    assert fault_of(sealed, Secret(bytes.fromhex(vector["key"])), ctx) is Fault.COMMITMENT


def test_t061_sealing_twice_shares_neither_id_nor_salt_nor_ciphertext() -> None:
    one, two = seal(bytes(64), KEY, CONTEXT), seal(bytes(64), KEY, CONTEXT)
    assert all(one[at : at + 16] != two[at : at + 16] for at in range(12, len(one) - 16, 16))


def test_t065_no_randomness_no_envelope(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_count: int) -> bytes:
        raise OSError("no entropy")

    monkeypatch.setattr(os, "urandom", broken)
    with pytest.raises(OSError, match="no entropy"):
        seal(b"", KEY, CONTEXT)


def test_nothing_is_released_before_the_last_segment_verified() -> None:
    head, parts = three_segments()
    broken = bytearray(parts[2])
    broken[-1] ^= 1
    with pytest.raises(SealTampered):
        open_file(io.BytesIO(head + parts[0] + parts[1] + bytes(broken)), KEY, CONTEXT)


def test_a_file_that_changes_while_it_is_read_gives_no_wrong_byte() -> None:
    plaintext = os.urandom(2 * SEGMENT_BYTES + 1000)
    file = io.BytesIO(seal(plaintext, KEY, CONTEXT))
    pieces = open_file(file, KEY, CONTEXT)
    file.getbuffer()[Head.BYTES + SEALED_SEGMENT] ^= 1
    assert next(pieces) == plaintext[:SEGMENT_BYTES]
    with pytest.raises(SealTampered):
        next(pieces)


def test_large_objects_pass_in_the_memory_of_a_few_segments(tmp_path: Path) -> None:
    def plaintext() -> Iterator[bytes]:
        for _ in range(64):
            yield bytes(SEGMENT_BYTES)

    tracemalloc.start()
    try:
        with (tmp_path / "sealed").open("wb+") as file:
            file.writelines(seal_stream(plaintext(), KEY, CONTEXT))
            file.seek(0)
            assert sum(map(len, open_file(file, KEY, CONTEXT))) == 64 * SEGMENT_BYTES
        assert tracemalloc.get_traced_memory()[1] < 12 * SEGMENT_BYTES
    finally:
        tracemalloc.stop()


@given(st.integers(0, 1 << 50))
def test_padding_adds_at_most_an_eighth_and_keeps_the_order(length: int) -> None:
    assert length <= padme(length) <= length + length // 8
    assert padme(padme(length)) == padme(length)
    assert padme(length) <= padme(length + 1)


def test_the_envelope_of_the_same_size_class_has_the_same_size() -> None:
    assert len(seal(bytes(5000), KEY, CONTEXT)) == len(seal(bytes(5100), KEY, CONTEXT))


def test_versions_count_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        context(pseudonym="p", record="r", version=0, profile="x")
