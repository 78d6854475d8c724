"""The bridge's settings: type, default and one sentence each. This is the one place that reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Each is taken from `FHIR_BRIDGE_NAME` in the environment, or stands as it is here."""

    model_config = SettingsConfigDict(env_prefix="FHIR_BRIDGE_", frozen=True)

    data: Path = Field(
        default=Path.home() / ".local/share/fhir-anchor", description="where everything is kept"
    )
    site: str | None = Field(
        default=None,
        description="the log's name, in every checkpoint; a random one if none is set",
        pattern=r"^[!-*,-~]+$",
    )
    maps: Path | None = Field(
        default=None, description="a folder of the site's own maps, laid over the built-in ones"
    )
    senders: Path | None = Field(
        default=None, description="a file of what the messages of known senders do not say (docs/mapping.md)"
    )
    epoch_passphrase: Path | None = Field(
        default=None,
        description="the file with the passphrase that locks the epoch keys' files: a systemd credential, for example",
    )
    replicas: tuple[Path, ...] = Field(
        default=(),
        description="further folders for what must always be the newest: who is erased, and the wrapped keys",
    )
    directory: Path | None = Field(
        default=None,
        description="a folder with the notes of the organisations that records go to and come from",
    )
    directory_key: Path | None = Field(
        default=None, description="the LOGKEY of whoever vouches for the organisations in the directory"
    )
    kubo: str | None = Field(
        default=None,
        description="the RPC multiaddress of the Kubo node that keeps the blobs; the data folder if none is set",
    )
    kubo_secret: Path | None = Field(default=None, description="the file with the node's bearer token")
    kubo_may_be_public: bool = Field(
        default=False, description="use the node even if its configuration shows it open to strangers"
    )
    token_module: Path | None = Field(
        default=None,
        description="the PKCS#11 module of the token that keeps the epoch keys; files if none is set",
    )
    token_label: str = Field(default="fhir-anchor", description="the token's label")
    token_pin: Path | None = Field(default=None, description="the file with the token's PIN")
    kiosks: bool = Field(default=False, description="let serve answer kiosks")
    gateway: str | None = Field(
        default=None,
        description="the public URL at which systems ask; serve answers none if none is set",
        pattern=r"^https?://[A-Za-z0-9.:/-]+$",
    )
    issuers: Path | None = Field(
        default=None,
        description="a file of the OIDC servers whose tokens are taken beside the bridge's own (docs/gateway.md)",
    )
    hooks: Path | None = Field(
        default=None,
        description="a file of the origins to which subscribers may have something sent (docs/gateway.md)",
    )
    care: Path | None = Field(
        default=None,
        description="the file that says where the care contracts stand; the embedded chain has its own if none is set",
    )
    kiosk_languages: tuple[str, ...] = Field(
        default=("en", "es", "fr", "de", "ar", "sr"), description="the languages that consents are taken in"
    )
    consent_template: str = Field(
        default="1", description="the version of the consent texts that kiosks show"
    )
    grants_stale: int = Field(
        default=60, gt=0, description="seconds after which grants that were not followed on the chain deny"
    )
    arrivals: Literal["A10", "S14"] | None = Field(
        default=None, description="the message by which the hospital is told of arrivals; none if none is set"
    )
    hospital: str | None = Field(
        default=None,
        description="host and port where the hospital takes these messages by MLLP",
        pattern=r"^[A-Za-z0-9.-]+:[0-9]{1,5}$",
    )
    hospital_ca: Path | None = Field(
        default=None,
        description="the certificates by which the hospital is known, for TLS; plain TCP without",
    )
    chain: str | None = Field(
        default=None,
        description="a node of the EVM chain that the log stands on; the embedded chain if none is set",
    )
    chain_id: int | None = Field(default=None, description="the id that this chain must have")
    chain_contract: str | None = Field(
        default=None, description="the address of the AnchorLog on it, as `fhir-anchor deploy` prints it"
    )
    chain_second: str | None = Field(
        default=None, description="another node of the chain, which must agree on every publication"
    )
    chain_confirmations: int = Field(
        default=0, ge=0, description="blocks on top of a publication's own before it counts"
    )
    chain_ceiling: int | None = Field(
        default=None, gt=0, description="gwei for a unit of gas above which publishing waits"
    )
    chain_floor: int = Field(
        default=0, ge=0, description="gwei below which the balance of the account that publishes is an alarm"
    )
    chain_budget: int | None = Field(
        default=None,
        gt=0,
        description="gwei that gas may cost in 24 hours: an alarm at four fifths, and publishing waits beyond",
    )
    database: str | None = Field(
        default=None,
        description="the postgresql:// URL where journal and log are kept; files in the data folder if none is set",
        repr=False,
    )
    mllp_host: str = Field(default="127.0.0.1", description="where serve listens for MLLP")
    mllp_port: int = Field(default=2575, description="its port; 0 takes a free one", ge=0, le=65535)
    mllp_certificate: Path | None = Field(
        default=None,
        description="the file with the certificate chain and key that MLLP shows: then it speaks TLS",
    )
    mllp_clients: Path | None = Field(
        default=None, description="the file with the CA of clients' certificates: then each must show one"
    )
    mllp_plaintext_beyond_loopback: bool = Field(
        default=False, description="let MLLP speak without TLS to other machines"
    )
    http_port: int = Field(
        default=8080, description="the port of health, figures, FHIR and the API", ge=0, le=65535
    )
    http_host: str = Field(default="127.0.0.1", description="where serve listens for HTTP")
    http_certificate: Path | None = Field(
        default=None,
        description="the file with the certificate chain and key that HTTP shows: then it speaks TLS 1.3",
    )
    http_clients: Path | None = Field(
        default=None,
        description="the file with the CA of clients' certificates: one that a sender's profile names may post FHIR",
    )
    http_plaintext_beyond_loopback: bool = Field(
        default=False, description="let HTTP be spoken without TLS to other machines"
    )
    http_token: Path | None = Field(
        default=None,
        description="the file with the token that those who post FHIR must bear; none if not set",
    )
    watched: Path | None = Field(
        default=None, description="a folder that serve takes files from (docs/intake.md)"
    )
    watched_sender: str = Field(default="", description="who puts files of FHIR there (docs/intake.md)")
    workers: int = Field(
        default=1, description="processes of serve that make records of messages", ge=1, le=64
    )
    anchor_seconds: float = Field(default=2.0, description="so often serve publishes what is due", gt=0)
    anchor_entries: int = Field(
        default=10_000, description="so many new entries are published without waiting", ge=1
    )
    scrub_hours: float = Field(default=24.0, description="so often serve recomputes the whole log", gt=0)
    drain_seconds: float = Field(
        default=20.0, description="so long serve works on what it has taken once it is told to end", ge=0
    )


class Supervision(BaseSettings):
    """What systemd tells the services that it starts (sd_notify(3)); a service of nobody has none of it."""

    model_config = SettingsConfigDict(frozen=True)

    notify_socket: str | None = Field(
        default=None, description="the socket that wants to be told how the service stands"
    )
    watchdog_usec: int | None = Field(
        default=None, description="microseconds without a sign of life after which it is started anew", gt=0
    )
