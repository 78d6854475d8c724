"""The epoch key in the hands of several people: k of n shares, made here and put together again on another machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fhir_bridge.errors import FolderFault
from fhir_bridge.seal.epochfile import FileEpochs
from fhir_bridge.seal.shares import Share, join, split
from fhir_bridge.store.copy import write_file


def share_out(keys: Path, out: Path, *, needed: int, shares: int) -> str:
    """Write shares of the current epoch key, a file each; the epoch. FolderFault where files lie in `out`."""
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise FolderFault(f"{out} is not empty; name an empty folder")
    epochs = FileEpochs(keys)
    epoch = epochs.held()[-1]
    try:
        made = split(epochs.reveal(epoch), needed=needed, shares=shares)
    except ValueError as error:
        raise FolderFault(str(error)) from error
    for share in made:
        path = out / f"{epoch}-share-{share.number}.txt"
        write_file(path, str(share).encode())
        path.chmod(0o600)
    return epoch


def put_together(files: Sequence[Path], keys: Path) -> str:
    """The epoch key of these shares, in the folder of a keyring that has none; the epoch. SealTampered."""
    key = join([Share.parse(path.read_text(encoding="ascii")) for path in files])
    keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileEpochs.create(keys, key).held()[-1]


def take_keyring(source: Path, keys: Path) -> None:
    """The epoch keys of another folder, each checked, in a folder that has none."""
    epochs = FileEpochs(source)
    first, *more = (epochs.reveal(epoch) for epoch in epochs.held())
    keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = FileEpochs.create(keys, first)
    for key in more:
        target.add(key)
