"""A clean machine to install on: a Debian of debootstrap, booted by systemd-nspawn with its own systemd.

The base of each suite is made once and kept in the user's cache; every machine is a copy of it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEBIAN = "http://deb.debian.org/debian"
BOOT_SECONDS = 90.0
DEBOOTSTRAP = ("debootstrap", "--variant=minbase", "--include=systemd-sysv,dbus,debconf,adduser,iproute2")
NSPAWN = ("systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network")
"""Boots a folder with its own systemd, and without a network: nothing can be fetched."""
INSTALL = (
    "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends",
)  # fmt: skip
NAMESPACES = ("--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup")


class StepFailedError(Exception):
    """A command in the machine did not end as it should."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A booted machine: its root folder, and the process that is its init."""

    root: Path
    init: int

    def run(self, command: str, *, status: int = 0, given: str = "") -> str:
        """What a shell command in the machine prints, errors included; StepFailedError for another exit status."""
        inside = ("nsenter", f"--target={self.init}", *NAMESPACES)
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}
        done = subprocess.run(
            [*inside, "/bin/sh", "-c", f"cd /root && {command}"],
            input=given, capture_output=True, check=False, text=True,
            env=clean | {"DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
        said = done.stdout + done.stderr
        if done.returncode != status:
            raise StepFailedError(f"{command}: ended with {done.returncode}, not {status}\n{said}")
        return said

    def holds(self, condition: str) -> None:
        """StepFailedError unless a shell condition holds in the machine."""
        try:
            self.run(condition)
        except StepFailedError as failed:
            raise StepFailedError(f"not so: {condition}") from failed

    def waits_for(self, command: str, seconds: float = 30.0) -> str:
        """What a command prints once it succeeds; the last StepFailedError when it does not in time."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.run(command)
            except StepFailedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)


@contextmanager
def booted(suite: str, folder: Path, *, packages: tuple[str, ...] = ()) -> Iterator[Machine]:
    """A fresh machine of a suite, its root under `folder`; halted and removed at the end.

    `packages` of the suite's own are there already, as from a mirror that a clinic keeps.
    """
    root = folder / f"machine-{suite}"
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", _base(suite, packages), root], check=True)
    boot = [*NSPAWN, f"--directory={root}"]
    with subprocess.Popen(
        boot, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as nspawn:
        try:
            machine = Machine(root, _init_of(nspawn.pid))
            machine.waits_for("systemctl is-system-running | grep -E 'running|degraded'", BOOT_SECONDS)
            yield machine
        finally:
            nspawn.terminate()
            nspawn.wait()
            shutil.rmtree(root, ignore_errors=True)


def _init_of(nspawn: int) -> int:
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline:
        children = Path(f"/proc/{nspawn}/task/{nspawn}/children").read_text(encoding="ascii").split()
        if children and Path(f"/proc/{children[0]}/comm").read_text(encoding="ascii").startswith("systemd"):
            return int(children[0])
        time.sleep(0.1)
    raise StepFailedError("the machine did not boot")


def _base(suite: str, packages: tuple[str, ...]) -> Path:
    """A suite's folder with these packages, made where it was not made before."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "fhir-anchor"
    more = hashlib.sha256(" ".join(packages).encode()).hexdigest()[:8] if packages else "bare"
    base = cache / f"base-{suite}-{more}"
    if not (base / "etc/made").exists():
        shutil.rmtree(base, ignore_errors=True)
        cache.mkdir(parents=True, exist_ok=True)
        for command in _making(suite, base, packages):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (base / "etc/made").touch()
    return base


def _making(suite: str, base: Path, packages: tuple[str, ...]) -> Iterator[Sequence[str | Path]]:
    if not packages:
        yield (*DEBOOTSTRAP, suite, base, DEBIAN)
        return
    yield ("cp", "--archive", _base(suite, ()), base)
    yield ("chroot", base, "apt-get", "update", "--quiet=2")
    yield ("chroot", base, *INSTALL, *packages)
