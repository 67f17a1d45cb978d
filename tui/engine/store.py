"""`state.sqlite3`: what the vendors last said, kept so that the next start can show it at once.

Losing the file loses no watch. It is opened once a session; a broken one is moved aside, and
where none can be kept the session goes on with one in memory and says so.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from providers.model import Job, JobRef
from providers.watched import Event
from tui.engine.files import make_folder

RAW_MOST: Final = 1_000_000
"""Bytes of a raw answer that are kept; of a longer one none is."""
EVENTS_MOST: Final = 200
"""Lines of timeline that are kept for a job."""

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
pragma user_version = 1;
"""

_DROP_LAST: Final = "delete from events where id = (select max(id) from events where ref = ?)"
_DROP_OLDEST: Final = """
delete from events where ref = ? and id <=
    (select id from events where ref = ? order by id desc limit 1 offset ?)
"""

_JOB: Final = msgspec.json.Decoder(Job)
_EVENT: Final = msgspec.json.Decoder(Event)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of a job."""

    job: Job
    seen_at: datetime


class Store:
    """The memory of one user's sessions. Its methods may be called from any thread."""

    def __init__(self, path: Path | None) -> None:
        """Open the store.

        Args:
            path: The file; `None` for one in memory only.
        """
        self.trouble: str | None = None
        """Why nothing is kept beyond this session; `None` when it is."""
        self._turn = threading.Lock()
        self._db = self._open(path)

    def _open(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return _connect(":memory:")
        try:
            make_folder(path.parent)
            path.touch(mode=0o600, exist_ok=True)
            return _connect(str(path))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                self.trouble = f"{path} can't be used ({error}); nothing is kept this time"
                return _connect(":memory:")
        except OSError as error:
            self.trouble = f"{path} can't be used ({error.strerror}); nothing is kept this time"
            return _connect(":memory:")
        return self._open_anew(path)

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
            return _connect(str(path))
        except (OSError, sqlite3.DatabaseError):
            self.trouble = f"{path} is broken and can't be replaced; nothing is kept this time"
            return _connect(":memory:")

    def jobs(self, refs: Iterable[JobRef]) -> dict[JobRef, Kept]:
        """What is remembered of these jobs; those never seen are missing."""
        found: dict[JobRef, Kept] = {}
        with self._turn, suppress(sqlite3.DatabaseError):
            for ref in refs:
                row = self._db.execute(
                    "select seen_at, job from looks where ref = ?", (str(ref),)
                ).fetchone()
                if row is None:
                    continue
                # A form that an earlier version wrote and this one can't read is as good as none.
                with suppress(msgspec.DecodeError, ValueError, TypeError):
                    found[ref] = Kept(_JOB.decode(row[1]), datetime.fromisoformat(row[0]))
        return found

    def raw(self, ref: JobRef) -> bytes | None:
        """The last raw answer about a job; `None` when none is kept."""
        with self._turn, suppress(sqlite3.DatabaseError):
            row = self._db.execute("select raw from looks where ref = ?", (str(ref),)).fetchone()
            return bytes(row[0]) if row and row[0] is not None else None
        return None

    def keep(self, job: Job, raw: bytes, seen_at: datetime) -> None:
        """Remember what the vendor said."""
        body = raw if len(raw) <= RAW_MOST else None
        encoded = self._encoded(job)
        if encoded is not None:
            self._write(
                (
                    "insert or replace into looks (ref, seen_at, job, raw) values (?, ?, ?, ?)",
                    (str(job.ref), seen_at.isoformat(), encoded, body),
                )
            )

    def events(self, ref: JobRef) -> list[Event]:
        """The job's timeline, oldest first."""
        events: list[Event] = []
        with self._turn, suppress(sqlite3.DatabaseError):
            rows = self._db.execute(
                "select event from events where ref = ? order by id desc limit ?",
                (str(ref), EVENTS_MOST),
            ).fetchall()
            for (encoded,) in reversed(rows):
                with suppress(msgspec.DecodeError, ValueError, TypeError):
                    events.append(_EVENT.decode(encoded))
        return events

    def add_event(self, event: Event, *, replaces_last: bool) -> None:
        """Add a line to a job's timeline, or put it in the place of the last one."""
        ref = str(event.ref)
        encoded = self._encoded(event)
        if encoded is None:
            return
        kept = EVENTS_MOST - 1
        self._write(
            (_DROP_LAST, (ref,)) if replaces_last else (_DROP_OLDEST, (ref, ref, kept)),
            ("insert into events (ref, event) values (?, ?)", (ref, encoded)),
        )

    def choice(self, name: str) -> str | None:
        """What was last chosen for `name`; `None` when nothing was."""
        with self._turn, suppress(sqlite3.DatabaseError):
            row = self._db.execute("select value from choices where name = ?", (name,)).fetchone()
            return str(row[0]) if row else None
        return None

    def choose(self, name: str, value: str) -> None:
        """Remember a choice."""
        self._write(("insert or replace into choices (name, value) values (?, ?)", (name, value)))

    def forget(self, ref: JobRef) -> None:
        """Drop all that is remembered of a job."""
        self._write(
            ("delete from looks where ref = ?", (str(ref),)),
            ("delete from events where ref = ?", (str(ref),)),
        )

    def close(self) -> None:
        """Close the file."""
        with self._turn, suppress(sqlite3.DatabaseError):
            self._db.close()

    def _encoded(self, remembered: Job | Event) -> bytes | None:
        """As it is kept; `None` for what JSON can't hold, such as half a surrogate pair."""
        try:
            return msgspec.json.encode(remembered)
        except (ValueError, OverflowError, msgspec.EncodeError):
            self.trouble = f"what {remembered.ref} answered can't be kept"
            return None

    def _write(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        """All of them, or none."""
        with self._turn:
            try:
                with self._db:
                    for statement, values in statements:
                        self._db.execute(statement, values)
            except (sqlite3.DatabaseError, UnicodeEncodeError) as error:
                # What can't be kept is not worth stopping for; that it was not kept is said.
                self.trouble = f"the state file can't be written ({error})"


def _connect(name: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, timeout=5.0, check_same_thread=False)
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = normal")
        db.executescript(_SCHEMA)
    except BaseException:
        db.close()
        raise
    return db
