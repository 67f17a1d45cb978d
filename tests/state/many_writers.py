"""Processes that change one watchlist at once: `python -m tests.state.many_writers [N [K]]`.

Some are killed half-way.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from unittest.mock import patch

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


class Locks(StrEnum):
    """What the file system has of them."""

    WITH = "with locks"
    WITHOUT = "without locks"
    """As on some network file systems."""

    def here(self) -> AbstractContextManager[object]:
        """A machine of that kind."""
        if self is Locks.WITH:
            return nullcontext()
        refused = OSError(errno.ENOLCK, "No locks available")
        return patch("fcntl.flock", side_effect=refused)


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


def main(words: Sequence[str]) -> int:
    """Let them write, with locks and without, and print what was counted."""
    changes = int(words[0]) if words else CHANGES
    killed = int(words[1]) if words[1:] else KILLED
    is_good = True
    for kind in Locks:
        if not words[2:] or kind.name.lower() in words:
            with kind.here():
                count = run(changes=changes, killed=killed)
            is_good = is_good and count.is_good
            print(
                f"{WRITERS} processes x {changes} changes, {killed} killed, {kind}: "
                f"{count.acknowledged} acknowledged, {count.lost} lost, {count.unasked} that "
                f"nobody asked for, {count.unfinished} writers that did not get through",
                flush=True,
            )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
