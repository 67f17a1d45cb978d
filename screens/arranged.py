"""What a list of jobs comes to: put right where a job has changed, not made anew.

Rows are frozen, so what was found out about one holds as long as it is the very same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from providers.watched import Verdict, Watched
from screens.job_rows import Rank, View

Counts = Mapping[tuple[str, Verdict], int]
"""How many jobs, by account and verdict; none is 0."""


class Tally:
    """Counts jobs."""

    def __init__(self) -> None:
        self._rows: Sequence[Watched] = ()
        self._counts = Counter[tuple[str, Verdict]]()

    def count(self, rows: Sequence[Watched]) -> Counts:
        """How many there are of which account and verdict.

        Args:
            rows: All there are; never changed in place.
        """
        if len(rows) != len(self._rows):
            self._counts = Counter(map(_sort_of, rows))
        else:
            for at in _changed(self._rows, rows):
                before, after = _sort_of(self._rows[at]), _sort_of(rows[at])
                self._counts[after] += 1
                self._counts[before] -= 1
                if not self._counts[before]:
                    del self._counts[before]
        self._rows = rows
        return self._counts


def _sort_of(row: Watched) -> tuple[str, Verdict]:
    return row.ref.account, row.verdict


def _changed(before: Sequence[Watched], after: Sequence[Watched]) -> Iterator[int]:
    """Places of rows that are others than before, among as many."""
    pairs = zip(before, after, strict=True)
    return (at for at, (old, new) in enumerate(pairs) if old is not new)


class Arranged:
    """The jobs that a view shows, in its order."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._rows: Sequence[Watched] = ()
        self._is_shown: list[bool] = []
        self._ranks: list[Rank] = []
        self._order: list[int] = []
        """Places of `_rows`, those of jobs that are not shown among them."""
        self._shown: list[Watched] = []

    def arrange(self, view: View, rows: Sequence[Watched], now: datetime) -> list[Watched]:
        """The jobs shown, in order.

        Args:
            view: Which, and in what order.
            rows: All there are; never changed in place.
            now: The time, for ages.
        """
        if view != self._view or len(rows) != len(self._rows):
            self._is_shown = [view.shows(row, now) for row in rows]
            self._ranks = [view.rank(row) for row in rows]
            self._order = sorted(range(len(rows)), key=self._ranks.__getitem__)
        elif not self._put_right(view, rows, now):
            return self._shown
        self._view, self._rows = view, rows
        order = reversed(self._order) if view.is_reversed else self._order
        self._shown = [rows[at] for at in order if self._is_shown[at]]
        return self._shown

    def _put_right(self, view: View, rows: Sequence[Watched], now: datetime) -> bool:
        """Look at the rows that are others than before; says whether there are any."""
        changed = list(_changed(self._rows, rows))
        is_moved = False
        for at in changed:
            rank = view.rank(rows[at])
            is_moved = is_moved or rank != self._ranks[at]
            self._ranks[at] = rank
        for at in range(len(rows)) if view.is_timed else changed:
            self._is_shown[at] = view.shows(rows[at], now)
        if is_moved:
            # It is nearly so already, which takes a tenth of sorting anew.
            self._order.sort(key=self._ranks.__getitem__)
        return bool(changed) or view.is_timed
