"""What a clean machine is put through with the kiosk's package and an installed bridge: each step says what it saw."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from machine import Machine, StepFailedError

STATE = "/var/lib/clinic-kiosk"
PINNED = f"sha256sum {STATE}/key.pem {STATE}/enrolled.json /etc/fhir-anchor/kiosk.toml"
ANSWERS = """\
clinic-kiosk clinic-kiosk/bridge string http://127.0.0.1:8080
clinic-kiosk clinic-kiosk/code password {token}
clinic-kiosk clinic-kiosk/site string Entrance A
clinic-kiosk clinic-kiosk/language select {language}
"""
SESSION_SECONDS = 120.0
PICTURES = Path("dist/visit")
SCREEN = (
    "install -d -o clinic-kiosk /srv/screen && systemd-run --quiet --unit=screen --uid=clinic-kiosk "
    "Xvfb :7 -screen 0 1280x1024x24 -fbdir /srv/screen -nolisten tcp"
)
NESTED = """\
[Service]
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
StandardInput=null
UtmpIdentifier=
Environment=WLR_BACKENDS=x11 WLR_RENDERER=pixman DISPLAY=:7
"""
"""What the unit does on a machine without terminal and display: cage shows itself in a window of an X screen."""
SHOWN = (
    "DISPLAY=:7 import -window root /srv/screen/session.png && "
    "test $(identify -format %k /srv/screen/session.png) -gt 100"
)
"""More than a colour or two is on the screen."""
CRASH = "kill -KILL $(grep -lxz 'sho[w]' /proc/[0-9]*/cmdline | cut -d/ -f3)"
GONE = "! ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q /usr/lib/clinic-kiosk/"


def begins_older(machine: Machine) -> str:
    """The older kiosk, unattended: enrolled by a site token that was among the answers given beforehand."""
    machine.run(
        "echo FHIR_BRIDGE_KIOSKS=true >> /etc/fhir-anchor/bridge.env && systemctl restart fhir-bridge"
    )
    token = machine.run("fhir-bridge kiosks code --count 2 --days 1").strip()
    machine.run("debconf-set-selections", given=ANSWERS.format(token=token, language="en"))
    machine.run("apt-get install --yes --no-install-recommends /srv/older/clinic-kiosk.deb")
    machine.holds("grep -x 'language = \"en\"' /etc/fhir-anchor/kiosk.toml")
    machine.holds(f"test $(stat -c %a:%U {STATE}) = 700:clinic-kiosk")
    machine.holds("getent passwd clinic-kiosk | grep nologin && systemctl is-enabled clinic-kiosk")
    (kiosk,) = kiosks(machine)
    machine.holds(f"! grep -r {token} /var/cache/debconf /var/log {STATE}")
    return f"older kiosk installed unattended and offline; enrolled as {kiosk['kiosk']} until {kiosk['end']}"


def upgrades(machine: Machine) -> str:
    """The newer kiosk is the one that was enrolled."""
    before = machine.run(PINNED)
    machine.run("apt-get install --yes --no-install-recommends clinic-kiosk")
    if machine.run(PINNED) != before:
        raise StepFailedError("the upgrade has changed what the kiosk keeps")
    size = machine.run("du --summarize --block-size=1M /usr/lib/clinic-kiosk").split()[0]
    return f"kiosk upgraded, {size} MB; key, enrolment and settings as they were"


def shows_session(machine: Machine) -> str:
    """The kiosk's unit by systemd, with cage and the account's session; a window that crashes comes back."""
    machine.holds("systemd-analyze verify clinic-kiosk.service fhir-bridge.service")
    machine.run(SCREEN)
    drop_in = machine.root / "etc/systemd/system/clinic-kiosk.service.d"
    drop_in.mkdir()
    (drop_in / "nested.conf").write_text(NESTED, encoding="ascii")
    machine.run("systemctl daemon-reload && systemctl restart clinic-kiosk")
    machine.waits_for(SHOWN, SESSION_SECONDS)
    PICTURES.mkdir(exist_ok=True)
    shutil.copy(machine.root / "srv/screen/session.png", PICTURES / "session.png")
    machine.run(CRASH)
    machine.waits_for(f"! ({SHOWN})", SESSION_SECONDS)
    machine.waits_for(SHOWN, SESSION_SECONDS)
    shutil.rmtree(drop_in)
    machine.run("systemctl daemon-reload && systemctl stop clinic-kiosk")
    machine.waits_for(GONE)
    return f"its unit shows the kiosk in cage ({PICTURES}/session.png), again after a crash, and nothing once stopped"


def checks_in(machine: Machine) -> str:
    """A booked patient checks in by card and PIN, before a screen that is looked at: packaging/visit.py."""
    machine.run("systemctl stop clinic-kiosk")
    machine.run(
        f"fhir-bridge kiosks trust /var/lib/fhir-bridge/trust && mv /var/lib/fhir-bridge/trust {STATE}/"
    )
    machine.run(f"chown -R clinic-kiosk: {STATE}/trust")
    here, inside = Path(__file__).parent, f"--net=/proc/{machine.init}/ns/net"
    play = [sys.executable, here / "visit.py", machine.root, str(machine.init), PICTURES]
    subprocess.run(["nsenter", inside, *play], check=True)
    (arrival,) = (json.loads(line) for line in machine.run("fhir-bridge arrivals --json").splitlines())
    (kiosk,) = (one for one in kiosks(machine) if one["name"] == "Entrance A")
    if kiosk["reader"] != "ready" or kiosk["seen"] == "never":
        raise StepFailedError(f"the bridge has not heard of the kiosk: {kiosk}")
    machine.run("systemctl stop kiosk screen")
    return f"checked in as number {arrival['number']}; kiosk {kiosk['version']}, reader ready ({PICTURES}/)"


def refuses_older(machine: Machine) -> str:
    """A downgrade is refused with its reason."""
    said = machine.run("dpkg --install /srv/older/clinic-kiosk.deb", status=1)
    return "downgrade refused: " + next(line for line in said.splitlines() if "to go back" in line)


def removes(machine: Machine) -> str:
    """Removing leaves what the kiosk keeps, and installing again finds it."""
    before = machine.run(PINNED)
    machine.run("apt-get remove --yes clinic-kiosk")
    machine.waits_for(f"! test -e /usr/lib/clinic-kiosk/clinic-kiosk && {GONE}")
    machine.run("apt-get install --yes --no-install-recommends clinic-kiosk")
    if machine.run(PINNED) != before:
        raise StepFailedError("the kiosk is not the same after removing and installing again")
    return "removed with its enrolment kept; installed again, it is the same kiosk"


def purges(machine: Machine) -> str:
    """Purging keeps the state unless the answer says otherwise, and nothing then."""
    machine.run("apt-get purge --yes clinic-kiosk")
    machine.holds(f"test -s {STATE}/key.pem && ! test -e /etc/fhir-anchor/kiosk.toml")
    machine.run("apt-get install --yes --no-install-recommends clinic-kiosk")
    machine.run("debconf-set-selections", given="clinic-kiosk clinic-kiosk/purge-data boolean true\n")
    machine.run("apt-get purge --yes clinic-kiosk")
    machine.holds(f"! test -e /usr/lib/clinic-kiosk && ! test -e {STATE} && ! getent passwd clinic-kiosk")
    return "kiosk purged: its state kept by default, nothing left when that was answered"


def kiosks(machine: Machine) -> list[dict[str, str]]:
    """The kiosks that the bridge knows."""
    return [json.loads(line) for line in machine.run("fhir-bridge kiosks list --json").splitlines()]
