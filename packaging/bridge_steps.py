"""What a clean machine is put through with the bridge's package: each step says what it saw."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing

from machine import Machine, StepFailedError

SITE = "packages.example/records"
GONE = "! ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q /usr/lib/fhir-bridge/"
SEND = (
    'bash -c \'exec 3<>/dev/tcp/127.0.0.1/2575; printf "\\013" >&3; cat /srv/examples/{message} >&3; '
    'printf "\\034\\015" >&3; head -c 20 <&3 | grep -a MSH\''
)
"""Sends one message over MLLP with what every machine has: the acknowledgement's first bytes must come back."""


def begins_older(machine: Machine) -> str:
    """The older build, unattended, and records by it: its journal is of format 1, and nothing serves yet."""
    machine.run("debconf-set-selections", given=f"fhir-bridge fhir-bridge/site string {SITE}\n")
    machine.run("dpkg --install /srv/older/fhir-bridge.deb")
    machine.run("systemctl stop fhir-bridge; fhir-bridge ingest --wait /srv/examples/adt-admission.hl7")
    machine.run("systemctl reset-failed fhir-bridge || true")
    rows = machine.run("fhir-bridge records --json").splitlines()
    return f"an older build took a message: {len(rows)} record, journal of format {_format(machine)[0]}"


def upgrades(machine: Machine) -> str:
    """The newer version takes over folder and settings, and brings the journal forward once."""
    before, (old, _) = machine.run("fhir-bridge records --json"), _format(machine)
    machine.run("echo FHIR_BRIDGE_REPLICAS=[] >> /etc/fhir-anchor/bridge.env")
    machine.run("apt-get install --yes fhir-bridge")
    machine.holds("systemctl is-active fhir-bridge")
    machine.holds("grep REPLICAS /etc/fhir-anchor/bridge.env")
    _same_records(machine, before)
    new, tables = _format(machine)
    machine.run("systemctl restart fhir-bridge")
    if not old < new or _format(machine) != (new, tables):
        raise StepFailedError(f"the journal went from format {old} to {new}, and changed its tables again")
    machine.run("fhir-bridge doctor")
    return f"upgraded: journal brought from format {old} to {new}, once; records and settings as they were"


def starts(machine: Machine) -> str:
    """The unit is ready when systemd says that it is started; how soon is told, not judged: others use the machine."""
    machine.run("systemctl stop fhir-bridge")
    begun = time.monotonic()
    machine.run("systemctl start fhir-bridge")
    took = time.monotonic() - begun
    machine.holds("journalctl -u fhir-bridge -o cat --since -10s | grep listening")
    machine.holds("systemctl show fhir-bridge --property=StatusErrno | grep -x StatusErrno=0")
    return f"started and ready in {took:.2f} s; {_exposure(machine)}"


def works(machine: Machine) -> str:
    """A message comes in while the service runs, and its record is proved offline."""
    machine.run(SEND.format(message="oru-ten-results.hl7"))
    rows = machine.waits_for("fhir-bridge records --json | tail -n +2 | grep anchored").splitlines()
    record = json.loads(rows[-1])["record"]
    for command in (f"open {record} > record", f"receipt {record} > receipt", "keys public > logkey"):
        machine.run(f"fhir-bridge {command}")
    said = machine.run("fhir-anchor verify receipt --record record --key logkey")
    return f"a message became a record, anchored by the service; verify: {said.splitlines()[-1][:100]}"


def refuses_older(machine: Machine) -> str:
    """A downgrade is refused with its reason, and the newer one goes on."""
    said = machine.run("dpkg --install /srv/older/fhir-bridge.deb", status=1)
    reason = next(line for line in said.splitlines() if "to go back" in line)
    machine.waits_for("systemctl is-active fhir-bridge")
    return f"downgrade refused: {reason}"


def removes(machine: Machine) -> str:
    """Removing leaves data and settings, and installing again finds them."""
    before = machine.run("fhir-bridge records --json")
    machine.run("apt-get remove --yes fhir-bridge")
    machine.holds(f"! test -e /usr/lib/fhir-bridge/fhir-bridge && {GONE}")
    machine.holds("test -s /var/lib/fhir-bridge/journal.db && test -s /etc/fhir-anchor/bridge.env")
    machine.run("apt-get install --yes fhir-bridge")
    _same_records(machine, before)
    return "removed with its data kept; installed again, the records are there"


def purges(machine: Machine) -> str:
    """Purging keeps the data unless the answer says otherwise; a fresh installation takes its answers and serves."""
    machine.run("apt-get purge --yes fhir-bridge")
    machine.holds("test -d /var/lib/fhir-bridge && ! test -e /etc/fhir-anchor")
    machine.run("apt-get install --yes fhir-bridge")
    machine.run("debconf-set-selections", given="fhir-bridge fhir-bridge/purge-data boolean true\n")
    machine.run("apt-get purge --yes fhir-bridge")
    machine.holds("! test -e /var/lib/fhir-bridge && ! getent passwd fhir-bridge")
    return "purged: data kept by default, destroyed when that was answered"


def installs(machine: Machine) -> str:
    """The package alone, unattended and without a network, with the answers given beforehand."""
    machine.run("debconf-set-selections", given=f"fhir-bridge fhir-bridge/site string {SITE}\n")
    machine.run("apt-get install --yes fhir-bridge")
    machine.holds("systemctl is-active fhir-bridge")
    machine.holds(f"grep -x FHIR_BRIDGE_SITE={SITE} /etc/fhir-anchor/bridge.env")
    machine.holds("test $(stat -c %a:%U /var/lib/fhir-bridge) = 700:fhir-bridge")
    machine.run("fhir-bridge doctor")
    return "bridge installed unattended and offline"


def refuses_tampered(machine: Machine) -> str:
    """One changed byte in a package, and apt takes it no more."""
    package = next((machine.root / "srv/apt/pool").glob("fhir-bridge_*.deb"))
    changed = bytearray(package.read_bytes())
    changed[len(changed) // 2] ^= 1
    package.write_bytes(changed)
    said = machine.run("apt-get clean; apt-get install --yes --reinstall fhir-bridge", status=100)
    reason = next(line for line in said.splitlines() if "sum" in line.lower())
    return f"tampered package refused: {reason.strip()}"


def _same_records(machine: Machine, before: str) -> None:
    if machine.waits_for("fhir-bridge records --json") != before:
        raise StepFailedError("the records are not what they were")


def _format(machine: Machine) -> tuple[int, int]:
    """The journal's format, and SQLite's count of changes to its tables."""
    path = machine.root / "var/lib/fhir-bridge/journal.db"
    with closing(sqlite3.connect(path)) as journal:
        said = [
            journal.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "schema_version")
        ]
    return said[0], said[1]


def _exposure(machine: Machine) -> str:
    said = machine.run("systemd-analyze security --no-pager fhir-bridge").splitlines()[-1]
    return said.encode("ascii", "ignore").decode().strip()
