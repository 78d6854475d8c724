"""What can be wrong with sealed bytes or with the keys that open them.

BridgeError
├── Tampered
│   └── SealTampered     an envelope or a wrapped key is not what was written; carries its Fault
└── FolderFault
    ├── KeyringFault     an epoch key cannot be used as it lies there
    └── EpochMissing     no epoch key here wrapped this key
"""

from __future__ import annotations

from enum import Enum

from fhir_bridge.errors import FolderFault, Tampered


class Fault(Enum):
    """Why sealed bytes are refused: a code for programs, a sentence for a person."""

    MAGIC = "magic", "the bytes are no envelope"
    HEADER = "header", "the header has another length or shape than its suite asks for"
    SUITE = "suite", "the suite is not known"
    TRUNCATED = "truncated", "the envelope ends before its first segment is whole"
    COMMITMENT = "commitment", "the key is not the one that sealed this envelope, or its head was changed"
    SEGMENT = "segment", "a segment, its place, the header or the context is not what was sealed"
    PADDING = "padding", "the content is not padded as the suite asks"
    WRAP = "wrap", "the key was not wrapped under this key and this context"

    SHARE = "share", "a share is not spelled as it was printed; compare it with its paper"
    SHARES = "shares", "too few shares, shares of two splits, or not those of this epoch's key"
    HANDOVER_FORM = "handover-form", "the note is no handover, or of a suite that is not known"
    HANDOVER_SIGNATURE = "handover-signature", "the note is not signed by both keys of its sender"
    HANDOVER_RECIPIENT = "handover-recipient", "the note is from or for another organisation"
    HANDOVER_SEALED = "handover-sealed", "the key was not sealed to this organisation for this record"

    DIRECTORY = "directory", "the directory's keeper does not vouch for this organisation, or no longer"
    SYSTEM = "system", "the organisation did not sign these keys for a system of this name"

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence


class SealTampered(Tampered):
    """Sealed bytes do not open: `fault` says which check refused them."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.code}: {fault.sentence}")
        self.fault = fault


class KeyringFault(FolderFault):
    """An epoch key cannot be used as it lies there."""


class EpochMissing(FolderFault):
    """No epoch key here wrapped this key: the keyring is another installation's, or the epoch is gone."""

    def __init__(self, epoch: str) -> None:
        super().__init__(
            f"the keyring does not hold epoch {epoch}; use the keyring that belongs to this data"
        )
        self.epoch = epoch
