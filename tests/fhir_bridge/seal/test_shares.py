from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.seal.faults import Fault, SealTampered
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.seal.shares import Share, join, split


def refused(shares: list[Share]) -> Fault:
    with pytest.raises(SealTampered) as error:
        join(shares)
    return error.value.fault


def test_any_k_of_n_shares_give_the_key_and_fewer_do_not() -> None:
    key = new_key()
    shares = split(key, needed=3, shares=5)
    for some in combinations(shares, 3):
        assert join(list(some)) == key
    assert join(shares) == key
    for some in combinations(shares, 2):
        assert refused(list(some)) is Fault.SHARES


@given(st.binary(min_size=32, max_size=32), st.integers(2, 9), st.integers(0, 5))
def test_a_share_goes_there_and_back(key: bytes, needed: int, more: int) -> None:
    shares = split(Secret(key), needed=needed, shares=needed + more)
    printed = [str(share) for share in shares]
    assert join([Share.parse(line) for line in printed[more:]]) == Secret(key)


def test_t057_every_bit_flip_of_a_printed_share_is_refused() -> None:
    line = str(split(new_key(), needed=2, shares=2)[0]).encode()
    for bit in range(len(line) * 8):
        changed = bytearray(line)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealTampered):
            Share.parse(changed.decode("latin-1"))


def test_shares_of_two_splits_the_same_share_twice_and_none_are_refused() -> None:
    key = new_key()
    one, two = split(key, needed=2, shares=3), split(key, needed=2, shares=3)
    assert refused([one[0], two[1]]) is Fault.SHARES
    assert refused([one[0], one[0]]) is Fault.SHARES
    assert refused([]) is Fault.SHARES


def test_a_share_with_a_wrong_value_gives_no_key() -> None:
    one, two = split(new_key(), needed=2, shares=2)
    wrong = Share(two.epoch, two.split, two.needed, two.number, two.value ^ 1)
    assert refused([one, wrong]) is Fault.SHARES


@pytest.mark.parametrize(("needed", "shares"), [(1, 3), (0, 0), (4, 3), (2, 256)])
def test_counts_that_make_no_sense_are_refused(needed: int, shares: int) -> None:
    with pytest.raises(ValueError, match="cannot be made"):
        split(new_key(), needed=needed, shares=shares)


def test_too_few_shares_fit_every_key_alike() -> None:
    one, _ = split(Secret(bytes(32)), needed=2, shares=2)
    prime = 2**256 + 297
    for candidate in (0, 1, 2**255):
        slope = (one.value - candidate) % prime
        assert (candidate + slope) % prime == one.value


def test_t071_a_share_does_not_show_its_value_in_its_repr() -> None:
    share = split(new_key(), needed=2, shares=2)[0]
    assert str(share.value) not in repr(share)
