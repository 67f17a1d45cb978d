"""Saves of the watchlist cut off by kill -9: `python -m tests.state.killed_saves [N]`.

A process changes the list as fast as it can and tells of each change once it is acknowledged.
It is killed at a moment drawn at random; then the file is held against what was told.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from providers.model import JobRef
from tui.engine.watchlist import Add, Change, Operation, Remove, Watch, Watchlist, WatchlistError

LONGEST = 0.03
"""Seconds that a writer lives at most; about a dozen saves."""
IDS = 40
"""Jobs that changes are about: few enough that they meet again."""


@dataclass
class Count:
    """What came of all kills."""

    kills: int = 0
    saves: int = 0
    torn: int = 0
    """Files that could not be read."""
    lost: int = 0
    """Files without an acknowledged change, or with one that nobody asked for."""
    left: int = 0
    """Scratch files that were still there after the next start."""
    scratch: int = 0
    """Scratch files that a kill had left."""

    @property
    def is_good(self) -> bool:
        """Whether nothing was torn, lost or left."""
        return self.kills > 0 and not (self.torn or self.lost or self.left)


def changes(seed: int) -> Iterator[Operation]:
    """Changes without end, the same ones for the same seed."""
    chance = random.Random(seed)
    while True:
        ref = JobRef("acme", "bulk", str(chance.randrange(IDS)))
        match chance.randrange(3):
            case 0:
                yield Add(Watch(ref, memo=f"memo {chance.random()}"))
            case 1:
                yield Remove(ref)
            case _:
                yield Change(ref, "memo", f"memo {chance.random()}")


def applied(watches: dict[JobRef, str], operation: Operation) -> dict[JobRef, str]:
    """The memos by job after a change: the model that the file is held against."""
    after = dict(watches)
    match operation:
        case Add(watch):
            after.setdefault(watch.ref, watch.memo)
        case Remove(ref):
            after.pop(ref, None)
        case Change(ref, _, value) if ref in after:
            after[ref] = str(value)
        case _:
            pass
    return after


def scratch_in(folder: Path) -> list[str]:
    """Files that only a save under way needs."""
    kept = {"watchlist.toml", "watchlist.toml.bak", ".watchlist.toml.lock"}
    return sorted({each.name for each in folder.iterdir()} - kept)


def write_until_killed(path: Path, seed: int, told: int) -> None:
    """Change the list without end, and tell of each change that is acknowledged."""
    watchlist = Watchlist(path)
    for operation in changes(seed):
        watchlist.apply([operation])
        os.write(told, b".")


def kill_once(path: Path, seed: int, before: dict[JobRef, str], count: Count) -> dict[JobRef, str]:
    """One writer, killed; gives what the file holds then."""
    reading, writing = os.pipe()
    writer = os.fork()
    if writer == 0:
        write_until_killed(path, seed, writing)
    os.close(writing)
    time.sleep(random.random() * LONGEST)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    told = 0
    while piece := os.read(reading, 65_536):
        told += len(piece)
    os.close(reading)
    count.kills += 1
    count.saves += told
    count.scratch += len(scratch_in(path.parent))
    return _held_against(path, seed, told, before, count)


def _held_against(
    path: Path, seed: int, told: int, before: dict[JobRef, str], count: Count
) -> dict[JobRef, str]:
    expected, asked = before, changes(seed)
    for _ in range(told):
        expected = applied(expected, next(asked))
    # The one under way when it was killed may have been done, and nobody told of it.
    possible = (expected, applied(expected, next(asked)))
    watchlist = Watchlist(path)
    try:
        found = {watch.ref: watch.memo for watch in watchlist.read()}
    except WatchlistError:
        count.torn += 1
        return before
    count.lost += found not in possible
    watchlist.sweep()
    count.left += len(scratch_in(path.parent))
    return found


def run(kills: int) -> Count:
    """Kill so many writers of one file, one after the other."""
    count = Count()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watchlist.toml"
        holds: dict[JobRef, str] = {}
        for seed in range(kills):
            holds = kill_once(path, seed, holds, count)
    return count


def main() -> int:
    """Kill as often as is said, and print what was counted."""
    count = run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
    print(
        f"{count.kills:,} kills in {count.saves:,} acknowledged saves: {count.torn} files torn, "
        f"{count.lost} with a change lost, {count.scratch} scratch files left by kills, "
        f"{count.left} still there after the next start"
    )
    return 0 if count.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
