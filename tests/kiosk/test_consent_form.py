"""What is shown is, byte for byte, what is hashed and signed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from anchor.statement import Opening, Place, classes, named, purpose, shown_text
from kiosk.consent_form import Form, end_of, granting
from kiosk.errors import Unspeakable
from kiosk.visit.shown import Language, Validity
from kiosk.wording import wording
from tests.kiosk.forms import NOW, REQUESTS, SITE, grant_form, revocation_form, salts

VECTORS = Path(__file__).parents[1] / "vectors" / "consent-form"
LANGUAGES = [language.value for language in Language]
PLACE = Place(31337, "0x" + "ab" * 20)


def other_encoder(form: Form) -> bytes:
    """The digest as eth-account computes it."""
    consent = form.consent
    fields = {"patient": "bytes32", "signer": "bytes32", "nonce": "uint64", "text": "bytes32"}
    message = {
        "patient": consent.patient,
        "signer": consent.signer,
        "nonce": consent.nonce,
        "text": shown_text(form.text, form.salt),
        "decisions": [{"commitment": one.commitment, "end": one.end} for one in consent.decisions],
    }
    types = {
        "Decision": [{"name": "commitment", "type": "bytes32"}, {"name": "end", "type": "uint64"}],
        "Consent": [
            *({"name": name, "type": kind} for name, kind in fields.items()),
            {"name": "decisions", "type": "Decision[]"},
        ],
    }
    domain = {
        "name": "fhir-anchor",
        "version": "1",
        "chainId": PLACE.chain_id,
        "verifyingContract": PLACE.contract,
    }
    return bytes(_hash_eip191_message(encode_typed_data(domain, types, message)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [grant_form, revocation_form])
def test_t102_the_shown_text_is_what_is_hashed(language: str, make: object) -> None:
    form = make(language)  # type: ignore[operator]  # one of the two above
    assert form.consent.text == shown_text(form.text, form.salt)
    assert form.digest(PLACE) == other_encoder(form)
    changed = replace(form, text=form.text.replace("1.", "2.", 1))
    assert form.digest(PLACE) != other_encoder(changed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "make"), [("grant", grant_form), ("revocation", revocation_form)])
def test_vectors(language: str, name: str, make: object) -> None:
    """A change of a word is a new version: these texts were signed."""
    vector = json.loads((VECTORS / f"{name}-{language}.json").read_text())
    form = make(language)  # type: ignore[operator]  # one of the two above
    assert form.text == vector["text"]
    assert form.digest(PLACE).hex() == vector["digest"]
    assert wording(language).digest.hex() == vector["template"]


def test_the_commitment_opens_to_what_was_read() -> None:
    form = grant_form()
    (decision,) = form.decisions
    asked = REQUESTS.requests[0]
    assert decision.opened is not None
    opening = Opening(
        patient=REQUESTS.patient,
        salt=decision.opened.salt,
        grantee=named(asked.grantee),
        purpose=purpose(asked.purpose),
        classes=classes(asked.classes),
    )
    assert opening.commitment() == decision.commitment == form.consent.decisions[0].commitment
    assert form.declined == ("r2",)
    assert decision.opened.salt != form.salt


def test_a_representative_stands_in_the_text() -> None:
    assert "\u2068Ann\u2069" in grant_form(standing_for="Ann").text
    assert grant_form(standing_for="Ann").digest(PLACE) != grant_form().digest(PLACE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    words, english = wording(language), wording("en")
    assert words.sentences.keys() == english.sentences.keys()
    assert words.purposes.keys() == english.purposes.keys()
    assert words.classes.keys() == english.classes.keys()
    assert len(words.months) == 12
    for name, sentence in english.sentences.items():
        for part in ("{name}", "{grantee}", "{classes}", "{purpose}", "{end}", "{day}", "{time}"):
            assert (part in sentence) == (part in words.sentences[name]), (name, part)


@pytest.mark.parametrize("name", ["A\u202eB", "A\nB", "A\u200bB", "", " ", "A" * 121])
def test_a_name_that_hides_something_is_not_shown(name: str) -> None:
    asked = replace(REQUESTS, requests=(replace(REQUESTS.requests[0], grantee_name=name),))
    with pytest.raises(Unspeakable):
        granting(asked, (NOW,), words=wording("en"), salts=salts())


def test_a_code_without_plain_words_is_not_signed() -> None:
    asked = replace(REQUESTS, requests=(replace(REQUESTS.requests[0], purpose="XYZ"),))
    with pytest.raises(Unspeakable):
        granting(asked, (NOW,), words=wording("en"), salts=salts())


@pytest.mark.parametrize("language", ["xx", "../1/en", "en/../en"])
def test_only_packaged_words(language: str) -> None:
    with pytest.raises(Unspeakable):
        wording(language)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2100, 1, 1)), st.sampled_from(Validity))  # noqa: DTZ001 -- zone below
def test_an_end_lies_ahead_and_no_further_than_was_chosen(naive: datetime, validity: Validity) -> None:
    now = naive.replace(tzinfo=SITE)
    end = end_of(validity, now)
    assert 0 < (end - now).total_seconds() <= validity.value * 86400
    assert end.second == 0


def test_no_repr_tells() -> None:
    assert "Cardio" not in repr(grant_form())
