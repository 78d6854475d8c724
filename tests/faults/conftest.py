"""What fault runs end with: the house is opened and everything that was promised is looked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fhir_bridge.settings import Settings
from tests.faults.sender import Sender
from tests.fhir_bridge.house import ALICE, House


def examine(settings: Settings, sender: Sender) -> None:
    """Every acknowledged message is one record with one place in the log, and nothing is there twice."""
    with House(settings).writing() as service:
        for aside in service.quarantine.all():  # every worker that tried it was killed: it is not lost
            service.quarantine.replay(aside.id, by=ALICE)
        service.recover()
        service.publish()
        records = service.journal.records()
        tags = {service.pipeline.custody.message_tag(sender.message(n)) for n in sender.answered}
        kept = {n for n in tags if service.journal.find(n) is not None}
        assert len(tags - kept) == 0, f"{len(tags - kept)} acknowledged messages are lost"
        assert service.journal.pending() == []
        indexes = {one.log_index for one in records}
        assert None not in indexes
        assert len(indexes) == len(records), "two records have one place in the log"
        acts = sum(1 for _ in service.trace.acts())
        assert service.anchor.status().size == len(records) + acts, "the log has an entry of nobody"
        assert len({one.record.cid for one in records}) == len(records)
        messages = service.journal.messages_of_patient
        each = [n for one in {r.record.pseudonym for r in records} for n in messages(one)]
        assert len(each) == len(records), "a message became two records, or none"
        assert len(records) >= len(sender.answered)
    assert sender.changed == [], "the same message got another answer"


@pytest.fixture
def examined(tmp_path: Path) -> Callable[[Sender], None]:
    return lambda sender: examine(Settings(data=tmp_path / "data"), sender)
