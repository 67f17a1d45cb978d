"""Processes that change one watchlist at once: `python -m tests.state.many_writers [N]`.

Some are killed half-way.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from providers.model import JobRef
from tui.engine.watchlist import Add, Watch, Watchlist, WatchlistError

WRITERS = 8
CHANGES = 50
KILLED = 2


@dataclass
class Count:
    """What came of it."""

    acknowledged: int = 0
    lost: int = 0
    """Acknowledged ones that are not there."""
    unasked: int = 0
    """Watches that nobody added."""
    unfinished: int = 0
    """Writers that were not killed and did not make all their changes."""

    @property
    def is_good(self) -> bool:
        """Whether all that was acknowledged is there, and nothing else."""
        return self.acknowledged > 0 and not (self.lost or self.unasked or self.unfinished)


def _write(path: Path, writer: int, changes: int, told: int) -> None:
    watchlist = Watchlist(path)
    # Whatever happens, the copy of the parent that this is must not go on as if it were it.
    with suppress(WatchlistError):
        for number in range(changes):
            watchlist.apply([Add(Watch(JobRef(f"w{writer}", "bulk", str(number))))])
            os.write(told, b"%d %d\n" % (writer, number))
    os._exit(0)


def run(writers: int = WRITERS, changes: int = CHANGES, killed: int = KILLED) -> Count:
    """Let them write, kill some of them half-way, and hold the file against what was told."""
    count = Count()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watchlist.toml"
        told, pids = _told_by(path, writers, changes, killed)
        found = {watch.ref for watch in Watchlist(path).read()}
    count.acknowledged = len(told)
    count.lost = len(told - found)
    asked = {JobRef(f"w{w}", "bulk", str(n)) for w in range(writers) for n in range(changes)}
    count.unasked = len(found - asked)
    whole = {f"w{w}" for w in range(killed, len(pids))}
    for account in whole:
        count.unfinished += sum(ref.account == account for ref in found) != changes
    return count


def _told_by(path: Path, writers: int, changes: int, killed: int) -> tuple[set[JobRef], list[int]]:
    reading, writing = os.pipe()
    pids: list[int] = []
    for writer in range(writers):
        pid = os.fork()
        if pid == 0:
            _write(path, writer, changes, writing)
        pids.append(pid)
    os.close(writing)
    for pid in pids[:killed]:
        time.sleep(random.random() * 0.1)
        os.kill(pid, signal.SIGKILL)
    lines = b""
    while piece := os.read(reading, 65_536):
        lines += piece
    os.close(reading)
    for pid in pids:
        os.waitpid(pid, 0)
    told = (line.split() for line in lines.decode().splitlines())
    return {JobRef(f"w{writer}", "bulk", number) for writer, number in told}, pids


def main() -> int:
    """Print what was counted."""
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else CHANGES
    count = run(changes=changes)
    print(
        f"{WRITERS} processes x {changes} changes, {KILLED} killed: {count.acknowledged} "
        f"acknowledged, {count.lost} lost, {count.unasked} that nobody asked for, "
        f"{count.unfinished} writers that did not get through"
    )
    return 0 if count.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
