"""Installs what scripts/package has built on clean machines, each a booted Debian without Python, and uses it.

    python packaging/check.py dist/ [SUITE...]          each part of it on a machine of its own: bridge, kiosk, rpm
    python packaging/check.py dist/ bookworm:kiosk      one part alone

Every step says what it saw. Exit status 1 at the first that is not as it should be. What is believed is files and
behaviour, not that a command has ended with 0. What an upgrade starts from lies in build/older (packaging/older).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import bridge_steps as bridge
import kiosk_steps as kiosk
import rpm_steps as rpm
from machine import Machine, StepFailedError, booted

EXAMPLES = Path(__file__).parent.parent / "examples"
BRIDGE = (
    bridge.begins_older, bridge.upgrades, bridge.starts, bridge.works, bridge.refuses_older, bridge.removes,
    bridge.purges, bridge.installs, bridge.refuses_tampered,
)  # fmt: skip
KIOSK = (
    bridge.installs, kiosk.begins_older, kiosk.upgrades, kiosk.shows_session, kiosk.checks_in,
    kiosk.refuses_older, kiosk.removes, kiosk.purges,
)  # fmt: skip
RPM = (rpm.installs, rpm.enrols, rpm.installs_again, rpm.removes)
MIRRORED = (
    "pcscd", "libegl1", "libfontconfig1", "libdbus-1-3", "libxkbcommon0", "libxkbcommon-x11-0", "libxcb-cursor0",
    "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libwayland-client0", "libwayland-cursor0",
    "libwayland-egl1", "fonts-noto-core", "cage", "libpam-systemd", "xwayland", "xvfb", "imagemagick", "xdotool",
    "vsmartcard-vpcd",
)  # fmt: skip
"""What the kiosk asks of the distribution, and what it takes to stand before its screen with a card."""
PARTS = {"bridge": (BRIDGE, ()), "kiosk": (KIOSK, MIRRORED), "rpm": (RPM, (*MIRRORED, "rpm"))}
"""What is done on a machine, and what of the suite's own is there before."""


def main() -> int:
    """Check every suite that is named, or Debian 12."""
    dist, *named = sys.argv[1:]
    build = Path(dist).resolve().parent / "build"
    for name in named or ["bookworm"]:
        suite, _, alone = name.partition(":")
        for part in [alone] if alone else PARTS:
            steps, packages = PARTS[part]
            with booted(suite, build, packages=packages) as machine:
                _say(f"{suite}: booted, {machine.run('systemctl --version').splitlines()[0]}")
                offer(machine, Path(dist), build / "older")
                for step in steps:
                    _say(f"{suite}: {step(machine)}")
    return 0


def offer(machine: Machine, dist: Path, older: Path) -> None:
    """Put the repository on the machine, as its one source of packages, and older builds beside it."""
    if machine.run("command -v python3 || true").strip():
        raise StepFailedError("the machine has a Python of its own")
    shutil.copytree(dist / "apt", machine.root / "srv/apt")
    shutil.copy(dist / "apt/fhir-anchor.gpg", machine.root / "usr/share/keyrings/fhir-anchor.gpg")
    (machine.root / "srv/older").mkdir()
    for package in older.glob("*.deb"):
        shutil.copy(package, machine.root / "srv/older" / f"{package.name.split('_')[0]}.deb")
    (machine.root / "srv/rpm").mkdir()
    for name in ("fhir-bridge", "clinic-kiosk"):
        (package,) = dist.glob(f"{name}-[0-9]*.rpm")
        shutil.copy(package, machine.root / f"srv/rpm/{name}.rpm")
    shutil.copytree(EXAMPLES, machine.root / "srv/examples")
    (machine.root / "etc/apt/sources.list").write_text(
        "deb [signed-by=/usr/share/keyrings/fhir-anchor.gpg] file:/srv/apt stable main\n", encoding="ascii"
    )
    machine.run("rm -f /etc/apt/sources.list.d/* && apt-get update")


def _say(line: str) -> None:
    print(f"check: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StepFailedError as failed:
        _say(f"FAILED: {failed}")
        sys.exit(1)
