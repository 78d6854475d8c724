"""Words of the example messages that say who somebody is: where they stand in what is kept or said, it leaks."""

from __future__ import annotations

import json
from pathlib import Path


def canaries(*messages: Path) -> set[bytes]:
    """Names, numbers, dates and streets of these messages."""
    words = {word for path in messages for word in _identifying(path)}
    return words - {b"usual", b"official", b"generated"}


def bearing(folder: Path, words: set[bytes]) -> list[Path]:
    """The files under a folder that hold one of these."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(word in path.read_bytes() for word in words)]


def _identifying(path: Path) -> set[bytes]:
    text = path.read_bytes()
    if path.suffix == ".json":
        patients = [
            e["resource"] for e in json.loads(text)["entry"] if e["resource"]["resourceType"] == "Patient"
        ]
        return {value.encode() for patient in patients for value in _leaves(patient) if len(value) > 5}
    lines = [line.split(b"|") for line in text.splitlines() if line[:3] in {b"PID", b"NK1"}]
    parts = {
        part for fields in lines for field in fields[3:14] for part in field.replace(b"~", b"^").split(b"^")
    }
    return {part for part in parts if len(part) > 5}


def _leaves(node: object) -> list[str]:
    if isinstance(node, dict):
        return [
            leaf for key, child in node.items() if key not in {"system", "url"} for leaf in _leaves(child)
        ]
    if isinstance(node, list):
        return [leaf for child in node for leaf in _leaves(child)]
    return [node] if isinstance(node, str) else []
