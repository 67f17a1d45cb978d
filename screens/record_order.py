"""The order of a job's records, kept up as they arrive: each is looked at once.

Nothing is sorted: the records of one rank stand in a list of their own, in the vendor's order,
and the lists stand one after the other. A quarter of a million records cost a batch no more than
a thousand do.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from time import perf_counter
from typing import Final

from providers.model import Record
from screens.record_rows import RANKS, RecordView

AT_ONCE: Final = 0.008
"""Seconds that are taken before somebody else has a turn."""
_LAST_BAD: Final = max(rank for state, rank in RANKS.items() if state.is_bad)
"""Of the ranks: those up to here are all bad, and those below are not."""
_CHECKED: Final = 50
"""Records between two looks at the clock."""


class Places:
    """A picture of an order: places of records, by the line they stand on."""

    def __init__(self, ranks: Sequence[list[int]] = (), bad: list[int] | None = None) -> None:
        """Take the picture.

        Args:
            ranks: Places by rank, each list in the vendor's order; they may grow from now on.
            bad: Places of the bad ones, where they do not stand above all others.
        """
        self._ranks = [(rank, len(rank)) for rank in ranks if rank]
        self._count = sum(length for _, length in self._ranks)
        self._bad = bad
        self._top = sum(len(rank) for rank in ranks[: _LAST_BAD + 1])

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, line: int) -> int:
        """The place of the record on that line.

        Raises:
            IndexError: There is no such line.
        """
        if line >= 0:
            for rank, length in self._ranks:
                if line < length:
                    return rank[line]
                line -= length
        raise IndexError(line)

    def find(self, place: int) -> int | None:
        """The line of the record in that place; `None` when it is not among them."""
        above = 0
        for rank, length in self._ranks:
            at = bisect_left(rank, place, 0, length)
            if at < length and rank[at] == place:
                return above + at
            above += length
        return None

    def next_bad(self, line: int, by: int) -> int | None:
        """The line of the next bad record after `line`, or before it for -1; `None` for none."""
        if self._bad is None:
            found = line + 1 if by > 0 else min(line, self._top) - 1
            return found if 0 <= found < self._top else None
        place = self[line]
        at = bisect_right(self._bad, place) if by > 0 else bisect_left(self._bad, place) - 1
        return self.find(self._bad[at]) if 0 <= at < len(self._bad) else None


class RecordOrder:
    """Which records a view shows, and where, of a list that may still grow."""

    def __init__(self) -> None:
        self._view = RecordView()
        self._records: Sequence[Record] = ()
        self._begin()

    def _begin(self) -> None:
        self._taken = 0
        self._first: Record | None = None
        self._ranks: list[list[int]] = [[] for _ in range(max(RANKS.values()) + 1)]
        self._bad: list[int] = []
        self.failed = 0
        """Of those looked at: how many failed or have a problem, shown or not."""

    def follow(self, records: Sequence[Record], view: RecordView) -> None:
        """Order these records as the view says; what is known already is kept."""
        is_same = len(records) >= self._taken and (not self._taken or records[0] is self._first)
        if view != self._view or not is_same:
            self._begin()
        self._view, self._records = view, records

    def take(self, seconds: float = AT_ONCE) -> bool:
        """Look at more of the records, for so long at most; says whether all have been."""
        until = perf_counter() + seconds
        records, view = self._records, self._view
        words = view.words.casefold().split()
        if self._taken == 0 and len(records):
            self._first = records[0]
        for at in range(self._taken, len(records)):
            if at % _CHECKED == 0 and perf_counter() > until:
                self._taken = at
                return False
            record = records[at]
            if record.state.is_bad or record.problems:
                self.failed += 1
            if view.shows(record, words):
                self._ranks[0 if view.is_by_row else RANKS[record.state]].append(at)
                if record.state.is_bad:
                    self._bad.append(at)
        self._taken = len(records)
        return True

    async def take_all(self) -> None:
        """Look at all that are left, in turns with whatever else there is to do."""
        for _ in iter(self.take, True):
            await asyncio.sleep(0)

    def places(self) -> Places:
        """The order of what has been looked at."""
        return Places(self._ranks, self._bad if self._view.is_by_row else None)

    @property
    def records(self) -> Sequence[Record]:
        """The records whose places these are."""
        return self._records
