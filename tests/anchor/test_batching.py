from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchor.batching import Batching, Rounds
from anchor.purse import Alarm, Purse

DEFAULTS = Batching()


@pytest.mark.parametrize(
    ("waiting", "oldest", "due"),
    [
        (0, None, False),
        (0, 0.0, False),
        (1, 98.1, False),
        (1, 98.0, True),
        (9_999, 99.0, False),
        (10_000, 100.0, True),
    ],
)
def test_a_batch_is_due_by_time_or_by_size(waiting: int, oldest: float | None, due: bool) -> None:
    assert DEFAULTS.due(waiting, oldest, 100.0) is due


@given(st.integers(0, 20_000), st.floats(0, 1e6), st.floats(0, 1e4))
def test_after_its_pause_a_batch_is_due(waiting: int, oldest: float, age: float) -> None:
    now = oldest + age
    pause = DEFAULTS.pause(waiting, oldest, now)
    assert 0 <= pause <= DEFAULTS.seconds
    assert DEFAULTS.due(waiting, oldest, now) is (bool(waiting) and pause == 0)


@pytest.mark.parametrize(
    ("balance", "spent", "told"),
    [
        (100, 0, []),
        (99, 0, [Alarm.LOW_BALANCE]),
        (100, 799, []),
        (100, 800, [Alarm.BUDGET_NEARLY_SPENT]),
        (0, 1000, [Alarm.LOW_BALANCE, Alarm.BUDGET_SPENT]),
    ],
)
def test_an_account_tells_before_its_money_is_gone(balance: int, spent: int, told: list[Alarm]) -> None:
    assert list(Purse(100, 1000).alarms(balance=balance, spent=spent)) == told


def test_a_budget_is_kept_and_none_is_no_limit() -> None:
    assert Purse(0, 1000).allows(200, spent=800)
    assert not Purse(0, 1000).allows(201, spent=800)
    assert Purse().allows(10**30, spent=10**30)
    assert Purse().alarms(balance=0, spent=10**30) == ()


def test_a_round_is_due_first_and_then_after_its_time() -> None:
    assert Rounds(10.0).due(None, 5.0)
    assert not Rounds(10.0).due(5.0, 14.9)
    assert Rounds(10.0).due(5.0, 15.0)
