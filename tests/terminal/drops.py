"""How long a desk lives on after its link has ended: `python -m tests.terminal.drops [N]`."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.terminal.desks import CODE, PATIENCE, Desk, Drop

WITHIN = 2.0
"""Seconds in which a desk must be gone."""


@dataclass
class Count:
    """What came of some drops of one kind."""

    times: list[float] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    orphans: int = 0

    @property
    def is_good(self) -> bool:
        """Whether all were gone in time, and said why."""
        return not self.orphans and max(self.times) < WITHIN and set(self.codes) == {129}


def drop(kind: Drop, times: int) -> Count:
    """Start desks, and pull their terminals away."""
    count = Count()
    for _ in range(times):
        with (
            tempfile.TemporaryDirectory() as folder,
            Desk(Path(folder), code=CODE[kind]) as desk,
        ):
            desk.read_until(b" help", since=0)
            desk.pull()
            gone = desk.gone_after(PATIENCE)
            if gone is None:
                count.orphans += 1
            else:
                count.times.append(gone)
                count.codes.append(desk.process.returncode)
    return count


def run(times: int) -> int:
    """Drop each kind of link so often, and print what was counted."""
    is_good = True
    for kind in Drop:
        count = drop(kind, times)
        is_good &= count.is_good
        slowest = max(count.times, default=0.0)
        print(
            f"{kind}: {times} drops, {len(count.times)} gone, slowest {slowest:.2f} s,"
            f" codes {sorted(set(count.codes))}, {count.orphans} orphans",
            flush=True,
        )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
