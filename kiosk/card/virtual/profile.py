"""What a virtual card can be like; apart from what makes it, for a command line that only names it."""

from __future__ import annotations

from enum import Enum


class Profile(Enum):
    """What a virtual card is like."""

    GOOD = "good"
    RSA = "rsa"  # as good, its 9E key RSA-2048
    BLANK = "blank"  # not issued yet: keys, GUID and certificates are missing
    LAST_TRY = "last-try"  # one try left
    BLOCKED = "blocked"  # no try left
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLONED = "cloned"  # everything that can be read from a good card, without its private keys
    SLOW = "slow"  # signs in 200 ms, as a real card
    LYING = "lying"  # its signatures are over something else
    ENDLESS = "endless"  # its objects never end
    FOREIGN = "foreign"  # no PIV card
