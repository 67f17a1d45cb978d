"""A job's records as one table shows them, kept up while they arrive and are looked through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from time import perf_counter
from typing import Final

from providers.listing import Records, Wanted
from providers.model import Record
from providers.terms import TermError
from screens.record_finder import Places, RecordFinder
from screens.record_pages import RecordPages
from screens.record_rows import RecordRows, RecordView

PACE: Final = 0.1
"""Seconds between two pictures of a search that goes on."""


class RecordList:
    """Which records, in which order, and the pages of them that were shown."""

    def __init__(self) -> None:
        self._records: Records | None = None
        self._finder = RecordFinder()
        self._pages: RecordPages | None = None
        self._wanted = Wanted()
        self.trouble = ""
        """Why the words make no sense, in one line; empty when they do."""

    def follow(self, records: Records | None, view: RecordView) -> bool:
        """Show these records so from now on; says whether a search has to begin anew.

        Words that make no sense yet, half typed perhaps, change nothing but `trouble`.
        """
        self.trouble = ""
        wanted = self._wanted
        try:
            wanted = view.wanted()
        except TermError as error:
            self.trouble = str(error)
        is_new = records is not self._records or wanted != self._wanted
        if records is None:
            self._pages = None
        elif self._pages is None or not self._pages.is_of(records):
            self._pages = RecordPages(records)
        self._records, self._wanted = records, wanted
        self._finder.follow(records, wanted, is_by_row=view.is_by_row, is_reversed=view.is_reversed)
        return is_new

    @property
    def is_behind(self) -> bool:
        """Whether there are records that have not been looked through yet."""
        return self._finder.is_behind

    async def search(self) -> AsyncIterator[None]:
        """Look through those that have not been; gives a sign when there is more to be shown."""
        shown_at = 0.0
        while self._finder.is_behind:
            async for _ in self._finder.search():
                if perf_counter() - shown_at > PACE or not self._finder.is_behind:
                    shown_at = perf_counter()
                    yield

    def places(self) -> Places:
        """The order of what has been found."""
        return self._finder.places()

    def rows(self, places: Places) -> RecordRows:
        """The table's rows."""
        return RecordRows(self._pages, places)

    def record(self, place: int, *, with_raw: bool) -> Record | None:
        """One record whole; `None` when it is not there, or can't be read."""
        return self._records.record(place, with_raw=with_raw) if self._records else None

    @property
    def lost(self) -> str | None:
        """Why not all of them can be seen; `None` when they can."""
        return self._records.trouble if self._records else None

    @property
    def total(self) -> int:
        """How many have arrived, shown or not."""
        return len(self._records) if self._records else 0
