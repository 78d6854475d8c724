"""Installs what scripts/package has built on clean machines, each a booted Debian without Python, and uses it.

    python packaging/check.py dist/ [SUITE...]

Every step says what it saw. Exit status 1 at the first that is not as it should be. What is believed is files and
behaviour, not that a command has ended with 0.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from machine import Machine, StepFailedError, booted

EXAMPLES = Path(__file__).parent.parent / "examples"
SITE = "packages.example/records"
MIRRORED = (
    "pcscd", "libegl1", "libfontconfig1", "libdbus-1-3", "libxkbcommon0", "libxkbcommon-x11-0", "libxcb-cursor0",
    "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libwayland-client0", "libwayland-cursor0",
    "libwayland-egl1", "fonts-noto-core", "cage", "xvfb", "xauth", "imagemagick",
)  # fmt: skip
"""What the kiosk asks of the distribution, and what it takes to look at a screen that nobody stands before."""


def main() -> int:
    """Check every suite that is named, or Debian 12."""
    dist, *suites = sys.argv[1:]
    for suite in suites or ["bookworm"]:
        with booted(suite, Path(dist).resolve().parent / "build") as machine:
            _say(f"{suite}: booted, {machine.run('systemctl --version').splitlines()[0]}")
            offer(machine, Path(dist))
            for step in (installs, works, upgrades, refuses_older, removes, purges, refuses_tampered):
                _say(f"{suite}: {step(machine)}")
        with booted(suite, Path(dist).resolve().parent / "build", packages=MIRRORED) as machine:
            offer(machine, Path(dist))
            for step in (installs_kiosk, shows_kiosk, purges_kiosk):
                _say(f"{suite}: {step(machine)}")
    return 0


def offer(machine: Machine, dist: Path) -> None:
    """Put the repository on the machine, as its one source of packages, and an older build beside it."""
    if machine.run("command -v python3 || true").strip():
        raise StepFailedError("the machine has a Python of its own")
    shutil.copytree(dist / "apt", machine.root / "srv/apt")
    shutil.copy(dist / "apt/fhir-anchor.gpg", machine.root / "usr/share/keyrings/fhir-anchor.gpg")
    older(dist / "apt/pool", machine.root / "srv/older")
    shutil.copytree(EXAMPLES, machine.root / "srv/examples")
    (machine.root / "etc/apt/sources.list").write_text(
        "deb [signed-by=/usr/share/keyrings/fhir-anchor.gpg] file:/srv/apt stable main\n", encoding="ascii"
    )
    machine.run("rm -f /etc/apt/sources.list.d/* && apt-get update")


def older(pool: Path, folder: Path) -> None:
    """The same programs under a version before all others: what an upgrade starts from."""
    folder.mkdir()
    for package in pool.glob("fhir-bridge_*.deb"):
        work = folder / "work"
        subprocess.run(["dpkg-deb", "--raw-extract", package, work], check=True)
        control = work / "DEBIAN/control"
        lines = control.read_text(encoding="utf-8").splitlines()
        control.write_text(
            "\n".join("Version: 0.0.1" if line.startswith("Version:") else line for line in lines) + "\n"
        )
        preinst = work / "DEBIAN/preinst"
        preinst.write_text(preinst.read_text(encoding="utf-8").replace(_version(package), "0.0.1"))
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", work, folder / "fhir-bridge.deb"],
                       check=True, stdout=subprocess.DEVNULL)  # fmt: skip
        shutil.rmtree(work)


def installs(machine: Machine) -> str:
    """The older build, unattended, with the answers given beforehand and no network."""
    machine.run("debconf-set-selections", given=f"fhir-bridge fhir-bridge/site string {SITE}\n")
    machine.run("dpkg --install /srv/older/fhir-bridge.deb")
    machine.waits_for("systemctl is-active fhir-bridge")
    _holds(machine, "grep -x FHIR_BRIDGE_SITE=packages.example/records /etc/fhir-anchor/bridge.env")
    _holds(machine, "test $(stat -c %a:%U /var/lib/fhir-bridge) = 700:fhir-bridge")
    ready = machine.waits_for("journalctl -u fhir-bridge -o cat | grep listening")
    return f"installed unattended and offline; {ready.splitlines()[-1][:100]}; {_exposure(machine)}"


def works(machine: Machine) -> str:
    """Example messages come in while the service runs, and one of their records is proved offline."""
    machine.run("fhir-bridge doctor")
    for message in ("adt-admission.hl7", "oru-ten-results.hl7"):
        if (EXAMPLES / message).exists():
            machine.run(SEND.format(message=message))
    rows = machine.waits_for("fhir-bridge records --json | grep anchored")
    record = json.loads(rows.splitlines()[0])["record"]
    for command in (f"open {record} > record", f"receipt {record} > receipt", "keys public > logkey"):
        machine.run(f"fhir-bridge {command}")
    said = machine.run("fhir-anchor verify receipt --record record --key logkey")
    return f"{len(rows.splitlines())} records anchored by the service; verify: {said.splitlines()[-1][:100]}"


SEND = (
    'bash -c \'exec 3<>/dev/tcp/127.0.0.1/2575; printf "\\013" >&3; cat /srv/examples/{message} >&3; '
    'printf "\\034\\015" >&3; head -c 20 <&3 | grep -a MSH\''
)
"""Sends one message over MLLP with what every machine has: the acknowledgement's first bytes must come back."""


def upgrades(machine: Machine) -> str:
    """The newer version takes over folder and settings."""
    before = machine.run("fhir-bridge records --json")
    machine.run(
        "echo FHIR_BRIDGE_REPLICAS=[] >> /etc/fhir-anchor/bridge.env && apt-get install --yes fhir-bridge"
    )
    machine.waits_for("systemctl is-active fhir-bridge")
    _holds(machine, "grep REPLICAS /etc/fhir-anchor/bridge.env")
    if machine.waits_for("fhir-bridge records --json") != before:
        raise StepFailedError("the records are not the same after the upgrade")
    machine.run("fhir-bridge doctor")
    return "upgraded; records and settings are as they were, doctor finds nothing"


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
    _holds(machine, "! test -e /usr/lib/fhir-bridge/fhir-bridge && ! pgrep -f fhir-bridge")
    _holds(machine, "test -s /var/lib/fhir-bridge/journal.db && test -s /etc/fhir-anchor/bridge.env")
    machine.run("apt-get install --yes fhir-bridge")
    if machine.waits_for("fhir-bridge records --json") != before:
        raise StepFailedError("the records are not the same after removing and installing again")
    return "removed with its data kept; installed again, the records are there"


def purges(machine: Machine) -> str:
    """Purging keeps the data unless the answer says otherwise."""
    machine.run("apt-get purge --yes fhir-bridge")
    _holds(machine, "test -d /var/lib/fhir-bridge && ! test -e /etc/fhir-anchor")
    machine.run("apt-get install --yes fhir-bridge")
    machine.run("debconf-set-selections", given="fhir-bridge fhir-bridge/purge-data boolean true\n")
    machine.run("apt-get purge --yes fhir-bridge")
    _holds(machine, "! test -e /var/lib/fhir-bridge && ! getent passwd fhir-bridge")
    return "purged: data kept by default, destroyed when that was answered"


def refuses_tampered(machine: Machine) -> str:
    """One changed byte in a package, and apt takes it no more."""
    package = next((machine.root / "srv/apt/pool").glob("fhir-bridge_*.deb"))
    changed = bytearray(package.read_bytes())
    changed[len(changed) // 2] ^= 1
    package.write_bytes(changed)
    said = machine.run("apt-get clean; apt-get install --yes fhir-bridge", status=100)
    reason = next(line for line in said.splitlines() if "sum" in line.lower())
    return f"tampered package refused: {reason.strip()}"


def installs_kiosk(machine: Machine) -> str:
    """The kiosk, unattended and without a network."""
    machine.run("debconf-set-selections", given="clinic-kiosk clinic-kiosk/language select ar\n")
    machine.run("apt-get install --yes --no-install-recommends clinic-kiosk")
    _holds(machine, "grep -x 'language = \"ar\"' /etc/fhir-anchor/kiosk.toml")
    _holds(machine, "test $(stat -c %a:%U /var/lib/clinic-kiosk) = 700:clinic-kiosk")
    _holds(machine, "systemctl is-enabled clinic-kiosk")
    _holds(machine, "getent passwd clinic-kiosk | grep nologin")
    size = machine.run("du --summarize --block-size=1M /usr/lib/clinic-kiosk").split()[0]
    return f"kiosk installed unattended and offline, {size} MB"


def shows_kiosk(machine: Machine) -> str:
    """Its window on a screen, with a training card in the reader; the picture is kept in dist/."""
    machine.run(f"install -d -o clinic-kiosk /srv/training && cd /srv/training && timeout 60 {SCREEN}")
    shutil.copy(machine.root / "srv/training/kiosk.png", Path("dist/kiosk.png"))
    colours = int(machine.run("identify -format %k /srv/training/kiosk.png"))
    if colours < FEWEST_COLOURS:
        raise StepFailedError(f"the kiosk's screen shows {colours} colours: nothing is on it")
    return f"kiosk shows its page, {colours} colours (dist/kiosk.png)"


FEWEST_COLOURS = 100
SCREEN = (
    "setpriv --reuid clinic-kiosk --clear-groups -- env HOME=/srv/training xvfb-run -s '-screen 0 1280x1024x24' "
    "sh -c 'clinic-kiosk show --data /srv/training --demo --virtual-card good & "
    "sleep 8; import -window root kiosk.png; kill $!'"
)


def purges_kiosk(machine: Machine) -> str:
    """Purging leaves nothing of the kiosk."""
    machine.run("apt-get purge --yes clinic-kiosk")
    _holds(
        machine,
        "! test -e /usr/lib/clinic-kiosk && ! test -e /var/lib/clinic-kiosk && ! getent passwd clinic-kiosk",
    )
    return "kiosk purged, nothing of it is left"


def _exposure(machine: Machine) -> str:
    return machine.run("systemd-analyze security --no-pager fhir-bridge").splitlines()[-1].strip("→ ")


def _holds(machine: Machine, condition: str) -> None:
    try:
        machine.run(condition)
    except StepFailedError as failed:
        raise StepFailedError(f"not so: {condition}") from failed


def _version(package: Path) -> str:
    return package.name.split("_")[1]


def _say(line: str) -> None:
    print(f"check: {line}", file=sys.stderr)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StepFailedError as failed:
        _say(f"FAILED: {failed}")
        sys.exit(1)
