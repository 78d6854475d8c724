"""Everything the anchor can refuse or fail with.

AnchorError
├── CanonicalError    the bytes are not JSON that has one canonical form
├── FormatError       a text is not written in its one accepted spelling, or a value cannot stand in it
├── SignatureError    a note is not signed by both of the log's keys
├── KeyFileError      a key file cannot be made, or must not be trusted
├── DatabaseError     a database is of another version, or cannot be written safely
│   └── DatabaseUnavailableError  the database's server does not answer, or is too busy; the same may work later
├── LogError          the log must not, or cannot, do what was asked
├── WitnessError      a witness did not cosign
│   ├── WitnessDeclinedError      it answered, and would not
│   └── WitnessUnavailableError   it does not answer; the same may work later
└── LedgerError       the chain and the site do not agree, or a transaction failed
    ├── LedgerUnavailableError    nobody answers at the chain's address; the same may work later
    └── ContractRefusedError      a contract refused what it was asked
"""

from __future__ import annotations


class AnchorError(Exception):
    """Something the anchor was asked for cannot be done."""


class CanonicalError(AnchorError):
    """The bytes are not JSON that has one canonical form.

    `code` names the fault (one of the codes listed in `docs/formats.md`), `offset` is the byte at which it
    was seen.
    """

    def __init__(self, code: str, offset: int) -> None:
        super().__init__(f"{code} at byte {offset}")
        self.code = code
        self.offset = offset


class FormatError(AnchorError):
    """A text is not written in its one accepted spelling, or a value cannot stand in it.

    The message names the format and the place, never the value.
    """


class SignatureError(AnchorError):
    """A note is not signed by both of the log's keys."""


class KeyFileError(AnchorError):
    """A key file cannot be made, or must not be trusted."""


class DatabaseError(AnchorError):
    """A database is of another version, or cannot be written safely."""


class DatabaseUnavailableError(DatabaseError):
    """The database's server does not answer, or is too busy; the same may work later."""


class LogError(AnchorError):
    """The log must not, or cannot, do what was asked."""


class WitnessError(AnchorError):
    """A witness did not cosign."""


class WitnessDeclinedError(WitnessError):
    """A witness answered, and would not cosign.

    `status` is the protocol's: 400 malformed, 403 not signed by the log, 404 a log that it does not know, 409
    another size than it has `seen`, 422 a proof that does not hold.
    """

    def __init__(self, status: int, *, seen: int | None = None) -> None:
        super().__init__(f"the witness does not cosign (status {int(status)})")
        self.status = status
        self.seen = seen


class WitnessUnavailableError(WitnessError):
    """A witness does not answer; the same may work later."""


class LedgerError(AnchorError):
    """The chain and the site do not agree, or a transaction failed."""


class LedgerUnavailableError(LedgerError):
    """Nobody answers at the chain's address; the same may work later."""


class ContractRefusedError(LedgerError):
    """A contract refused what it was asked; `reason` is the name of its error."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the contract refused: {reason}")
        self.reason = reason
