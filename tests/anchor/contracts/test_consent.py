"""Consents by a card's signature, on every chain: with the P256VERIFY precompile and without."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from anchor.cardproof import ORDER, CardProof, card_key
from anchor.cards import Mandate
from anchor.consents import Consents, Decided, Grant
from anchor.errors import ContractRefusedError
from anchor.statement import Appointment, Consent, Decision, Place, Possession, Scope

DAY = 86_400


def refused(world: Any, consent: Consent, proof: CardProof) -> str:
    with pytest.raises(ContractRefusedError) as caught:
        world.consents.decide(consent, proof)
    return caught.value.reason


def test_a_grant_for_90_days_is_over_on_day_91(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    opening = world.opening(patient)
    world.grant(card(1), opening, days=90)
    start = world.now()
    assert world.consents.may_read(opening, start)
    assert world.consents.may_read(opening, start + 89 * DAY)
    assert not world.consents.may_read(opening, start + 91 * DAY)
    assert not world.consents.may_read(opening, start - DAY)
    grant = world.consents.grant(opening.grant())
    assert (grant.start, grant.revoked) == (start, None)
    assert abs(grant.end - (start + 90 * DAY)) < 60


def test_a_revocation_counts_at_once(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    opening = world.opening(patient)
    world.grant(card(1), opening)
    world.advance(10)
    world.decide(card(1), world.consent(patient, Decision(opening.commitment(), 0)))
    revoked = world.now()
    assert not world.consents.may_read(opening, revoked)
    assert world.consents.may_read(opening, revoked - 5), "it held until then"
    assert isinstance(world.consents.grant(opening.grant()), Grant)
    made, ended = world.consents.decided()
    assert (made.grant, ended) == (opening.grant(), Decided(patient, opening.grant(), None, ended.block))


def test_a_consent_that_openssl_signed_is_accepted(world: Any, tmp_path: Path) -> None:
    """OpenSSL gives the upper s half the time; here it does."""

    def openssl(*arguments: str) -> bytes:
        return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout

    path = str(tmp_path / "key.pem")
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path)
    key: Any = load_der_public_key(openssl("ec", "-in", path, "-pubout", "-outform", "DER"))

    def sign(digest: bytes) -> CardProof:
        (tmp_path / "digest").write_bytes(digest)
        while True:
            der = openssl("pkeyutl", "-sign", "-inkey", path, "-in", str(tmp_path / "digest"))
            if decode_dss_signature(der)[1] > ORDER // 2:
                return CardProof.of(der, key)

    opening = world.opening(bytes(31) + b"\x01")
    enrolment = Possession(opening.patient, card_key(key), 0)
    world.officer().register(opening.patient, sign(enrolment.digest(world.cards.place)))
    consent = world.consent(opening.patient, Decision(opening.commitment(), world.now() + DAY))
    world.consents.decide(consent, sign(consent.digest(world.records.place)))
    assert world.consents.may_read(opening, world.now())


def test_a_replay_and_one_held_back_are_refused(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    end = world.now() + DAY
    held = world.consent(patient, Decision(b"held".ljust(32), end))
    first = world.consent(patient, Decision(b"first".ljust(32), end))
    proof = card(1).sign(first.digest(world.records.place))
    world.consents.decide(first, proof)
    again = Consents(world.account("another relay"), world.records.address)
    with pytest.raises(ContractRefusedError, match="AlreadyGranted"):
        again.decide(first, proof)
    assert refused(world, held, card(1).sign(held.digest(world.records.place))) == "WrongNonce"


def test_asked_again_by_the_same_relay_it_is_found_and_not_sent_again(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    consent = world.consent(patient, Decision(b"first".ljust(32), world.now() + DAY))
    proof = card(1).sign(consent.digest(world.records.place))
    world.consents.decide(consent, proof)
    world.consents.decide(consent, proof)
    assert len(world.consents.decided()) == 1


def test_one_bit_another_card_contract_or_chain_is_refused(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    consent = world.consent(patient, Decision(b"commitment".ljust(32), world.now() + DAY))
    here = world.records.place
    proof = card(1).sign(consent.digest(here))
    one_bit = replace(consent, text=bytes([consent.text[0] ^ 1]) + consent.text[1:])
    assert refused(world, one_bit, proof) == "NotSigned"
    flipped = replace(proof, r=proof.r[:-1] + bytes([proof.r[-1] ^ 1]))
    assert refused(world, consent, flipped) == "NotSigned"
    upper = replace(proof, s=(ORDER - int.from_bytes(proof.s, "big")).to_bytes(32, "big"))
    assert refused(world, consent, upper) == "NotSigned"
    for elsewhere in (Place(here.chain_id + 1, here.contract), Place(here.chain_id, world.cards.address)):
        assert refused(world, consent, card(1).sign(consent.digest(elsewhere))) == "NotSigned"
    assert refused(world, consent, card(2).sign(consent.digest(here))) == "NotSigned"
    assert world.consents.decided() == []


def test_an_expired_consent_is_refused(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    consent = world.consent(patient, Decision(b"commitment".ljust(32), world.now() + 60))
    world.advance(61)
    assert refused(world, consent, card(1).sign(consent.digest(world.records.place))) == "Expired"


def test_t102_the_text_that_was_shown_is_what_was_signed(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    consent = world.consent(patient, Decision(b"commitment".ljust(32), world.now() + DAY))
    world.decide(card(1), consent)
    (told,) = world.consents.told("Decided")
    assert (told.fields["text"], told.fields["signer"]) == (consent.text, patient)


def test_a_representative_within_scope_and_time(world: Any, card: Any) -> None:
    child = world.enrol("child", card(1))
    parent = world.enrol("parent", card(2))
    opening = world.opening(child)
    grants = world.consent(child, Decision(opening.commitment(), world.now() + DAY), signer=parent)
    proof = card(2).sign(grants.digest(world.records.place))
    assert refused(world, grants, proof) == "NotEntitled"
    mandate = Mandate(Scope.GRANT, world.now() + 1000)
    appointed = Appointment(child, parent, mandate.scope, mandate.end, 0)
    world.cards.appoint(child, parent, mandate, card(1).sign(appointed.digest(world.cards.place)))
    grants = replace(grants, nonce=1)
    world.decide(card(2), grants)
    assert world.consents.may_read(opening, world.now())
    ends = world.consent(child, Decision(opening.commitment(), 0), signer=parent)
    assert refused(world, ends, card(2).sign(ends.digest(world.records.place))) == "NotEntitled"
    world.advance(1001)
    more = world.consent(child, Decision(b"more".ljust(32), world.now() + DAY), signer=parent)
    assert refused(world, more, card(2).sign(more.digest(world.records.place))) == "NotEntitled"
