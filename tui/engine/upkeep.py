"""The care of `state.sqlite3` while the desk is open: is it sound, and is it small enough?

Done beside the event loop, some time after the first picture. What is remembered of jobs that
nobody watches any more goes after a while, and the oldest evidence where it is too much.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

from providers.watched import Watched
from tui.engine.clock import Clock
from tui.engine.database import Database
from tui.engine.places import CLIP
from tui.engine.record_shelf import RecordShelf
from tui.engine.state_file import PATIENCE, is_broken
from tui.engine.state_room import drop_old, free_pages, make_room, used_bytes
from tui.engine.sweeping import sweep
from tui.engine.watchlist import Watchlist, WatchlistError

MOST: Final = 64_000_000
"""Bytes that the file may have."""
UNSEEN: Final = timedelta(days=90)
"""After so long without a word of it, a job that nobody watches is forgotten."""
DELAY: Final = 5.0
"""Seconds to leave to the first looks."""
EVERY: Final = 86_400.0
"""Seconds between two checks, and between two cleanings."""


class Upkeep:
    """Checks and cleans one session's file."""

    def __init__(
        self,
        database: Database,
        watchlist: Watchlist,
        config: Path,
        shelf: RecordShelf,
        rows: Callable[[], Sequence[Watched]],
        clock: Clock,
        on_news: Callable[[], None],
        most: int = MOST,
    ) -> None:
        """Do nothing yet.

        Args:
            database: The file.
            watchlist: The jobs that are watched. While it can't be read, nothing is dropped.
            config: The configuration in use.
            shelf: Where jobs' records are kept.
            rows: The jobs that are open here.
            clock: Tells the time.
            on_news: Called on the event loop when something has to be said.
            most: Bytes that the file may have.
        """
        self._database = database
        self._watchlist = watchlist
        self._config = config
        self._shelf = shelf
        self._rows = rows
        self._clock = clock
        self._on_news = on_news
        self._most = most
        self._under_way: sqlite3.Connection | None = None
        self._is_over = threading.Event()

    async def run(self) -> None:
        """Once soon, and then once a day, until cancelled."""
        try:
            pause = DELAY
            while True:
                await self._clock.rest(pause, asyncio.Event())
                before = self._database.trouble
                await asyncio.to_thread(self.do, {str(row.ref) for row in self._rows()})
                if self._database.trouble != before:
                    self._on_news()
                pause = EVERY
        finally:
            # A thread that reads a large file would keep the program from ending.
            self._is_over.set()
            if self._under_way is not None:
                self._under_way.interrupt()

    def do(self, is_open: Collection[str] = ()) -> None:
        """What is due. Takes as long as the disk does.

        Args:
            is_open: Refs of jobs that are kept as if they were watched.
        """
        self._sweep()
        if not self._database.is_shared:
            return
        if self._database.was_left_open or self._is_due("checked"):
            self._check()
        if not self._is_over.is_set() and (self._is_due("cleaned") or self._is_too_large()):
            self._clean(is_open)

    def _sweep(self) -> None:
        """Remove what saves and readings that were cut off have left."""
        self._watchlist.sweep()
        ours = self._database.path
        sweep((self._config, *((ours.with_name(CLIP),) if ours is not None else ())))
        self._shelf.tidy()

    def _check(self) -> None:
        """Look whether the file is sound; one that is not is begun anew."""
        try:
            with closing(self._connected()) as db:
                is_sound = db.execute("pragma quick_check(1)").fetchall() == [("ok",)]
        except sqlite3.Error as error:
            if not is_broken(error):
                return
            is_sound = False
        finally:
            self._under_way = None
        if not is_sound:
            self._database.found_broken()
        self._done("checked")

    def _clean(self, is_open: Collection[str]) -> None:
        """Drop what is too old, then what is too much, and give the room back."""
        try:
            named = frozenset((*is_open, *(str(watch.ref) for watch in self._watchlist.read())))
        except WatchlistError:
            return
        now = self._clock.now()
        try:
            with self._database.changing() as db:
                drop_old(db, named, now - UNSEEN)
                make_room(db, named, self._most)
            with closing(self._connected()) as db:
                free_pages(db)
        except sqlite3.Error:
            # Others write, or it is broken, which is told where that is found: another day.
            return
        finally:
            self._under_way = None
        self._done("cleaned")

    def _connected(self) -> sqlite3.Connection:
        """A connection of its own: nobody waits for what takes long."""
        db = sqlite3.connect(
            str(self._database.path), PATIENCE, isolation_level=None, check_same_thread=False
        )
        self._under_way = db
        if self._is_over.is_set():
            db.close()
            raise sqlite3.OperationalError("the session is over")
        return db

    def _is_due(self, what: str) -> bool:
        at = self._clock.now().timestamp()
        match self._database.row("select done_at from upkeep where what = ?", what):
            case (float(done_at),):
                # One that is yet to come is of a clock gone wrong.
                return not done_at <= at < done_at + EVERY
        return True

    def _done(self, what: str) -> None:
        statement = "insert or replace into upkeep (what, done_at) values (?, ?)"
        self._database.write((statement, (what, self._clock.now().timestamp())))

    def _is_too_large(self) -> bool:
        return used_bytes(self._database.row) > self._most
