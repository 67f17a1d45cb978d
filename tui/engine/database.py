"""`state.sqlite3`: what the user's sessions remember, and what they share with each other.

Losing the file loses no watch. It is opened once a session; a broken one is moved aside, when it
is opened or whenever that is found, and where none can be kept the session goes on with one in
memory and says so.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from tui.engine.state_file import Stamp, close_quietly, is_broken, open_state, stamp_of, why

Value: TypeAlias = str | int | float | bytes | None
Row: TypeAlias = tuple[Value, ...]


class Database:
    """The file, held by one session. Its methods may be called from any thread."""

    def __init__(self, path: Path | None) -> None:
        """Open the file.

        Args:
            path: The file; `None` for one in memory only.
        """
        self.path = path
        self._turn = threading.Lock()
        self._is_closed = False
        self._fault: str | None = None
        self._fault_of = ""
        """The statement that failed; empty for any."""
        self._take(None)

    def _take(self, broken: Stamp | None) -> None:
        opened = open_state(self.path, broken)
        self._db, self._reader = opened.db, opened.reader
        self._stamp = opened.stamp
        self._reading = self._turn if opened.stamp is None else threading.Lock()
        self._notice = opened.trouble
        self.was_left_open = opened.was_left_open
        """Whether the last session has not closed the file, or another has it open."""

    @property
    def trouble(self) -> str | None:
        """Why not all is kept beyond this session, or what was lost; `None` for neither."""
        return self._fault or self._notice

    @trouble.setter
    def trouble(self, said: str) -> None:
        self._fault, self._fault_of = said, ""

    @property
    def is_shared(self) -> bool:
        """Whether other sessions can see what is kept."""
        return self._stamp is not None

    @property
    def version(self) -> int:
        """A number that is another one after any session has changed the file.

        A file that was taken away, or put in the place of ours, is noticed here too.
        """
        if self.path is not None and self.is_shared and stamp_of(self.path) != self._stamp:
            self._reopen(None)
        found = self.row("pragma data_version")
        return found[0] if found and isinstance(found[0], int) else 0

    def row(self, statement: str, *values: Value) -> Row | None:
        """The first row of what a statement reads; `None` when there is none."""
        found = self.rows(statement, *values)
        return found[0] if found else None

    def rows(self, statement: str, *values: Value) -> list[Row]:
        """What a statement reads; nothing, and `trouble`, where the file can't be read."""
        try:
            with self._reading:
                found: list[Row] = self._reader.execute(statement, values).fetchall()
                return found
        except sqlite3.Error as error:
            if not self._is_closed and not self._struck(error):
                self.trouble = f"earlier answers can't be read from state.sqlite3 ({why(error)})"
            return []

    def write(self, *statements: tuple[str, Row]) -> None:
        """All of the statements, or none.

        What can't be kept is not worth stopping for; that it was not is put into `trouble`, until
        the like of it can be kept again.
        """
        try:
            with self._turn, self._db:
                for statement, values in statements:
                    self._db.execute(statement, values)
            self._settled(statements[0][0] if statements else "")
        except (sqlite3.DatabaseError, UnicodeEncodeError) as error:
            if isinstance(error, UnicodeEncodeError) or not self._struck(error):
                what = why(error) if isinstance(error, sqlite3.Error) else str(error)
                self._fault = f"new answers are not kept: state.sqlite3 can't be written ({what})"
                self._fault_of = statements[0][0]

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction in which nobody else writes: what is read in it is still so at its end.

        Raises:
            sqlite3.DatabaseError: The file can't be written, or others hold it for too long.
        """
        try:
            with self._turn:
                self._db.execute("begin immediate")
                try:
                    yield self._db
                    self._db.commit()
                except BaseException:
                    self._db.rollback()
                    raise
            self._settled("")
        except sqlite3.DatabaseError as error:
            self._struck(error)
            raise

    def found_broken(self) -> None:
        """Move the file aside and begin another: a check has found it to be broken."""
        if self.is_shared:
            self._reopen(self._stamp)

    def close(self) -> None:
        """Close the file."""
        self._is_closed = True
        if self._reader is not self._db:
            with self._reading:
                close_quietly(self._reader)
        with self._turn:
            close_quietly(self._db)

    def _settled(self, statement: str) -> None:
        """Something was kept: what failed before may be over."""
        # On a disk that is nearly full, a line of a timeline still fits where an answer does not.
        if self._fault is not None and self._fault_of in ("", statement):
            self._fault = None

    def _struck(self, error: sqlite3.Error) -> bool:
        """Begin anew where the file is broken; says whether it was."""
        if not (is_broken(error) and self.is_shared):
            return False
        self._reopen(self._stamp)
        return True

    def _reopen(self, broken: Stamp | None) -> None:
        """Let go of the file, and take the one that is there now, or a new one.

        Args:
            broken: Which file is to be moved aside, unless somebody has; `None` for none.
        """
        stamp = self._stamp
        with self._turn:
            if self._is_closed or self._stamp != stamp:
                # Another thread was first.
                return
            with self._reading:
                close_quietly(self._reader, self._db)
                self._fault = None
                self._take(broken)
