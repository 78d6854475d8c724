"""What can be wrong with a blob store, and with a lane of the journal.

BridgeError
├── Tampered
│   └── BlobTampered    bytes that do not match their CID, or a node that is not spelled as it must be
├── FolderFault
│   ├── LaneLost        another worker took a lane over
│   ├── Overtaken       another worker said meanwhile whose an identifier is
│   └── BlobMissing     the store does not hold what it was asked for
└── Unavailable
    └── StoreFull       no room; nothing of the object was kept
"""

from __future__ import annotations

from fhir_bridge.errors import FolderFault, Tampered, Unavailable


class BlobTampered(Tampered):
    """Bytes that the store gave do not match their CID."""

    def __init__(self, cid: str, what: str = "the bytes that came back do not match it") -> None:
        super().__init__(f"{cid}: {what}")
        self.cid = cid


class BlobMissing(FolderFault):
    """The store does not hold this CID."""

    def __init__(self, cid: str) -> None:
        super().__init__(f"the blob store does not hold {cid}; restore it from a replica")
        self.cid = cid


class StoreFull(Unavailable):
    """The disk under the store is full; nothing of the object was kept."""

    exit_status = FolderFault.exit_status  # no neighbour will mend it

    def __init__(self, place: object) -> None:
        super().__init__(f"no room under {place}; free some and try again")


class LaneLost(FolderFault):
    """Another worker took the lane over: what this one made of its messages is dropped."""

    def __init__(self) -> None:
        super().__init__("another worker took the lane over, for this one had stood still")


class Overtaken(FolderFault):
    """Another worker said meanwhile whose an identifier is: the message is read again in the light of that."""

    def __init__(self) -> None:
        super().__init__("another worker said meanwhile whose an identifier is; try again")
