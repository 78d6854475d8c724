from __future__ import annotations


def test_a_consent_opens_what_it_names(world, card, decision) -> None:
    patient = world.enrol("anna", card(1))
    opening = world.opening(patient)
    end = world.now() + 90 * 86_400
    world.decide(card(1), world.consent(patient, decision(opening.commitment(), end)))
    assert world.consents.may_read(opening, world.now())
