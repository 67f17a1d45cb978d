"""`state.sqlite3`: what the user's sessions remember, and what they share with each other.

Losing the file loses no watch. It is opened once a session; a broken one is moved aside, and
where none can be kept the session goes on with one in memory and says so.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from tui.engine.files import make_folder
from tui.engine.mounts import is_remote

Value: TypeAlias = str | int | float | bytes | None
Row: TypeAlias = tuple[Value, ...]

PATIENCE: Final = 5.0
"""Seconds to wait for another session that is writing."""

VERSION: Final = 1
_SCHEMA: Final = """
create table if not exists looks (
    ref text primary key,
    seen_at text not null,
    job blob not null,
    raw blob
) without rowid;
create table if not exists events (
    id integer primary key,
    ref text not null,
    event blob not null
);
create index if not exists events_by_ref on events (ref, id);
create table if not exists choices (
    name text primary key,
    value text not null
) without rowid;
create table if not exists glances (
    ref text primary key,
    glance blob not null
) without rowid;
create table if not exists tokens (
    key text primary key,
    token blob not null
) without rowid;
create table if not exists budgets (
    account text primary key,
    bucket blob not null
) without rowid;
create table if not exists claims (
    ref text primary key,
    account text not null,
    claimed_until real not null,
    claimed_by text not null,
    asked_at real not null,
    serial integer not null,
    outcome blob
) without rowid;
create index if not exists claims_by_account on claims (account, claimed_until);
create index if not exists claims_by_serial on claims (serial);
create table if not exists samples (
    id integer primary key,
    ref text not null,
    at text not null,
    phase text not null,
    done real not null,
    total real
);
create index if not exists samples_by_ref on samples (ref, id);
create table if not exists seen_causes (
    provider text not null,
    cause blob not null,
    first_seen real not null,
    last_seen real not null,
    primary key (provider, cause)
) without rowid;
"""


class Database:
    """The file, held by one session. Its methods may be called from any thread."""

    def __init__(self, path: Path | None) -> None:
        """Open the file.

        Args:
            path: The file; `None` for one in memory only.
        """
        self.path = path
        self.trouble: str | None = None
        """Why nothing is kept beyond this session; `None` when it is."""
        self.is_shared = False
        """Whether other sessions can see what is kept."""
        self._turn = threading.Lock()
        self._db = self._open(path)
        self._reading = self._turn
        self._reader = self._db
        if self.is_shared:
            self._open_reader()

    @property
    def version(self) -> int:
        """A number that is another one after any session has changed the file."""
        found = self.row("pragma data_version")
        return found[0] if found and isinstance(found[0], int) else 0

    def row(self, statement: str, *values: Value) -> Row | None:
        """The first row of what a statement reads; `None` when there is none."""
        found = self.rows(statement, *values)
        return found[0] if found else None

    def rows(self, statement: str, *values: Value) -> list[Row]:
        """What a statement reads; nothing, and `trouble`, where the file can't be read."""
        with self._reading:
            try:
                found: list[Row] = self._reader.execute(statement, values).fetchall()
            except sqlite3.DatabaseError as error:
                self.trouble = f"the state file can't be read ({error})"
                return []
            return found

    def write(self, *statements: tuple[str, Row]) -> None:
        """All of the statements, or none.

        What can't be kept is not worth stopping for; that it was not is put into `trouble`.
        """
        with self._turn:
            try:
                with self._db:
                    for statement, values in statements:
                        self._db.execute(statement, values)
            except (sqlite3.DatabaseError, UnicodeEncodeError) as error:
                self.trouble = f"the state file can't be written ({error})"

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction in which nobody else writes: what is read in it is still so at its end.

        Raises:
            sqlite3.DatabaseError: The file can't be written, or others hold it for too long.
        """
        with self._turn:
            self._db.execute("begin immediate")
            try:
                yield self._db
                self._db.commit()
            except BaseException:
                self._db.rollback()
                raise

    def close(self) -> None:
        """Close the file."""
        if self._reader is not self._db:
            with self._reading, suppress(sqlite3.DatabaseError):
                self._reader.close()
        with self._turn, suppress(sqlite3.DatabaseError):
            self._db.close()

    def _open(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return _connect(":memory:")
        try:
            make_folder(path.parent)
            path.touch(mode=0o600, exist_ok=True)
            return self._share(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                self.trouble = f"{path} can't be used ({error}); nothing is kept this time"
                return _connect(":memory:")
        except OSError as error:
            self.trouble = f"{path} can't be used ({error.strerror}); nothing is kept this time"
            return _connect(":memory:")
        return self._open_anew(path)

    def _share(self, path: Path) -> sqlite3.Connection:
        # What WAL keeps in memory is shared by the processes of one machine only.
        db = _connect(str(path), "delete" if is_remote(path) else "wal")
        self.is_shared = True
        return db

    def _open_reader(self) -> None:
        """Read over a connection of its own: the event loop must not wait for a slow disk."""
        try:
            self._reader = sqlite3.connect(
                str(self.path), timeout=PATIENCE, check_same_thread=False, isolation_level=None
            )
            self._reader.execute("pragma query_only = on")
        except sqlite3.DatabaseError:
            self._reader = self._db
        else:
            self._reading = threading.Lock()

    def _open_anew(self, path: Path) -> sqlite3.Connection:
        """Move a broken file aside and begin another."""
        aside = path.with_name(f"{path.name}.broken-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        try:
            path.replace(aside)
            # Its journal belongs to it, and would be applied to the new one.
            for ending in ("-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            path.touch(mode=0o600)
            self.trouble = f"{path} was broken; it is kept as {aside.name}, and begun anew"
            return self._share(path)
        except (OSError, sqlite3.DatabaseError):
            self.trouble = f"{path} is broken and can't be replaced; nothing is kept this time"
            return _connect(":memory:")


def _connect(name: str, journal: str = "memory") -> sqlite3.Connection:
    """A connection to the file, its tables made.

    Sessions that make the file at the same moment are turned away by SQLite at once, whatever
    its patience: each tries again, or it would go alone and ask what others have just asked.
    """
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return _set_up(name, journal)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)


def _set_up(name: str, journal: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, timeout=PATIENCE, check_same_thread=False)
    try:
        db.execute(f"pragma journal_mode = {journal}")
        db.execute("pragma synchronous = normal")
        # Where all of it is made already, no lock is taken: a start waits for nobody who writes.
        db.executescript(_SCHEMA)
        if db.execute("pragma user_version").fetchone() != (VERSION,):
            db.execute(f"pragma user_version = {VERSION}")
    except BaseException:
        db.close()
        raise
    return db
