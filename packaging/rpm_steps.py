"""What a clean machine is put through with the RPM packages: each step says what it saw.

No machine of an RPM distribution was to be had. Debian's own rpm installs them on a booted Debian, which has what they
ask for under other names (`--nodeps`): files, scripts and units are tried so, and their dependencies are not.
"""

from __future__ import annotations

import kiosk_steps as kiosk
from machine import Machine, StepFailedError

DEBIANS = "$(rpm --force-debian --version >/dev/null 2>&1 && echo --force-debian)"
"""What rpm wants to hear before it installs on Debian 12; Debian 13's knows no such word."""
RPM = f"rpm {DEBIANS} --nodeps"
STATE = "/var/lib/clinic-kiosk"
KEPT = (
    f"sha256sum {STATE}/key.pem {STATE}/enrolled.json /etc/fhir-anchor/kiosk.toml /etc/fhir-anchor/bridge.env"
)


def installs(machine: Machine) -> str:
    """Both packages: accounts, folders and units are there, and every file is as it was packed."""
    machine.run(f"{RPM} --install /srv/rpm/fhir-bridge.rpm /srv/rpm/clinic-kiosk.rpm")
    machine.holds("systemctl is-active fhir-bridge && systemctl is-enabled clinic-kiosk")
    for name in ("fhir-bridge", "clinic-kiosk"):
        machine.holds(f"test $(stat -c %a:%U /var/lib/{name}) = 700:{name}")
        machine.holds(f"getent passwd {name} | grep nologin")
    _whole(machine)
    machine.run("fhir-bridge doctor")
    return "both installed by rpm: accounts, folders, units; every file as it was packed"


def enrols(machine: Machine) -> str:
    """The kiosk enrols at the installed bridge by its command, and its window is shown."""
    machine.run(
        "echo FHIR_BRIDGE_KIOSKS=true >> /etc/fhir-anchor/bridge.env && systemctl restart fhir-bridge"
    )
    code = machine.run("fhir-bridge kiosks code").strip()
    machine.run(_as_kiosk(f"enrol --bridge http://127.0.0.1:8080 --code {code}"))
    (enrolled,) = kiosk.kiosks(machine)
    machine.run(kiosk.SCREEN)
    machine.run(f"systemd-run --quiet --unit=kiosk {_as_kiosk('')}")
    machine.waits_for(kiosk.SHOWN, kiosk.SESSION_SECONDS)
    machine.run("systemctl stop kiosk screen")
    return f"kiosk enrolled as {enrolled['kiosk']}, and shown"


def installs_again(machine: Machine) -> str:
    """The same packages over themselves leave settings and state as they are."""
    before = machine.run(KEPT)
    machine.run(f"{RPM} --upgrade --replacepkgs /srv/rpm/fhir-bridge.rpm /srv/rpm/clinic-kiosk.rpm")
    machine.holds("systemctl is-active fhir-bridge && systemctl is-enabled clinic-kiosk")
    _whole(machine)
    _same(machine, before)
    return "installed over themselves: settings and state as they were"


def removes(machine: Machine) -> str:
    """Removing ends the units, and takes the programs but neither settings nor state."""
    before = machine.run(KEPT)
    machine.run(f"{RPM} --erase fhir-bridge clinic-kiosk")
    machine.holds("! test -e /usr/lib/fhir-bridge && ! test -e /usr/lib/clinic-kiosk")
    machine.holds("! systemctl is-active fhir-bridge && ! systemctl is-enabled fhir-bridge clinic-kiosk")
    machine.waits_for(kiosk.GONE)
    _same(machine, before)
    return "removed: no program and no unit is left, settings and state are"


def _as_kiosk(words: str) -> str:
    return (
        f"runuser -u clinic-kiosk -- env DISPLAY=:7 QT_QPA_PLATFORM=xcb clinic-kiosk {words} --data {STATE}"
    )


def _whole(machine: Machine) -> None:
    """Every file is there with its bytes, owner and mode."""
    if said := machine.run("rpm --verify --nodeps fhir-bridge clinic-kiosk").strip():
        raise StepFailedError(f"rpm finds changed:\n{said}")


def _same(machine: Machine, before: str) -> None:
    if machine.run(KEPT) != before:
        raise StepFailedError("settings or state have changed")
