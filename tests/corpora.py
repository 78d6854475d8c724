"""The data that nobody on this project wrote, where it lies beside it: `../shared/corpora`."""

from __future__ import annotations

from pathlib import Path

import pytest

ABSENT = "the corpora are not beside the project"
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"


def corpus(*parts: str, pattern: str) -> list[Path]:
    """The files of a corpus, sorted; skips the test where the corpora are not there."""
    if not CORPORA.exists():
        pytest.skip(ABSENT)
    return sorted(CORPORA.joinpath(*parts).rglob(pattern))
