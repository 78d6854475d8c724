"""Backup and restore: data as old as one likes, keys only as they are now, tombstones always.

    DIR/manifest        signed note over the SHA-256 of every other file; written last: without it there is no backup
    DIR/journal.db  DIR/anchor/*.db  DIR/blobs/*.car        the data, sealed, wrapped or hashed as it lies in the folder
    DIR/keys.json       the key table (`keytable`)
    DIR/tombstones/     who is erased

No epoch key is in it: that comes from its own keeper or from its shares. What is erased after a backup was made is
erased from it too, by the tombstones when it is restored and, once the epoch has turned, by the missing epoch key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from anchor.logkey import LogKey
from anchor.note import LogVerifier, NoteSigner
from fhir_bridge.annex import open_annexed, sign_annexed
from fhir_bridge.epoch import Epochs
from fhir_bridge.erasure.tombstones import NAME as TOMBSTONES
from fhir_bridge.erasure.tombstones import Tombstones
from fhir_bridge.errors import FolderFault, Tampered
from fhir_bridge.keytable import NAME as KEYS
from fhir_bridge.keytable import KeyTable
from fhir_bridge.seal.faults import EpochMissing
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.store.copy import copy_database, copy_file, digests, write_file
from fhir_bridge.store.folder import Folder
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.wrapped import WrappedKeys

FORMAT = "fhir-anchor/backup/v1"
MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Backup:
    """Copies one data folder; only whoever holds its writer lock may."""

    folder: Folder
    journal: Journal
    epochs: Epochs
    signer: NoteSigner

    def make(self, target: Path) -> int:
        """A whole backup in an empty folder; how many files it has. FolderFault where something lies there."""
        if not self.folder.journal.exists():
            raise FolderFault(
                "the journal is on a server: back that up by its own means, and keys and tombstones here"
            )
        _refuse_used(target)
        with self.journal.still():  # an act's row is never newer than its entry
            copy_database(self.folder.journal, target / "journal.db")
            for path in self.folder.anchor.glob("*.db"):
                copy_database(path, target / "anchor" / path.name)
        for below in (self.folder.blobs.glob("*.car"), self.folder.tombstones.glob("[0-9]*")):
            for path in below:
                copy_file(path, target / path.relative_to(self.folder.path))
        self.key_table().write(target)
        lines = [" ".join(found) for found in digests(target)]
        facts = {"site": self.signer.verifier.origin, "made": datetime.now(UTC).isoformat(timespec="seconds")}
        write_file(target / MANIFEST, sign_annexed(FORMAT, facts, lines, self.signer).encode())
        return len(lines)

    def key_table(self) -> KeyTable:
        """The key table as it is now."""
        return KeyTable.of(self.epochs.keys.all(), self.epochs.keyring, self.folder.anchor)


def restore(source: Path, target: Path, replicas: Sequence[Path], keyring: Keyring) -> Folder:
    """The data folder of a backup, in `target`, where nothing but the folder of the epoch keys may lie.

    Keys and tombstones are the newest of the backup's and the replicas'. EpochMissing where the epoch keys open none
    of the key tables; Tampered where the backup is not whole.
    """
    _refuse_used(target, except_for="keys")
    table = _newest(source, replicas, keyring)
    folder = Folder(target)
    for name, data in table.signing(keyring).items():
        write_file(folder.anchor / name, data)
    verifier = LogKey.load(folder.anchor / "log.key").verifier
    for name in _checked(source, verifier):
        copy_file(source / name, target / name)
    stones = Tombstones(folder.tombstones, (), verifier)
    for replica in replicas:
        stones.gather(replica / TOMBSTONES)
    _adopt(folder, table)
    return Folder.adopt(target)


def _newest(source: Path, replicas: Sequence[Path], keyring: Keyring) -> KeyTable:
    held = {*keyring.health().old, keyring.health().current}
    paths = [*(replica / KEYS for replica in replicas), source / KEYS]
    tables = [KeyTable.parse(path.read_bytes()) for path in paths if path.exists()]
    if not tables:
        raise FolderFault(f"there is no backup in {source}")
    for table in tables:
        if table.epoch in held:
            return table
    raise EpochMissing(tables[0].epoch)


def _checked(source: Path, verifier: LogVerifier) -> list[str]:
    """The names of the backup's data files; every file is as it was when the backup was made."""
    manifest = source / MANIFEST
    if not manifest.exists():
        raise Tampered(f"the backup in {source} was never finished: it has no manifest")
    lines = open_annexed(manifest.read_text(encoding="utf-8"), FORMAT, verifier)[1]
    found = {name: digest for digest, name in digests(source) if name != MANIFEST}
    for line in lines:
        digest, _, name = line.partition(" ")
        if found.pop(name, "") != digest:
            raise Tampered(f"{name} is not the file that was backed up")
    if found:
        raise Tampered(f"{min(found)} was not backed up with the rest")
    return [name for line in lines if (name := line.partition(" ")[2]) != KEYS]


def _adopt(folder: Folder, table: KeyTable) -> None:
    database = open_journal(folder.journal)
    try:
        WrappedKeys(database).adopt(table.keys)
    finally:
        database.close()


def _refuse_used(folder: Path, *, except_for: str = "") -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(entry.name != except_for for entry in folder.iterdir()):
        raise FolderFault(f"{folder} is not empty; name an empty folder")
