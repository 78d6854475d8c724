"""What a transaction offers to pay: the market's price, enough to replace a stuck one, never above the
site's ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass

_BUMP = (9, 8)  # nodes take a replacement from 12.5 % (geth: 10 %) above what it replaces
_HEADROOM = 2  # the base fee may double, over six full blocks, before the offer is too low


@dataclass(frozen=True, slots=True)
class Fees:
    """Wei for each unit of gas: at most `fee` in all, of which `tip` goes to whoever makes the block
    (EIP-1559).
    """

    tip: int
    fee: int

    def above(self, other: Fees) -> Fees:
        """These fees, or as much as replaces a transaction that offers the others."""
        return Fees(max(self.tip, _bumped(other.tip)), max(self.fee, _bumped(other.fee)))


def market(base: int, tip: int) -> Fees:
    """What gets into a block soon, by the last block's base fee and the tip that the node suggests."""
    return Fees(tip, _HEADROOM * base + tip)


def _bumped(price: int) -> int:
    numerator, denominator = _BUMP
    return -(-price * numerator // denominator)
