"""Records as a table asks for them: a page at a time, kept while somebody may look again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from providers.listing import Records
from providers.model import Record, RecordState
from screens.record_finder import Places

PAGE: Final = 64
"""Records fetched at once: more than a screen has lines."""
KEPT: Final = 4_096
"""Records kept."""
LOST: Final = Record("?", RecordState.UNKNOWN, "can't be read")
"""Stands for a record whose file broke."""


class RecordPages:
    """The records of one job that were shown lately."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._kept: dict[int, Record] = {}

    def record(self, places: Places, line: int) -> Record:
        """The record on a line, cut for a table."""
        place = places[line]
        found = self._kept.get(place)
        if found is None:
            self._fetch(places.block(line - line % PAGE, PAGE))
            found = self._kept[place]
        return found

    def is_of(self, records: Records) -> bool:
        """Whether these are pages of those records."""
        return records is self._records

    def _fetch(self, places: Sequence[int]) -> None:
        if len(self._kept) + len(places) > KEPT:
            self._kept.clear()
        wanted = [place for place in places if place not in self._kept]
        found = self._records.page(wanted)
        if len(found) == len(wanted):
            self._kept.update(zip(wanted, found, strict=True))
        else:
            for place in wanted:
                self._kept[place] = next(iter(self._records.page([place])), LOST)
