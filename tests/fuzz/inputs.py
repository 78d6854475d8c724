"""Inputs that a fuzzer tries: seeds with a few changes, by chance or guided by coverage where atheris is installed."""

from __future__ import annotations

import importlib.util
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

GUIDED = importlib.util.find_spec("atheris") is not None


class Wrong(Exception):
    """What a fuzzer looks for."""


def instrumented(*packages: str) -> AbstractContextManager[None]:
    """What is imported of these packages within tells its coverage."""
    if not GUIDED:
        return nullcontext()
    import atheris  # noqa: PLC0415 -- where it is installed

    found: AbstractContextManager[None] = atheris.instrument_imports(include=[*packages])
    return found


@dataclass(frozen=True, slots=True)
class Inputs:
    """Seeds, and the words that are put into them."""

    seeds: Sequence[bytes]
    words: Sequence[bytes]

    def try_all(self, check: Callable[[bytes], None], runs: int) -> int:
        """Give `check` so many inputs; 1 with the input that it stumbles over. Guided, libFuzzer ends the process."""
        return self._guided(check, runs) if GUIDED else self._by_chance(check, runs)

    def mutated(self, chance: random.Random, seed: bytes) -> bytes:
        """A seed with up to eight changes: bytes flipped, cut, doubled, words put in."""
        data = bytearray(seed)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(data) + 1)
            match chance.randrange(4):
                case 0:
                    data[at:at] = chance.choice(self.words)
                case 1:
                    del data[at : at + chance.randint(1, 40)]
                case 2:
                    data[at : at + 1] = bytes((chance.randrange(256),))
                case _:
                    data[at:at] = data[at : at + chance.randint(1, 60)]
        return bytes(data)

    def _by_chance(self, check: Callable[[bytes], None], runs: int) -> int:
        chance = random.Random(7)  # the same changes every time
        for run in range(runs):
            data = self.mutated(chance, chance.choice(self.seeds))
            try:
                check(data)
            except Exception as fault:  # noqa: BLE001 -- whatever is no refusal is a finding
                sys.stdout.write(f"run {run}: {type(fault).__name__}: {fault}\n{data!r}\n")
                return 1
        sys.stdout.write(f"{runs} runs, nothing found\n")
        return 0

    def _guided(self, check: Callable[[bytes], None], runs: int) -> int:
        import atheris  # noqa: PLC0415 -- where it is installed

        with tempfile.TemporaryDirectory() as folder:
            for number, seed in enumerate(self.seeds):
                (Path(folder) / str(number)).write_bytes(seed)
            limits = [f"-atheris_runs={runs}", "-max_len=6000", "-timeout=5", f"-artifact_prefix={folder}/"]
            atheris.Setup([sys.argv[0], *limits, folder], check, custom_mutator=self._mutate)
            atheris.Fuzz()
        return 0

    def _mutate(self, data: bytes, largest: int, seed: int) -> bytes:
        return self.mutated(random.Random(seed), data)[:largest]
