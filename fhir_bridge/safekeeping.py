"""What keeps the installation alive: backups, shares of the epoch key and turns of the epoch; traced, and in `status`.

After a turn, backups and shares from before open nothing. So each is remembered with the epoch of its time, and
`status` says of the last one whether it still opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.backup import Backup
from fhir_bridge.epoch import Turned
from fhir_bridge.recovery import Sharing
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.trace import Trace

_BACKUP, _SHARES = "last-backup", "last-shares"


@dataclass(frozen=True, slots=True)
class Safekeeping:
    """Does them, in this order: trace, act, remember."""

    backup: Backup
    trace: Trace

    def back_up(self, target: Path, *, by: Actor) -> int:
        """A whole backup in an empty folder; how many files it has."""
        self.trace.note(Act(Deed.BACKUP, by))
        count = self.backup.make(target)
        self._remember(_BACKUP)
        return count

    def share_out(self, key: Secret, sharing: Sharing, *, by: Actor) -> str:
        """Shares of the current epoch key; the epoch."""
        self.trace.note(Act(Deed.SHARE_KEY, by))
        sharing.write(key)
        self._remember(_SHARES)
        return self._epoch()

    def turn(self, sharing: Sharing | None = None, *, by: Actor) -> Turned:
        """Turn the epoch now; with `sharing`, the new key is shared out before it goes where nobody can read it."""
        self.trace.note(Act(Deed.TURN_EPOCH, by))
        key = new_key() if sharing else None
        if sharing and key:
            self.trace.note(Act(Deed.SHARE_KEY, by))
            sharing.write(key)
        turned = self.backup.epochs.turn(key)
        if sharing:
            self._remember(_SHARES)
        return turned

    def status(self) -> dict[str, object]:
        """When the last backup and the last shares were made, and whether they still open."""
        names = {"last backup": _BACKUP, "last shares of the epoch key": _SHARES}
        return {words: self._said(name) for words, name in names.items()}

    def _remember(self, name: str) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.backup.journal.note(name, f"{at} {self._epoch()}".encode())

    def _said(self, name: str) -> str:
        at, _, epoch = (self.backup.journal.setting(name) or b"").decode().partition(" ")
        if not at:
            return "none"
        return at if epoch == self._epoch() else f"{at}; it opens nothing: the epoch has turned since"

    def _epoch(self) -> str:
        return self.backup.epochs.keyring.health().current
