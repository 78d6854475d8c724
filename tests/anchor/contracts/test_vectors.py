from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers

from anchor.cardproof import CardProof, card_key
from anchor.statement import (
    Appointment,
    Consent,
    Decision,
    Objection,
    Place,
    Possession,
    Replacement,
    Scope,
)

HERE = Path(__file__).parent
VECTORS = sorted((HERE.parents[1] / "vectors" / "consent").glob("*.json"))

BUILD: dict[str, Callable[[Any], Any]] = {
    "Consent": lambda f: Consent(
        raw(f["patient"]),
        raw(f["signer"]),
        f["nonce"],
        raw(f["text"]),
        tuple(Decision(raw(one["commitment"]), one["end"]) for one in f["decisions"]),
    ),
    "Possession": lambda f: Possession(raw(f["patient"]), raw(f["key"]), f["nonce"]),
    "Replacement": lambda f: Replacement(raw(f["patient"]), raw(f["key"]), f["nonce"]),
    "Appointment": lambda f: Appointment(
        raw(f["patient"]), raw(f["representative"]), Scope(f["scope"]), f["end"], f["nonce"]
    ),
    "Objection": lambda f: Objection(raw(f["patient"]), raw(f["change"]), f["nonce"]),
}


def raw(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def place(vector: Any) -> Place:
    return Place(vector["domain"]["chainId"], vector["domain"]["verifyingContract"])


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_statement_has_the_digest_that_another_encoder_gives_it(path: Path) -> None:
    vector = json.loads(path.read_text())
    assert BUILD[vector["kind"]](vector["fields"]).digest(place(vector)) == raw(vector["digest"])


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_signature_of_openssl_becomes_the_lower_s(path: Path) -> None:
    vector = json.loads(path.read_text())
    numbers = EllipticCurvePublicNumbers(int(vector["x"], 16), int(vector["y"], 16), SECP256R1())
    key = numbers.public_key()
    lower = CardProof.of(bytes.fromhex(vector["der_lower_s"]), key)
    assert lower.words() == tuple(raw(vector[name]) for name in "rsxy")
    upper = CardProof.of(bytes.fromhex(vector["der_upper_s"]), key)
    assert int.from_bytes(upper.s, "big") < 2**255
    assert bytes.fromhex(vector["der_upper_s"])[-32:] != upper.s
    assert lower.key == upper.key == card_key(key)


def test_the_vectors_are_what_their_script_makes(tmp_path: Path) -> None:
    command = [sys.executable, str(HERE / "make_vectors.py"), str(tmp_path)]
    subprocess.run(command, check=True, timeout=60)
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name for path in VECTORS]
    for path in VECTORS:
        ours, made = json.loads(path.read_text()), json.loads((tmp_path / path.name).read_text())
        assert ours.keys() == made.keys()
        if "key" not in ours["fields"]:  # which are new every time
            assert (ours["fields"], ours["digest"]) == (made["fields"], made["digest"])
