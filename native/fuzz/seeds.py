"""Gathers what fuzzing starts from: the vectors of `tests/vectors/canonical`, and a bundle."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent
VECTORS = HERE.parent.parent / "tests" / "vectors" / "canonical"
BUNDLE = b'{"type":"x","resourceType":"Bundle","entry":[{"resource":{"id":"1","a":1.0}},{"resource":{"b":[]}}]}'


def main() -> None:
    """Fills `seeds/`; the folder is made anew."""
    seeds = HERE / "seeds"
    shutil.rmtree(seeds, ignore_errors=True)
    seeds.mkdir()
    for path in VECTORS.rglob("*.json"):
        shutil.copy(path, seeds / path.name)
    (seeds / "bundle.json").write_bytes(BUNDLE)


if __name__ == "__main__":
    main()
