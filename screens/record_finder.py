"""Which of a job's records a view shows, and on which line, while they and the search go on.

Nothing is sorted: the records of one rank stand in a list of their own, in the vendor's order,
and the lists stand one after the other. A million records cost a picture no more than a thousand.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Sequence
from typing import Final

from providers.listing import Records, Wanted
from providers.model import RecordState

_COUNT: Final = len(RecordState)
_LAST_BAD: Final = max(state.rank for state in RecordState if state.is_bad)
"""Of the ranks: those up to here are all bad, and those below are not."""


class Places:
    """A picture of an order: places of records, by the line they stand on."""

    def __init__(
        self,
        ranks: Sequence[Sequence[int]] = (),
        by_row: Sequence[int] | None = None,
        *,
        is_reversed: bool = False,
    ) -> None:
        """Take the picture.

        Args:
            ranks: Places by rank, each list in the vendor's order; they may grow from now on.
            by_row: The same places in the vendor's order, where that is the order of the lines.
            is_reversed: Whether the last of them stands on the first line.
        """
        self._ranks = [(rank, len(rank)) for rank in ranks]
        lists = self._ranks if by_row is None else [(by_row, sum(n for _, n in self._ranks))]
        self._lists = [(places, length) for places, length in lists if length]
        self._count = sum(length for _, length in self._lists)
        self._is_reversed = is_reversed

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, line: int) -> int:
        """The place of the record on that line.

        Raises:
            IndexError: There is no such line.
        """
        if 0 <= line < self._count:
            line = self._turned(line)
            for places, length in self._lists:
                if line < length:
                    return places[line]
                line -= length
        raise IndexError(line)

    def block(self, first: int, count: int) -> list[int]:
        """The places on `count` lines from `first` on, as far as there are."""
        return [self[line] for line in range(first, min(first + count, self._count))]

    def find(self, place: int) -> int | None:
        """The line of the record in that place; `None` when it is not among them."""
        above = 0
        for places, length in self._lists:
            at = bisect_left(places, place, 0, length)
            if at < length and places[at] == place:
                return self._turned(above + at)
            above += length
        return None

    def _turned(self, line: int) -> int:
        """The line counted from where the order begins, and back again."""
        return self._count - 1 - line if self._is_reversed else line

    def next_bad(self, line: int, by: int) -> int | None:
        """The line of the next bad record after `line`, or before it for -1; `None` for none."""
        found = self._next_bad(self._turned(line), -by if self._is_reversed else by)
        return None if found is None else self._turned(found)

    def _next_bad(self, line: int, by: int) -> int | None:
        bad = self._ranks[: _LAST_BAD + 1]
        if len(self._lists) != 1 or self._lists[0][0] is bad[0][0]:
            top = sum(length for _, length in bad)
            found = line + 1 if by > 0 else min(line, top) - 1
            return found if 0 <= found < top else None
        place = self[self._turned(line)]
        found_at: list[int] = []
        for places, length in bad:
            at = (
                bisect_right(places, place, 0, length)
                if by > 0
                else bisect_left(places, place, 0, length) - 1
            )
            if 0 <= at < length:
                found_at.append(places[at])
        if not found_at:
            return None
        shown = self.find(min(found_at) if by > 0 else max(found_at))
        return None if shown is None else self._turned(shown)


class RecordFinder:
    """Follows a job's records with one view of them."""

    def __init__(self) -> None:
        self._records: Records | None = None
        self._wanted = Wanted()
        self._is_by_row = False
        self._is_reversed = False
        self._begin()

    def _begin(self) -> None:
        self._ranks = tuple(array("I") for _ in range(_COUNT))
        self._by_row = array("I")
        self._searched = 0
        self._is_cut = False
        """Whether a search was stopped half-way, so that what it found can't be gone on from."""

    @property
    def is_behind(self) -> bool:
        """Whether there are records that have not been looked through yet."""
        records = self._records
        return (
            records is not None and not self._wanted.is_everything and self._searched < len(records)
        )

    def follow(
        self,
        records: Records | None,
        wanted: Wanted,
        *,
        is_by_row: bool,
        is_reversed: bool = False,
    ) -> None:
        """Show these records so from now on; what was found for the same wish is kept."""
        if records is not self._records or wanted != self._wanted:
            self._begin()
        self._records, self._wanted = records, wanted
        self._is_by_row, self._is_reversed = is_by_row, is_reversed

    async def search(self) -> AsyncIterator[None]:
        """Look through those that have not been; gives a sign whenever some were found."""
        records = self._records
        if records is None:
            return
        if self._is_cut:
            self._begin()
        self._is_cut = True
        since, until = self._searched, len(records)
        async for found in records.search(self._wanted, since):
            together: list[int] = []
            for rank, places in enumerate(found):
                # Those that arrived after the search began are left for the next one.
                known = places[: bisect_left(places, until)]
                self._ranks[rank].extend(known)
                together.extend(known)
            self._by_row.extend(sorted(together))
            yield
        self._searched, self._is_cut = until, False
        yield

    def places(self) -> Places:
        """What is shown, as far as it has been found."""
        records = self._records
        if records is None:
            return Places()
        if not self._wanted.is_everything:
            by_row = self._by_row if self._is_by_row else None
            return Places(self._ranks, by_row, is_reversed=self._is_reversed)
        all_rows = range(len(records)) if self._is_by_row else None
        return Places(records.ranks, all_rows, is_reversed=self._is_reversed)
