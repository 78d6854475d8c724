"""A version that says deleted, and how it is known."""

from __future__ import annotations

import pytest

from fhir_bridge.api.records.content import Content
from fhir_bridge.fhir.deleted import deleted, says_deleted
from fhir_bridge.fhir.json import Object, dumps


@pytest.mark.parametrize("more", [{}, {"meta": {"versionId": "2"}}, {"meta": {"tag": [{"code": "x"}]}}])
def test_it_says_so_and_keeps_the_rest(more: Object) -> None:
    resource: Object = {"resourceType": "Patient", "id": "7", **more}
    marked = deleted(resource)
    assert says_deleted(marked)
    assert not says_deleted(resource)
    assert marked["id"] == "7"
    assert Content.of(dumps(marked)).gone
    assert not Content.of(dumps(resource)).gone
