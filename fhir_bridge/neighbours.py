"""The neighbours that the settings name: a token for the epoch keys, a Kubo node for the blobs, a chain for the log.

Without them all lie in the data folder. The libraries are extras or load long: each is imported where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from anchor.purse import Purse
from anchor.site import ChainChoice
from fhir_bridge.errors import FolderFault, Unavailable
from fhir_bridge.seal.epochfile import FileEpochs
from fhir_bridge.seal.epochline import Line, LockedLine, OpenLine
from fhir_bridge.seal.faults import KeyringFault
from fhir_bridge.seal.keyring import EpochKeys
from fhir_bridge.seal.patience import PatientEpochs
from fhir_bridge.seal.secret import Secret
from fhir_bridge.settings import Settings
from fhir_bridge.store.blobs import BlobStore, BlockStore
from fhir_bridge.store.car import CarBlocks
from fhir_bridge.store.folder import Folder
from fhir_bridge.store.migrate import Progress, migrate
from fhir_bridge.store.pins import Finding, audit
from fhir_bridge.store.private import faults

if TYPE_CHECKING:
    from fhir_bridge.store.kubo import KuboBlocks

TOKEN_SECONDS = 10.0
"""How long a token may think about one HMAC."""
GWEI = 10**9
"""Wei."""
PROBE_SECONDS = 5.0
"""How long a node may take to show its configuration."""


class Closing(BlockStore, Protocol):
    """A block store that holds something open."""

    def close(self) -> None:
        """Let go of it."""


def blocks_of(settings: Settings, folder: Folder) -> Closing:
    """Where blobs are kept: a node, or segments in the data folder. Nothing is sent to a node yet."""
    return CarBlocks.open(folder.blobs) if settings.kubo is None else _node(settings)


@contextmanager
def left_behind(settings: Settings, folder: Folder) -> Iterator[tuple[BlobStore, ...]]:
    """Stores beside the one in use that still hold blobs, segments that were moved to a node: erasing covers them."""
    if settings.kubo is None or not any(folder.blobs.glob("*.car")):
        yield ()
        return
    segments = CarBlocks.open(folder.blobs)
    try:
        yield (BlobStore(segments),)
    finally:
        segments.close()


def chain_of(settings: Settings) -> ChainChoice | None:
    """The chain that the log stands on; None for the embedded one. Nobody is asked yet."""
    if settings.chain is None:
        return None
    if settings.chain_id is None or settings.chain_contract is None:
        raise FolderFault("a chain needs its id and its AnchorLog: set chain_id and chain_contract, too")
    from anchor.chains import RemoteChain  # noqa: PLC0415 -- web3 loads longer than most acts take
    from anchor.evm import Patience  # noqa: PLC0415 -- the same

    ceiling = settings.chain_ceiling and settings.chain_ceiling * GWEI
    return RemoteChain(
        settings.chain,
        settings.chain_id,
        settings.chain_contract,
        patience=Patience(confirmations=settings.chain_confirmations, ceiling=ceiling),
        purse=Purse(settings.chain_floor * GWEI, settings.chain_budget and settings.chain_budget * GWEI),
        second=settings.chain_second,
    )


def refuse_public(settings: Settings) -> None:
    """FolderFault for a node that its own configuration shows open to strangers, unless the settings allow it.

    A node that does not answer is passed over: nothing can be put there now either.
    """
    if settings.kubo is None or settings.kubo_may_be_public:
        return
    from fhir_bridge.store.kubo import KuboBlocks  # noqa: PLC0415 -- an extra: only who names a node needs it

    shown: list[Mapping[str, object]] = []
    for authorization in (_bearer(settings.kubo_secret), ""):
        node = KuboBlocks.open(settings.kubo, authorization=authorization, answer_seconds=PROBE_SECONDS)
        with suppress(Unavailable), closing(node):
            shown.append(node.configuration())
    if shown and (found := faults(shown[0], answers_strangers=len(shown) > 1)):
        raise FolderFault(f"the node at {settings.kubo} is not private: {'; '.join(found)}")


def standing(settings: Settings) -> str:
    """Where the blobs are, in a few words, and whether the node answers; it is asked for no longer than a probe."""
    if settings.kubo is None:
        return "the data folder"
    from fhir_bridge.store.kubo import KuboBlocks  # noqa: PLC0415 -- an extra: only who names a node needs it

    node = KuboBlocks.open(
        settings.kubo, authorization=_bearer(settings.kubo_secret), answer_seconds=PROBE_SECONDS
    )
    try:
        with closing(node):
            node.configuration()
    except Unavailable as error:
        return f"{error}; what comes in waits in the journal"
    return f"the node at {settings.kubo}, which answers"


def move_to_node(settings: Settings, folder: Folder) -> Iterator[Progress]:
    """Import the data folder's segments into the node, one after another; FolderFault where none is named."""
    node = _node(settings)
    try:
        yield from migrate(iter(sorted(folder.blobs.glob("*.car"))), node)
    finally:
        node.close()


def audit_node(cids: Iterable[str], settings: Settings, folder: Folder) -> Iterator[Finding]:
    """What the node still keeps of these; what it lost is put again from the data folder's own segments."""
    node, segments = _node(settings), CarBlocks.open(folder.blobs)
    try:
        yield from audit(cids, BlobStore(node), source=BlobStore(segments))
    finally:
        node.close()
        segments.close()


def epochs_of(settings: Settings, folder: Folder, *, fresh: bool) -> EpochKeys:
    """Where the epoch keys are kept; a fresh folder without any gets its first, a token has to be given one."""
    if settings.token_module is not None:
        return _token(settings)
    epochs = _files(settings, folder.keys)
    if fresh and not (folder.keys.exists() and epochs.held()):
        return FileEpochs.create(folder.keys, line=_line(settings))
    return epochs


def install(settings: Settings, key: Secret) -> None:
    """Put a first epoch key where the settings say; KeyringFault where there is one already."""
    if settings.token_module is None:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        FileEpochs.create(Folder(settings.data).keys, key, line=_line(settings))
        return
    token = _token(settings)
    if token.held():
        raise KeyringFault("the token holds epoch keys already")
    token.add(key)


def take_keyring(settings: Settings, source: Path) -> None:
    """Copy the files of the epoch keys from another folder, each checked, to where the settings say."""
    epochs = _files(settings, source)
    first, *more = [epochs.reveal(epoch) for epoch in epochs.held()]
    install(settings, first)
    target = epochs_of(settings, Folder(settings.data), fresh=False)
    for key in more:
        target.add(key)


def reveal(settings: Settings, folder: Folder) -> Secret:
    """The current epoch key, to be split into shares; KeyringFault where its keeper gives none out."""
    if settings.token_module is not None:
        raise KeyringFault("a token gives no key out: shares are made when an epoch begins, by keys rotate")
    epochs = _files(settings, folder.keys)
    return epochs.reveal(epochs.held()[-1])


def _files(settings: Settings, folder: Path) -> FileEpochs:
    return FileEpochs(folder, _line(settings))


def _line(settings: Settings) -> Line:
    passphrase = settings.epoch_passphrase
    return LockedLine(_secret(passphrase).encode()) if passphrase else OpenLine()


def _node(settings: Settings) -> KuboBlocks:
    from fhir_bridge.store.kubo import KuboBlocks  # noqa: PLC0415 -- an extra: only who names a node needs it

    if settings.kubo is None:
        raise FolderFault("no node is named: set FHIR_BRIDGE_KUBO")
    return KuboBlocks.open(settings.kubo, authorization=_bearer(settings.kubo_secret))


def _token(settings: Settings) -> EpochKeys:
    from fhir_bridge.seal.epochtoken import TokenEpochs  # noqa: PLC0415 -- an extra: only who has a token needs it

    if settings.token_module is None or settings.token_pin is None:
        raise KeyringFault("a token needs FHIR_BRIDGE_TOKEN_MODULE and FHIR_BRIDGE_TOKEN_PIN")
    pin = settings.token_pin
    keys = TokenEpochs(settings.token_module, settings.token_label, lambda: _secret(pin).encode())
    return PatientEpochs(keys, TOKEN_SECONDS)


def _bearer(path: Path | None) -> str:
    return f"Bearer {_secret(path)}" if path else ""


def _secret(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FolderFault(f"{path} cannot be read") from error
