"""Writes what the fuzz target of the translation starts from: `python -m tests.fuzz.program FOLDER`.

`program.json` is the compiled maps, `translate/` holds the example messages.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fhir_bridge.translate.load import compiled

EXAMPLES = Path(__file__).parents[2] / "examples"


def main() -> None:
    """Writes the files."""
    folder = Path(sys.argv[1])
    seeds = folder / "translate"
    seeds.mkdir(parents=True, exist_ok=True)
    (folder / "program.json").write_text(json.dumps(compiled()))
    for path in EXAMPLES.glob("*.hl7"):
        (seeds / path.name).write_bytes(path.read_bytes().replace(b"\n", b"\r"))


if __name__ == "__main__":
    main()
