"""Writes the anchor's vectors: `python tests/anchor/make_vectors.py`. Tests hold the code against what stands there."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from anchor.checkpoint import TreeHead, sign_checkpoint
from anchor.commitment import Facts, commitment, open_leaf
from anchor.site import Anchor

HERE = Path(__file__).parent
VECTORS = HERE.parent / "vectors"


def commitment_vector(facts: Facts, seed: bytes) -> dict[str, object]:
    written = {
        "profile": facts.profile,
        "digest": facts.digest.hex(),
        "cid": facts.cid,
        "source": facts.source.hex(),
        "parts": [part.hex() for part in facts.parts],
    }
    openings = [open_leaf(facts, seed, leaf).text() for leaf in range(1 + len(facts.parts))]
    return {
        "facts": written,
        "seed": seed.hex(),
        "commitment": commitment(facts, seed).hex(),
        "openings": openings,
    }


def main() -> None:
    sys.path.insert(0, str(HERE))
    from conftest import Clinic  # noqa: PLC0415 -- the tests' own clinic, beside this file

    clinic = Clinic()
    for name, parts in (("no-parts", 0), ("one-part", 1), ("three-parts", 3), ("ten-parts", 10)):
        vector = commitment_vector(clinic.facts(1, parts), clinic.seed(1))
        (VECTORS / "commitment" / f"{name}.json").write_text(json.dumps(vector, indent=1) + "\n")
    (VECTORS / "checkpoint" / "log.pub").write_text(clinic.key().verifier.text())
    (VECTORS / "checkpoint" / "ten.note").write_text(
        sign_checkpoint(TreeHead(10, bytes(range(32))), clinic.key())
    )
    _receipts(clinic)


def _receipts(clinic: object) -> None:
    folder = VECTORS / "receipt"
    with tempfile.TemporaryDirectory() as scratch:
        clinic.key().save(Path(scratch) / "log.key")
        anchor = Anchor.open(Path(scratch), clinic.origin, clock=lambda: 1_800_000_000)
        anchor.append([clinic.entry(number) for number in range(300)])
        anchor.publish()
        (folder / "log.pub").write_text(anchor.verifier)
        for name, leaf in (("whole", 0), ("part", 2)):
            (folder / f"{name}.tlog-proof").write_bytes(anchor.receipt(258, clinic.opening(258, leaf)))
            (folder / f"{name}.record").write_bytes(clinic.record(258, leaf))
        anchor.close()


if __name__ == "__main__":
    main()
