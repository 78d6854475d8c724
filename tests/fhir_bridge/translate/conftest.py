"""One translator for all tests: its maps are compiled once, and translating leaves nothing behind in it."""

from __future__ import annotations

import pytest

from fhir_bridge.translate.engine import Translator


@pytest.fixture(scope="session")
def translator() -> Translator:
    return Translator.load()
