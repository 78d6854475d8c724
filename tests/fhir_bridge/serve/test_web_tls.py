"""HTTP beyond this machine: by TLS alone, and FHIR from none but those who are known."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path

import httpx
import pytest

from fhir_bridge.errors import FolderFault
from fhir_bridge.opening import serving
from fhir_bridge.serve.fhir_http import FhirIntake
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.posters import Posters
from fhir_bridge.serve.tls import web_tls_of
from fhir_bridge.serve.web import nothing_here, serving_web
from fhir_bridge.settings import Settings
from fhir_bridge.store.group import GroupCommit
from tests.fhir_bridge.serve.test_fhir_http import ONE, TYPE
from tests.fhir_bridge.serve.test_tls import certificate, client

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- what is refused, unless it is asked for by name


async def posted(port: int, number: int, tls: ssl.SSLContext, headers: dict[str, str]) -> int:
    """The status of the example, indented by so much: each is another input."""
    async with httpx.AsyncClient(verify=tls) as http:
        body = json.dumps(json.loads(ONE), indent=number).encode()
        answer = await http.post(f"https://127.0.0.1:{port}/fhir", content=body, headers=TYPE | headers)
        return answer.status_code


def posting(settings: Settings, *asked: tuple[ssl.SSLContext, dict[str, str]]) -> list[int]:
    """The status of one post over each, to a real server; the last number is how many messages were kept."""

    async def story() -> list[int]:
        with serving(settings, lambda: None) as service:
            group = GroupCommit(service.intake.inbox, broken=lambda _: None)
            posters = Posters.of(settings, service.intake.reader.senders)
            app = FhirIntake(service.intake, group, lambda: None, Figures(), nothing_here, posters)
            group.begin()
            try:
                async with serving_web(app, 0, tls=web_tls_of(settings)) as port:
                    statuses = [await posted(port, number, *one) for number, one in enumerate(asked)]
            finally:
                group.end()
            return [*statuses, len(service.journal.pending())]

    return asyncio.run(story())


@pytest.fixture
def secured(tmp_path: Path) -> Settings:
    server, _ = certificate(tmp_path, "localhost")
    lab, fingerprint = certificate(tmp_path, "lab")
    ward, _ = certificate(tmp_path, "ward")
    (tmp_path / "clients.pem").write_bytes(lab.read_bytes() + ward.read_bytes())
    profile = f'[[sender]]\napplication = "LAB"\nfacility = "NORTH"\ncertificates = ["{fingerprint}"]\n'
    (tmp_path / "senders.toml").write_text(profile)
    (tmp_path / "token").write_text("secret\n")
    return Settings(
        data=tmp_path / "data",
        senders=tmp_path / "senders.toml",
        http_certificate=server,
        http_clients=tmp_path / "clients.pem",
        http_token=tmp_path / "token",
    )


def test_a_known_certificate_stands_in_for_the_token_and_no_other_does(
    tmp_path: Path, secured: Settings
) -> None:
    server = tmp_path / "localhost.pem"
    lab, ward, nobody = (
        client(server, tmp_path / "lab.pem"),
        client(server, tmp_path / "ward.pem"),
        client(server),
    )
    bearing = {"authorization": "Bearer secret"}
    asked = ((lab, {}), (ward, {}), (nobody, {}), (nobody, bearing))
    assert posting(secured, *asked) == [200, 401, 401, 200, 2]


def test_without_a_token_only_a_known_certificate_may(tmp_path: Path, secured: Settings) -> None:
    alone = secured.model_copy(update={"http_token": None})
    server = tmp_path / "localhost.pem"
    assert posting(alone, (client(server), {}), (client(server, tmp_path / "lab.pem"), {})) == [401, 200, 1]


def test_a_certificate_that_the_authority_did_not_make_ends_the_connection(
    tmp_path: Path, secured: Settings
) -> None:
    stranger, _ = certificate(tmp_path, "stranger")
    with pytest.raises((httpx.TransportError, ssl.SSLError)):
        posting(secured, (client(tmp_path / "localhost.pem", stranger), {}))


def test_a_header_cannot_show_a_certificate(tmp_path: Path, secured: Settings) -> None:
    pem = (tmp_path / "lab.pem").read_text().replace("\n", "")
    shown = {"x-client-cert": pem, "x-forwarded-client-cert": pem}
    assert posting(secured, (client(tmp_path / "localhost.pem"), shown)) == [401, 0]


def test_older_tls_is_not_spoken(tmp_path: Path, secured: Settings) -> None:
    old = client(tmp_path / "localhost.pem")
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(httpx.TransportError):
        posting(secured, (old, {}))


def test_http_beyond_this_machine_needs_tls_and_somebody_known(tmp_path: Path) -> None:
    certified, _ = certificate(tmp_path, "localhost")
    token = tmp_path / "token"
    for host in ("127.0.0.1", "::1", "localhost"):
        assert web_tls_of(Settings(http_host=host)) is None
    with pytest.raises(FolderFault, match="HTTP_TOKEN"):
        web_tls_of(Settings(http_host=EVERYWHERE, http_certificate=certified))
    with pytest.raises(FolderFault, match="HTTP_CERTIFICATE"):
        web_tls_of(Settings(http_host=EVERYWHERE, http_token=token))
    with pytest.raises(FolderFault, match="HTTP_CERTIFICATE"):
        web_tls_of(Settings(http_clients=certified))
    with pytest.raises(FolderFault, match="cannot be used"):
        web_tls_of(Settings(http_certificate=tmp_path / "none.pem"))
    with pytest.raises(FolderFault, match="address"):
        web_tls_of(Settings(http_host="clinic.example"))
    plain = Settings(http_host=EVERYWHERE, http_token=token, http_plaintext_beyond_loopback=True)
    assert web_tls_of(plain) is None
    assert web_tls_of(Settings(http_host=EVERYWHERE, http_token=token, http_certificate=certified))
