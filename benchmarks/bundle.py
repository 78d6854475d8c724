"""How soon the packaged programs are there: the kiosk's first frame, and the bridge ready with a folder of records.

    python benchmarks/bundle.py build/tree [--rounds 5]        as root, so that the page cache can be emptied

Cold: nothing of the program is in memory. Warm: it ran just before. The kiosk is started as it is on its screen, by its
supervisor, enrolled, on a real X screen (Xvfb, 1280 x 1024) whose memory is looked at; its bridge does not answer.
The bridge is waited for as systemd does, by its own word that it is ready.
"""

from __future__ import annotations

import argparse
import mmap
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

sys.path.insert(0, str(Path(__file__).parent.parent))

from fhir_bridge.api.wire.coding import encode
from kiosk.double.clinic import PINNED

EXAMPLES = Path(__file__).parent.parent / "examples"
SCREEN = ":78"
PATIENCE = 60.0
SAMPLE = 4001
"""Every so many bytes of the screen are looked at."""
DROP = Path("/proc/sys/vm/drop_caches")


def main() -> None:
    """Measure both, and print a row each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tree", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, once in (
            ("kiosk: first frame", lambda: first_frame(given.tree / "clinic-kiosk/clinic-kiosk", folder)),
            ("bridge: ready", lambda: ready(given.tree / "fhir-bridge/fhir-bridge", folder)),
        ):
            once()
            cold = [_cold(once) for _ in range(given.rounds)]
            warm = [once() for _ in range(given.rounds)]
            print(f"{what}: cold {_spelled(cold)}, warm {_spelled(warm)}")


def first_frame(program: Path, folder: Path) -> float:
    """Seconds until most of the screen is drawn."""
    state = folder / "kiosk"
    if not state.exists():
        enrolled(state)
    environment = os.environ | {"DISPLAY": SCREEN, "QT_QPA_PLATFORM": "xcb", "HOME": str(folder)}
    with screen(folder) as shown:
        begun = time.monotonic()
        with running([program, "--data", state], environment):
            return _until(lambda: _drawn(shown), begun)


def ready(program: Path, folder: Path) -> float:
    """Seconds until the service says that it is ready."""
    data, heard = folder / "data", folder / "notify"
    ports = {f"FHIR_BRIDGE_{name}_PORT": "0" for name in ("MLLP", "HTTP")}
    environment = os.environ | ports | {"FHIR_BRIDGE_DATA": str(data), "NOTIFY_SOCKET": str(heard)}
    if not data.exists():
        files = [EXAMPLES / "adt-admission.hl7", EXAMPLES / "oru-ten-results.hl7"]
        subprocess.run(
            [program, "ingest", "--wait", *files], env=environment, check=True, capture_output=True
        )
    heard.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(heard))
        line.settimeout(PATIENCE)
        begun = time.monotonic()
        with running([program, "serve"], environment):
            if line.recv(100) != b"READY=1":
                raise SystemExit("the service says something else first")
            return time.monotonic() - begun


def enrolled(state: Path) -> None:
    """A kiosk's folder, as after its enrolment at a bridge that has gone."""
    state.mkdir(mode=0o700)
    key = Ed25519PrivateKey.generate()
    (state / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (state / "bridge").write_text("http://127.0.0.1:9")
    (state / "enrolled.json").write_bytes(encode(PINNED))


@contextmanager
def screen(folder: Path) -> Iterator[Path]:
    """An X screen, and the file that its picture is in."""
    picture = folder / "Xvfb_screen0"
    picture.unlink(missing_ok=True)
    command = ["Xvfb", SCREEN, "-screen", "0", "1280x1024x24", "-fbdir", str(folder), "-nolisten", "tcp"]
    with running(command, dict(os.environ)):
        _until(Path(f"/tmp/.X11-unix/X{SCREEN[1:]}").exists, time.monotonic())  # noqa: S108 -- where X has it
        _until(picture.exists, time.monotonic())
        yield picture


@contextmanager
def running(command: list[str | Path], environment: dict[str, str]) -> Iterator[None]:
    """A program, ended with all that it started."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _drawn(picture: Path) -> bool:
    with picture.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as pixels:
        sample = pixels[SAMPLE::SAMPLE]
    return sum(map(bool, sample)) > len(sample) / 2


def _until(done: Callable[[], bool], begun: float) -> float:
    while not done():
        if time.monotonic() > begun + PATIENCE:
            raise SystemExit("it did not come")
        time.sleep(0.005)
    return time.monotonic() - begun


def _cold(once: Callable[[], float]) -> float:
    os.sync()
    DROP.write_text("3")
    return once()


def _spelled(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


if __name__ == "__main__":
    main()
