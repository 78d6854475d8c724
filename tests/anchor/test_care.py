"""A site's care contracts: deployed once, found again, and refused where others stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from anchor.cardproof import CardProof, card_key
from anchor.cards import CardStatus
from anchor.care import DELAY, Care, Deployment, deploy_care, open_care
from anchor.chains import EmbeddedChoice
from anchor.errors import ContractRefusedError, FormatError, LedgerError
from anchor.home import Home
from anchor.roles import Role
from anchor.site import Anchor
from anchor.statement import Consent, Decision, Opening, Possession

NOW = 1_800_000_000
PATIENT = hashlib.sha256(b"patient").digest()
CARD = ec.derive_private_key(7, ec.SECP256R1())
EMBEDDED = EmbeddedChoice(lambda: NOW)


def signed(digest: bytes) -> CardProof:
    return CardProof.of(CARD.sign(digest, ec.ECDSA(Prehashed(SHA256()))), CARD.public_key())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def care(home: Home, closing: ExitStack) -> Care:
    return open_care(home, EMBEDDED, closing)


def test_a_patient_of_the_site_enrols_consents_and_is_read(care: Care) -> None:
    care.enlist(1)
    key = card_key(CARD.public_key())
    care.cards.register(PATIENT, signed(Possession(PATIENT, key, 0).digest(care.cards.place)))
    assert care.cards.info(PATIENT).status is CardStatus.ACTIVE
    opening = Opening(PATIENT, bytes(31) + b"\x01", care.dispensing.grantee(5), bytes(32), bytes(32))
    nonce = care.cards.info(PATIENT).nonce
    consent = Consent(PATIENT, PATIENT, nonce, bytes(32), (Decision(opening.commitment(), NOW + 1000),))
    care.consents.decide(consent, signed(consent.digest(care.records.place)))
    assert care.consents.may_read(opening, NOW + 999)
    assert not care.consents.may_read(opening, NOW + 1000)


def test_the_contracts_are_found_again_and_nothing_is_sent_twice(
    home: Home, care: Care, closing: ExitStack
) -> None:
    care.enlist(1)
    sent = care.chain.web3.eth.block_number
    again = open_care(home, EMBEDDED, closing)
    again.enlist(1)
    assert again.deployment == care.deployment
    assert again.chain.web3.eth.block_number == sent
    assert again.cards.delay() == DELAY


def test_a_second_officer_is_another_account_of_the_same_home(
    home: Home, care: Care, closing: ExitStack
) -> None:
    care.enlist(1)
    second = open_care(home, EMBEDDED, closing, account="officer", deployment=care.deployment)
    with pytest.raises(ContractRefusedError, match="NotEnlisted"):
        second.cards.suspend(PATIENT)
    care.cards.register_officer(2, second.chain.address)
    with pytest.raises(ContractRefusedError, match="WrongStatus"):
        second.cards.suspend(PATIENT)
    assert second.chain.address != care.chain.address


def test_the_log_and_the_care_contracts_stand_on_one_embedded_chain(
    home: Home, care: Care, clinic: Any
) -> None:
    anchor = Anchor.open(home.folder, clinic.origin, clock=lambda: NOW)
    before = care.chain.web3.eth.block_number
    anchor.append([clinic.entry(0)])
    anchor.publish()
    assert care.chain.web3.eth.block_number > before
    anchor.close()


def test_another_governance_enlists_and_the_deployer_does_not(
    home: Home, care: Care, closing: ExitStack
) -> None:
    other = open_care(home, EMBEDDED, closing, account="governance", deployment=care.deployment)
    at = deploy_care(care.chain, governance=other.chain.address)
    with pytest.raises(ContractRefusedError):
        Care(care.chain, at).enlist(1)
    Care(other.chain, at).cards.register_officer(1, care.chain.address)
    assert Care(care.chain, at).cards.member_of(care.chain.address) == 1


@pytest.mark.parametrize("role", Role)
def test_the_governance_enlists_in_every_role(care: Care, role: Role) -> None:
    insured = Care(care.chain, deploy_care(care.chain, token="0x" + "11" * 20))
    assert insured.claims
    rosters = dict(
        zip(Role, (insured.cards, insured.records, insured.dispensing, insured.claims), strict=True)
    )
    insured.enlist_as(role, 9, "0x" + "33" * 20)
    assert {one: roster.member_of("0x" + "33" * 20) for one, roster in rosters.items()} == {
        one: 9 if one is role else 0 for one in Role
    }
    if role is Role.INSURER:
        with pytest.raises(LedgerError, match="token"):
            care.enlist_as(role, 9, "0x" + "33" * 20)


def test_with_a_token_there_are_claims(care: Care) -> None:
    token = "0x" + "11" * 20
    at = deploy_care(care.chain, token=token)
    claims = Care(care.chain, at).claims
    assert care.claims is None
    assert claims
    assert claims.hospitals() == at.records


def test_t081_contracts_of_another_chain_code_or_deployment_are_refused(care: Care) -> None:
    at = care.deployment
    with pytest.raises(LedgerError, match="serves chain"):
        Care(care.chain, replace(at, chain=1))
    with pytest.raises(LedgerError, match="no PharmacyAccess"):
        Care(care.chain, replace(at, dispensing=at.cards))
    with pytest.raises(LedgerError, match="no PatientSmartCard"):
        Care(care.chain, replace(at, cards="0x" + "22" * 20))
    other = deploy_care(care.chain, delay=DELAY + 1)
    with pytest.raises(LedgerError, match="for one another"):
        Care(care.chain, replace(at, cards=other.cards))


def test_a_deployment_has_one_spelling() -> None:
    at = Deployment(5, *(f"0x{number:040x}" for number in (1, 2, 3)))
    for one in (at, replace(at, claims=f"0x{4:040x}")):
        assert Deployment.parse(one.text()) == one
    for damaged in (
        at.text().upper(),
        at.text() + "\n",
        at.text().replace("chain 5", "chain 05"),
        at.text().replace("cards", "card"),
        at.text().replace("0x", "0X"),
    ):
        with pytest.raises(FormatError):
            Deployment.parse(damaged)
