"""What a request with an idempotency key finds: nothing, somebody at work, an answer, and nothing again."""

from __future__ import annotations

from pathlib import Path

from fhir_bridge.store.format import open_journal
from fhir_bridge.store.kiosks import ABANDONED, KEPT, Answer, Kiosks


def test_answers_end_and_abandoned_requests_are_free_again(tmp_path: Path) -> None:
    kiosks = Kiosks(open_journal(tmp_path / "journal.db"))

    def begin(key: str, at: int) -> Answer | None:
        return kiosks.begin("k", key, request=b"r", at=at)

    assert begin("answered", 1000) is None
    kiosks.finish("k", "answered", status=200, sealed=b"s")
    assert begin("broken off", 1000) is None
    assert begin("broken off", 1000 + ABANDONED) == Answer(b"r", 0, b"")
    assert begin("broken off", 1001 + ABANDONED) is None
    assert begin("answered", 1000 + KEPT) == Answer(b"r", 200, b"s")
    assert begin("answered", 1001 + KEPT) is None
