"""Who may act in a contract: members are numbers, and act through accounts that the governance enlists."""

from __future__ import annotations

from anchor.contract import Contract
from anchor.evm import checksum

_NOBODY = "0x" + "00" * 20


class Roster(Contract):
    """What every care contract has; the governance is the contract's owner."""

    def governance(self) -> str:
        """The account, perhaps of several signers, that enlists and strikes."""
        return str(self._ask("owner")).lower()

    def offer_governance(self, account: str) -> None:
        """Offer the governance to another account; nothing changes until that accepts."""
        self._anew("transferOwnership", checksum(account))

    def withdraw_offer(self) -> None:
        """Offer the governance to nobody."""
        self._anew("transferOwnership", _NOBODY)

    def accept_governance(self) -> None:
        """Take the governance that was offered to this account."""
        self._anew("acceptOwnership")

    def member_of(self, account: str) -> int:
        """The member that an account acts for; 0 for nobody."""
        return int(self._ask("memberOf", checksum(account)))

    def hand_over(self, account: str) -> None:
        """Pass this account's place to another account of the same member."""
        self._anew("handOver", checksum(account))

    def strike(self, account: str) -> None:
        """End what an account may do."""
        self._anew("strike", checksum(account))
