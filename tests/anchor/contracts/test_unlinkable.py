"""What somebody who sees the whole chain learns of a grant's grantee: nothing."""

from __future__ import annotations

from itertools import product
from typing import Any

from eth_utils.crypto import keccak

from anchor.consents import Consents
from anchor.statement import Consent, Decision, Opening, classes, member, purpose, shown_text

WORD = 32
NAMES = ["pharmacy Ivy", "pharmacy Oak", "research"]
TEXT = "May {} read your medication for 90 days?"


def traces(
    world: Any, card: Any, patient: bytes, number: int, name: str, salt: bytes
) -> tuple[Opening, bytes]:
    """A grant on the chain, and all that the chain shows of it: the call's bytes and the events' words."""
    opening = Opening(
        patient, salt, member(world.dispensing.address, number), purpose("TREAT"), classes(["a"])
    )
    decision = Decision(opening.commitment(), 2_000_000_000)
    nonce = world.cards.info(patient).nonce
    consent = Consent(patient, patient, nonce, shown_text(TEXT.format(name), salt), (decision,))
    proof = card.sign(consent.digest(world.records.place))
    relay = world.account("relay")
    consents: Any = Consents(relay, world.records.address)
    receipt = consents._once("decide", _words(consent), proof.words())
    sent = _words(consent)
    shown = b"".join([sent[0], sent[1], sent[3], sent[4][0][0], *proof.words()])
    for log in receipt["logs"]:
        shown += b"".join(bytes(topic) for topic in log["topics"]) + bytes(log["data"])
    return opening, shown


def _words(consent: Consent) -> Any:
    decisions = [(one.commitment, one.end) for one in consent.decisions]
    return (consent.patient, consent.signer, consent.nonce, consent.text, decisions)


def test_two_grants_cannot_be_linked_to_a_grantee(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    salts = [keccak(b"%d" % i) for i in range(3)]
    first, one = traces(world, card(1), patient, 5, NAMES[0], salts[0])
    second, two = traces(world, card(1), patient, 5, NAMES[0], salts[1])
    other, three = traces(world, card(1), patient, 6, NAMES[1], salts[2])
    common_to_same = words(one) & words(two)
    common_to_other = words(one) & words(three)
    assert common_to_same == common_to_other, "nothing is shared because the grantee is the same"
    for opening, shown in ((first, one), (second, two), (other, three)):
        for secret in (opening.salt, opening.grantee, opening.purpose, opening.classes):
            assert secret not in shown
            assert keccak(secret) not in shown
        assert world.consents.may_read(opening, world.now())


def test_who_knows_every_name_text_and_code_cannot_guess_either(world: Any, card: Any) -> None:
    patient = world.enrol("anna", card(1))
    _, shown = traces(world, card(1), patient, 5, NAMES[0], keccak(b"salt"))
    zero = bytes(WORD)
    for number, name in product(range(10), NAMES):
        text = TEXT.format(name)
        grantee = member(world.dispensing.address, number)
        guesses = [
            keccak(text.encode()),
            shown_text(text, zero),
            Opening(patient, zero, grantee, purpose("TREAT"), classes(["a"])).commitment(),
            keccak(grantee + purpose("TREAT") + classes(["a"])),
            keccak(grantee),
        ]
        assert not any(guess in shown for guess in guesses)


def words(shown: bytes) -> set[bytes]:
    return {shown[i : i + WORD] for i in range(0, len(shown), WORD)}
