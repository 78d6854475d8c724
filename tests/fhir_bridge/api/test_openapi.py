"""The document of the routes is the table's, and the one that lies in `docs`."""

from __future__ import annotations

import json
from pathlib import Path

from fhir_bridge.api.openapi import document
from fhir_bridge.api.table import TABLE, Needs

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_document_is_the_tables() -> None:
    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == document(TABLE)


def test_it_has_every_route_and_asks_for_a_token_where_the_table_does() -> None:
    paths = document(TABLE)["paths"]
    said = {
        (method.upper(), path): "security" in one
        for path, each in paths.items()
        for method, one in each.items()
    }
    assert said == {(route.method, route.path): isinstance(route.access, Needs) for route in TABLE}
