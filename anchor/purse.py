"""What an account may spend on gas, and when its people are told that it runs out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DAY: Final = 86_400  # seconds

_TOLD: Final = (4, 5)  # the share of a budget at which it is told of: there is time to look


class Alarm(StrEnum):
    """What whoever pays is told, and what to do about it."""

    LOW_BALANCE = (
        "the account holds less than its floor: send it coins, or publishing stops when they are gone"
    )
    BUDGET_NEARLY_SPENT = "four fifths of the day's gas budget are spent: look why, or raise the budget"
    BUDGET_SPENT = "the day's gas budget is spent: nothing is published until it allows, or is raised"


@dataclass(frozen=True, slots=True)
class Purse:
    """`floor`: wei below which the balance is told of; `budget`: wei that gas may cost in 24 hours, None for any."""

    floor: int = 0
    budget: int | None = None

    def alarms(self, *, balance: int, spent: int) -> tuple[Alarm, ...]:
        """What is to be told of a balance, and of what was spent within a day, both in wei."""
        low = (Alarm.LOW_BALANCE,) if balance < self.floor else ()
        if self.budget is None or spent * _TOLD[1] < self.budget * _TOLD[0]:
            return low
        return (*low, Alarm.BUDGET_SPENT if spent >= self.budget else Alarm.BUDGET_NEARLY_SPENT)

    def allows(self, cost: int, *, spent: int) -> bool:
        """Whether a transaction that may cost so much keeps within the budget."""
        return self.budget is None or spent + cost <= self.budget
