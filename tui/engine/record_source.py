"""A job's records as the screens look through them, while they arrive and afterwards."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import cycle
from typing import Final, TypeVar

from providers.causes import Group
from providers.listing import Ranks, Wanted
from providers.model import Record
from tui.engine.record_book import BookError, RecordBook
from tui.engine.record_file import RecordWriter
from tui.engine.record_search import FIRST_BLOCK, Lane, search

R = TypeVar("R")

_MOST_LANES: Final = 4
"""Threads that look through one job's records, where there are so many processors."""


class StoredRecords:
    """Fits `providers.listing.Records`."""

    def __init__(self, book: RecordBook, writer: RecordWriter | None = None) -> None:
        """Look through a file.

        Args:
            book: The file, open.
            writer: Who still writes to it; `None` when it is whole.

        Raises:
            BookError: It can't be read.
        """
        self._book = book
        self._writer = writer
        self._ranks = writer.ranks if writer else book.ranks()
        self._groups: Sequence[Group] | None = None
        self.trouble: str | None = None
        """Why not all of them can be seen; `None` when they can."""

    def __len__(self) -> int:
        return self._writer.count if self._writer else sum(map(len, self._ranks))

    @property
    def ranks(self) -> Ranks:
        """All of them in order."""
        return self._ranks

    def groups(self) -> Sequence[Group]:
        """The causes of failure, the most frequent first."""
        if self._writer is not None:
            return self._writer.groups()
        if self._groups is None:
            none: Sequence[Group] = ()
            self._groups = self._read(self._book.groups, none)
        return self._groups

    def page(self, places: Sequence[int]) -> Sequence[Record]:
        """The records in these places, cut for a table; those that can't be read are missing."""
        return self._read(lambda: self._book.page(places), [])

    def record(self, place: int, *, with_raw: bool = True) -> Record | None:
        """One record whole; `None` when there is none in that place, or it can't be read."""
        return self._read(lambda: self._book.record(place, with_raw=with_raw), None)

    def whole(self, places: Iterable[int], *, with_raw: bool = False) -> Iterator[Record]:
        """The records in these places, nothing cut; their raw text only when it is asked for."""
        return self._book.whole(places, with_raw=with_raw)

    async def search(self, wanted: Wanted, since: int = 0) -> AsyncIterator[Ranks]:
        """Look through those from the place `since` on, beside the event loop."""
        places = range(since, len(self))
        lanes = 1 if len(places) <= FIRST_BLOCK else min(_MOST_LANES, os.cpu_count() or 1)
        with ExitStack() as opened:
            try:
                dbs = [
                    opened.enter_context(closing(await asyncio.to_thread(self._book.connect)))
                    for _ in range(lanes)
                ]
            except BookError as error:
                self.trouble = str(error)
                return
            steps = [search(db, wanted, places, Lane(n, lanes)) for n, db in enumerate(dbs)]
            running = [_step(each) for each in steps]
            try:
                for lane in cycle(range(lanes)):
                    if (found := await asyncio.shield(running[lane])) is None:
                        break
                    running[lane] = _step(steps[lane])
                    yield found
            except sqlite3.DatabaseError as error:
                self.trouble = f"its records can't be looked through ({error})"
            finally:
                # A connection must not be closed under a statement that runs.
                for db in dbs:
                    db.interrupt()
                await asyncio.gather(*running, return_exceptions=True)

    def move_to(self, book: RecordBook) -> None:
        """Go on with another file, which holds the same and is whole."""
        old, self._book = self._book, book
        if self._writer is not None:
            self._groups = self._writer.groups()
        self._writer = None
        old.close()

    def close(self) -> None:
        """Close the file."""
        self._book.close()

    def _read(self, read: Callable[[], R], otherwise: R) -> R:
        try:
            return read()
        except BookError as error:
            self.trouble = str(error)
            return otherwise


def _step(steps: Iterator[Ranks]) -> asyncio.Future[Ranks | None]:
    """The next step of a search, beside the event loop; `None` after the last."""
    return asyncio.ensure_future(asyncio.to_thread(next, steps, None))
