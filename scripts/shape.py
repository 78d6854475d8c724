"""The shape of the code: how long functions and files are, and which break the budget.

    shape.py [FOLDER ...]        default: fhir_bridge anchor kiosk

A function's length is its lines from `def` to its last, docstring included. Exit 1 when the median function is over 12
lines, a function is over 60 or a file (Python, Rust, Solidity) is over 400.
"""

from __future__ import annotations

import ast
import statistics
import sys
from pathlib import Path

MEDIAN, LONGEST_FUNCTION, LONGEST_FILE = 12, 60, 400
SOURCES = (".py", ".rs", ".sol")
GENERATED = {"target", "node_modules", "out", "cache"}


def functions(path: Path) -> list[tuple[int, str]]:
    """(lines, place) of every function in a Python file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defs = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [((d.end_lineno or d.lineno) - d.lineno + 1, f"{path}:{d.lineno} {d.name}") for d in defs]


def sources(folders: list[str]) -> list[Path]:
    """Every source file that people wrote below the folders."""
    found = (path for folder in folders for path in Path(folder).rglob("*") if path.suffix in SOURCES)
    return sorted(path for path in found if path.is_file() and not GENERATED & set(path.parts))


def main(folders: list[str]) -> int:
    """Print the measure; 1 when a budget is broken."""
    paths = sources(folders)
    files = sorted((len(path.read_text(encoding="utf-8").splitlines()), str(path)) for path in paths)
    lengths = sorted(found for path in paths if path.suffix == ".py" for found in functions(path))
    if not lengths:
        print("no functions found")
        return 1
    counts = [lines for lines, _ in lengths]
    median = statistics.median(counts)
    p90 = counts[len(counts) * 9 // 10]
    print(f"functions {len(counts)}: median {median:g}, p90 {p90}, longest {lengths[-1][0]} {lengths[-1][1]}")
    print(f"files {len(files)}: median {files[len(files) // 2][0]}, longest {files[-1][0]} {files[-1][1]}")
    broken = [row for row in lengths if row[0] > LONGEST_FUNCTION] + [r for r in files if r[0] > LONGEST_FILE]
    for lines, place in broken:
        print(f"too long: {place} has {lines} lines")
    return 1 if broken or median > MEDIAN else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["fhir_bridge", "anchor", "kiosk", "native/src"]))
