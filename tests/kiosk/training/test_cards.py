"""What training cards are like: of a person's own card whatever can be, of the training authority's the rest."""

from __future__ import annotations

import pytest

from kiosk.card.objects import CHUID
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import issue
from kiosk.training.cards import like

OWN = (
    Profile.GOOD,
    Profile.SLOW,
    Profile.LYING,
    Profile.ENDLESS,
    Profile.BLOCKED,
    Profile.LAST_TRY,
    Profile.CLONED,
)


@pytest.fixture(scope="module")
def authority() -> TrainingAuthority:
    return TrainingAuthority.create()


@pytest.mark.parametrize("profile", list(Profile))
def test_a_profile_is_of_ones_own_card_where_it_can_be(
    authority: TrainingAuthority, profile: Profile
) -> None:
    own = issue(Profile.GOOD, authority).memory
    made = like(profile, own, authority)
    assert made.profile is profile
    assert (made.memory.objects.get(CHUID) == own.objects[CHUID]) is (profile in OWN)


def test_a_blocked_card_leaves_the_persons_own_as_it_is(authority: TrainingAuthority) -> None:
    own = issue(Profile.GOOD, authority).memory
    assert like(Profile.BLOCKED, own, authority).memory.tries == 0
    assert like(Profile.LAST_TRY, own, authority).memory.tries == 1
    assert own.tries == 3
