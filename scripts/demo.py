"""The main job on real input, shown: messages in, records sealed and anchored, proofs that hold and proofs that break.

Every step is a command that is printed before it is run. Exit 1 when a step does not end as it should.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = ROOT / ".venv" / "bin"
DATA = ROOT / "data" / "demo"
OUT = DATA / "shown"
EXAMPLES = ("adt-admission.hl7", "oru-ten-results.hl7", "bundle-200.json", "broken.hl7")
OFFLINE = ("unshare", "--net")


def main() -> int:
    """The whole story; 1 when a step does not end as it should."""
    begin()
    outcomes = take()
    anchor()
    oru = outcomes["oru-ten-results.hl7"]["records"][0]
    prove_whole(oru)
    prove_two_results(oru)
    tamper_with_record()
    tamper_with_proof()
    tamper_with_envelope(oru)
    end(oru)
    return 0


def begin() -> None:
    """Start from an empty folder."""
    shutil.rmtree(DATA, ignore_errors=True)


def take() -> dict[str, dict]:
    """Ingest the four examples; the broken one is refused and the others go on."""
    title("1. Four inputs: an admission, ten results, a bundle of 200 entries, a broken message")
    paths = [str(ROOT / "examples" / name) for name in EXAMPLES]
    lines = run("fhir-bridge", "ingest", "--json", *paths, expect=1).splitlines()
    outcomes = {Path(row["input"]).name: row for row in map(json.loads, lines)}
    for name, row in outcomes.items():
        show(f"{row['status']:<9} {name:<20} {row['reason'] or ' '.join(row['records'])}")
    return outcomes


def anchor() -> None:
    """Sign a checkpoint, publish it, and show where everything stands."""
    title("2. Signed, published, and where each record stands")
    run("fhir-bridge", "anchor")
    for line in run("fhir-bridge", "records", "--json").splitlines():
        row = json.loads(line)
        show(f"record {row['record'][:8]}  {row['state']} at {row['index']} in the log  {row['cid']}")
    status = json.loads(run("fhir-bridge", "status", "--json"))
    show(
        f"block {status['block']} holds the root of {status['anchored']} entries, contract {status['contract']}"
    )
    keep("logkey", run("fhir-bridge", "keys", "public"))


def prove_whole(record: str) -> None:
    """A receipt that holds, with the network taken away."""
    title("3. The ten results: the receipt holds, with the network taken away")
    keep("record.json", run("fhir-bridge", "open", record))
    keep("receipt", run("fhir-bridge", "receipt", record))
    verify("record.json", "receipt")


def prove_two_results(record: str) -> None:
    """Two of the ten, each given alone."""
    title("4. Two of the ten results, each given alone: the other eight stay unknown")
    rows = [line.split() for line in run("fhir-bridge", "open", record, "--list").splitlines()]
    results = [number for number, kind in rows if kind == "Observation"]
    for number in (results[2], results[6]):
        keep(f"part-{number}.json", run("fhir-bridge", "open", record, "--part", number))
        keep(f"part-{number}.receipt", run("fhir-bridge", "receipt", record, "--part", number))
        verify(f"part-{number}.json", f"part-{number}.receipt")


def tamper_with_record() -> None:
    """One bit of the record."""
    title("5. One bit flipped in the record")
    keep("flipped.json", flipped((OUT / "record.json").read_bytes(), 1000))
    verify("flipped.json", "receipt", expect=1)


def tamper_with_proof() -> None:
    """One bit of the proof."""
    title("6. One bit flipped in the proof")
    receipt = (OUT / "receipt").read_bytes()
    keep("flipped.receipt", flipped(receipt, receipt.index(b"index ") + 80))
    verify("record.json", "flipped.receipt", expect=1)


def tamper_with_envelope(record: str) -> None:
    """One bit of what is stored; it is put back afterwards."""
    title("7. One bit flipped in the stored envelope")
    segment = min((DATA / "blobs").glob("*.car"))
    whole = segment.read_bytes()
    segment.write_bytes(flipped(whole, whole.rindex(b"fa-seal\n") + 200))
    last = json.loads(run("fhir-bridge", "records", "--json").splitlines()[-1])["record"]
    run("fhir-bridge", "open", last, expect=1)
    segment.write_bytes(whole)
    run("fhir-bridge", "open", record)


def end(record: str) -> None:
    """Where it lies, and what to try."""
    title("Done. Everything lies in " + str(DATA.relative_to(ROOT)))
    data = f"--data {DATA.relative_to(ROOT)}"
    show("try:")
    show(f"  .venv/bin/fhir-bridge records {data}")
    show(f"  .venv/bin/fhir-bridge open {record} --list {data}")
    show(f"  .venv/bin/fhir-bridge doctor {data}")


def verify(record: str, receipt: str, *, expect: int = 0) -> None:
    """Check a receipt in a namespace that has no network, where the system lets us make one."""
    isolated = subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode == 0
    paths = (str(OUT / receipt), "--record", str(OUT / record), "--key", str(OUT / "logkey"))
    answer = run("fhir-anchor", "verify", *paths, expect=expect, prefix=OFFLINE if isolated else ())
    for line in answer.splitlines():
        show(line)


def run(command: str, *arguments: str, expect: int = 0, prefix: tuple[str, ...] = ()) -> str:
    """Print a command, run it, and give what it said; end the demo when it does not exit as expected."""
    folder = ("--data", str(DATA)) if command == "fhir-bridge" else ()
    words = [shorter(word) for word in (*prefix, command, *arguments)]
    print(f"\033[2m$ {' '.join(words)}\033[0m")
    done = subprocess.run(
        [*prefix, str(BIN / command), *arguments, *folder], capture_output=True, text=True, check=False
    )
    if done.returncode != expect:
        print(done.stdout, done.stderr, f"exit {done.returncode}, not {expect}", sep="\n", file=sys.stderr)
        sys.exit(1)
    if done.stderr and expect:
        show(done.stderr.strip())
    return done.stdout


def keep(name: str, content: str | bytes) -> None:
    """Put what a command said into the demo's folder."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_bytes(content.encode() if isinstance(content, str) else content)


def flipped(data: bytes, place: int) -> bytes:
    """The bytes with the lowest bit of one of them flipped."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def shorter(word: str) -> str:
    """A path as it is seen from the project's folder."""
    return word.removeprefix(f"{ROOT}/")


def title(text: str) -> None:
    """A step's headline."""
    print(f"\n\033[1m{text}\033[0m")


def show(text: str) -> None:
    """A line of what a step found."""
    print(f"  {text}")


if __name__ == "__main__":
    sys.exit(main())
