"""An operator asks for a link, comes in, looks, and everybody is shown out."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.faults.sender import served
from tests.story.programs import Bridge


def test_an_operator_comes_in_by_the_link_that_the_command_prints(tmp_path: Path) -> None:
    bridge = Bridge(tmp_path / "data")
    with served(bridge.data) as service:
        link = bridge("console", "--as", "Olga").out.decode().strip().replace(":8080", f":{service.http}")
        with httpx.Client(trust_env=False) as browser:
            assert browser.get(f"http://127.0.0.1:{service.http}/console").status_code == 401
            assert browser.get(link).status_code == 200
            entered = browser.post(link.partition("?")[0], data={"code": link.partition("=")[2]})
            shown = browser.get(entered.next_request.url if entered.next_request else link)
            assert (shown.status_code, "Olga" in shown.text) == (200, True)
            assert bridge("console", "--close").status == 0
            assert browser.get(shown.url).status_code == 401
        assert service.end() == 0
