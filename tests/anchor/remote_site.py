"""A site on a chain of others: `remote_site.py FOLDER NODE CHAIN CONTRACT` appends one record, publishes
it, writes its receipt.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from anchor.chains import RemoteChain
from anchor.commitment import Facts, commitment, open_leaf
from anchor.entry import record_entry
from anchor.site import Anchor

RECORD, SEED = b'{"resourceType":"Patient"}', bytes(32)


def main(folder: Path, chain: RemoteChain) -> None:
    anchor = Anchor.open(folder, "clinic.example/log", chain=chain)
    digest = hashlib.sha256(RECORD).digest()
    facts = Facts("fhir-lex-1", digest, "bafkrei", digest)
    [index] = anchor.append([record_entry(commitment(facts, SEED))])
    anchor.publish()
    (folder / "receipt").write_bytes(anchor.receipt(index, open_leaf(facts, SEED, 0)))
    (folder / "record").write_bytes(RECORD)
    (folder / "key").write_text(anchor.verifier)
    anchor.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), RemoteChain(sys.argv[2], int(sys.argv[3]), sys.argv[4]))
