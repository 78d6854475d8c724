"""Two implementations, and node, over random input."""

from __future__ import annotations

import pytest

from anchor import canonical
from anchor.canonical import Profile
from tests.anchor import differential, oracle

DOCUMENTS = 100_000
DOUBLES = 100_000


def test_t050_t054_rust_and_the_oracle_agree_on_random_documents() -> None:
    accepted = differential.check_documents(DOCUMENTS, seed=20)

    assert DOCUMENTS < accepted < 2 * DOCUMENTS


def test_t054_rust_the_oracle_and_node_agree_on_random_doubles() -> None:
    differential.check_doubles(DOUBLES, seed=20)


@pytest.mark.skipif(differential.NODE is None, reason="there is no node on this machine")
def test_t054_node_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differential, "TEXTS", differential.TEXTS.replace(".sort()", ""))
    with pytest.raises(differential.Disagreement, match="node"):
        differential.check_documents(100, seed=20)


def test_a_printer_that_is_wrong_on_ties_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trap of Rust's own `{:e}`: of two shortest spellings it takes the upper, ECMAScript the even one."""
    honest = oracle.ecmascript_double

    def upper_on_the_known_tie(value: float) -> str:
        return "1424953923781206.3" if value == 1424953923781206.2 else honest(value)

    data = b"[1424953923781206.2]"
    assert differential.agreed(data, Profile.RFC8785) == data
    monkeypatch.setattr(oracle, "ecmascript_double", upper_on_the_known_tie)
    with pytest.raises(differential.Disagreement):
        differential.agreed(data, Profile.RFC8785)


def test_a_parser_that_keeps_the_last_of_two_names_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "_members", dict)
    with pytest.raises(differential.Disagreement):
        differential.agreed(b'{"a":1,"\\u0061":2}', Profile.FHIR_LEX_1)


def test_a_digest_of_other_bytes_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differential, "digest", lambda *_: bytes(32))
    with pytest.raises(differential.Disagreement):
        differential.agreed(b"{}", canonical.Profile.FHIR_LEX_1)
