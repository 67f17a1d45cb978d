"""The long run by hand: `python -m tests.fuzz.run --cases 10000 --mutations 200000`.

It prints a line a parser. `untyped` has to be 0: there end the inputs that raised anything but the
parser's own errors, gave a result that can't be, or took longer than a second. Such an input is
written to a file, which `--try FILE --only PARSER` runs again. The same `--seed` draws the same
inputs on as many cores.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.fuzz.parsers import NAMES, Extra, open_parsers
from tests.fuzz.seeds import sandbox_answers
from tests.fuzz.trial import Tally, try_drawn, try_mutations, try_one
from tests.fuzz.worst import MEGABYTE, worst

_HEAD = (
    f"{'parser':<18}{'cases':>9}{'typed':>9}{'results':>9}{'untyped':>8}{'slowest':>16}{'RSS':>9}"
    f"{'the worst megabyte':>34}"
)


def main(words: Sequence[str] | None = None) -> int:
    """Run what the command line says; gives the exit code."""
    wanted = _arguments(words)
    extra = asyncio.run(sandbox_answers())
    with tempfile.TemporaryDirectory() as scratch, open_parsers(Path(scratch), extra) as parsers:
        if wanted.file:
            tally = Tally()
            try_one(parsers[wanted.only], Path(wanted.file).read_bytes(), tally)
            print(tally)
            return int(tally.untyped > 0)
    print(f"seed {wanted.seed}; {wanted.cases:,} drawn and {wanted.mutations:,} mutations a parser")
    print(_HEAD, flush=True)
    untyped = 0
    for name in NAMES:
        if wanted.only not in ("", name):
            continue
        tally = _tried(name, wanted, extra)
        untyped += tally.untyped
        worst_case = _worst(name)
        slowest = f"{tally.slowest * 1000:.0f} ms/{tally.slowest_size / 1000:.0f} kB"
        print(
            f"{name:<18}{tally.cases:>9,}{tally.refused:>9,}{tally.results:>9,}"
            f"{tally.untyped:>8,}{slowest:>16}{tally.peak:>6} MB{worst_case:>34}",
            flush=True,
        )
        _tell(name, tally, wanted.seed)
    return int(untyped > 0)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--mutations", type=int, default=200_000)
    parser.add_argument("--only", default="", help="a parser's name")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--try", dest="file", default="", help="a file to run one parser on")
    return parser.parse_args(words)


def _tried(name: str, wanted: argparse.Namespace, extra: Extra) -> Tally:
    """One parser tried on all cores, each process new so that its memory is the parser's."""
    cores = os.cpu_count() or 1
    whole = Tally()
    with ProcessPoolExecutor(cores, get_context("spawn"), max_tasks_per_child=1) as pool:
        parts = [
            pool.submit(_part, name, cases, mutations, seed, extra)
            for seed in range(wanted.seed * cores, wanted.seed * cores + cores)
            for cases, mutations in ((wanted.cases // cores, 0), (0, wanted.mutations // cores))
        ]
        for part in parts:
            whole.add(part.result())
    return whole


def _worst(name: str) -> str:
    """The megabyte that takes the parser longest, of those that are made to."""
    slowest, said = 0.0, ""
    with tempfile.TemporaryDirectory(dir=_memory()) as scratch, open_parsers(Path(scratch)) as all_:
        for what, recipe in worst(name):
            tally = Tally()
            try_one(all_[name], recipe.of(MEGABYTE), tally)
            if tally.slowest > slowest:
                slowest, said = tally.slowest, f"{what} {tally.slowest:.2f} s"
    return said


def _part(name: str, cases: int, mutations: int, seed: int, extra: Extra) -> Tally:
    warnings.simplefilter("error")
    with (
        tempfile.TemporaryDirectory(dir=_memory()) as scratch,
        open_parsers(Path(scratch), extra) as parsers,
    ):
        if not cases:
            return try_mutations(parsers[name], mutations, seed)
        tally = try_drawn(parsers[name], cases, seed)
        # What hypothesis remembers of all that it drew is not the parser's.
        tally.peak = 0
        return tally


def _memory() -> str | None:
    """A folder that no disk slows, where there is one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _tell(name: str, tally: Tally, seed: int) -> None:
    for number, (said, data) in enumerate(tally.failures):
        path = Path(tempfile.gettempdir()) / f"fuzz-{name}-{seed}-{number}.bin"
        path.write_bytes(data)
        print(f"  {said}\n  python -m tests.fuzz.run --only {name} --try {path}  (seed {seed})")


if __name__ == "__main__":
    sys.exit(main())
