"""A kiosk elsewhere: its own client, over TLS that it has pinned, to a bridge that serves."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from fhir_bridge.api.wire.enrolment import HEALTH
from fhir_bridge.api.wire.operation import Nothing
from kiosk.enrolment import enrol
from kiosk.errors import BridgeDown
from kiosk.renewal import Renewing
from tests.faults.sender import served
from tests.fhir_bridge.serve.test_tls import certificate
from tests.story.programs import Bridge


def test_a_kiosk_enrols_and_asks_over_tls_and_trusts_no_other_bridge(tmp_path: Path) -> None:
    pinned, _ = certificate(tmp_path, "localhost")
    (tmp_path / "other").mkdir()
    other, _ = certificate(tmp_path / "other", "localhost")
    settings = {"FHIR_BRIDGE_HTTP_CERTIFICATE": str(pinned), "FHIR_BRIDGE_KIOSKS": "true"}
    bridge = Bridge(tmp_path / "data")
    with served(bridge.data, **settings) as service:
        address = f"https://localhost:{service.http}"
        code = bridge("kiosks", "code").out.decode().split()[0]
        with pytest.raises(BridgeDown):
            enrol(tmp_path / "deceived", address, code, name="Hall", authority=other)
        standing = enrol(tmp_path / "state", address, code, name="Hall", authority=pinned)
        http = standing.client()
        assert Renewing(tmp_path / "state", standing, http).ask(HEALTH, Nothing()).version
        http.close()
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://localhost:{service.http}/health/live", trust_env=False)
        assert service.end() == 0
