"""What the vendors last said, kept so that the next start can show it at once."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from providers.model import Exchange, Job, JobRef
from providers.watched import Event
from tui.engine.database import Database
from tui.engine.state_forms import JOB_TABLES

RAW_MOST: Final = 1_000_000
"""Bytes of a raw answer that are kept; of a longer one none is."""
CALLS_MOST: Final = 5
"""Calls of one look that are kept: the last, which brought the answer, is one of them."""
EVENTS_MOST: Final = 200
"""Lines of timeline that are kept for a job."""

_DROP_LAST: Final = "delete from events where id = (select max(id) from events where ref = ?)"
_DROP_OLDEST: Final = """
delete from events where ref = ? and id <=
    (select id from events where ref = ? order by id desc limit 1 offset ?)
"""

_JOB: Final = msgspec.json.Decoder(Job)
_EVENT: Final = msgspec.json.Decoder(Event)
_CALLS: Final = msgspec.json.Decoder(tuple[Exchange, ...])
_HOW_READ: Final = "insert or replace into readings (ref, exchanges) values (?, ?)"


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
        self.database = Database(path)
        self._trouble: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why not all is kept beyond this session; `None` when it is."""
        return self._trouble or self.database.trouble

    def jobs(self, refs: Iterable[JobRef]) -> dict[JobRef, Kept]:
        """What is remembered of these jobs; those never seen are missing."""
        found: dict[JobRef, Kept] = {}
        for ref in refs:
            match self.database.row("select seen_at, job from looks where ref = ?", str(ref)):
                case (str(seen_at), bytes(job)):
                    # A form that an earlier version wrote and this one can't read is as good
                    # as none.
                    with suppress(msgspec.DecodeError, ValueError, TypeError):
                        found[ref] = Kept(_JOB.decode(job), datetime.fromisoformat(seen_at))
        return found

    def raw(self, ref: JobRef) -> bytes | None:
        """The last raw answer about a job; `None` when none is kept."""
        match self.database.row("select raw from looks where ref = ?", str(ref)):
            case (bytes(raw),):
                return raw
        return None

    def how_read(self, ref: JobRef) -> tuple[Exchange, ...]:
        """The calls that the last answer took; none when that is not known."""
        match self.database.row("select exchanges from readings where ref = ?", str(ref)):
            case (bytes(encoded),):
                with suppress(msgspec.DecodeError, ValueError, TypeError):
                    return _CALLS.decode(encoded)
        return ()

    def keep(
        self, job: Job, raw: bytes, seen_at: datetime, calls: tuple[Exchange, ...] = ()
    ) -> None:
        """Remember what the vendor said, and how it was asked."""
        body = raw if len(raw) <= RAW_MOST else None
        encoded = self._encoded(job)
        if encoded is not None:
            self.database.write(
                (
                    "insert or replace into looks (ref, seen_at, job, raw) values (?, ?, ?, ?)",
                    (str(job.ref), seen_at.isoformat(), encoded, body),
                ),
                (_HOW_READ, (str(job.ref), msgspec.json.encode(calls[-CALLS_MOST:]))),
            )

    def events(self, ref: JobRef) -> list[Event]:
        """The job's timeline, oldest first."""
        return self._events(ref, EVENTS_MOST)

    def last_event(self, ref: JobRef) -> Event | None:
        """The last line of the job's timeline; `None` when it has none."""
        return next(iter(self._events(ref, 1)), None)

    def _events(self, ref: JobRef, most: int) -> list[Event]:
        statement = "select event from events where ref = ? order by id desc limit ?"
        events: list[Event] = []
        for row in reversed(self.database.rows(statement, str(ref), most)):
            with suppress(msgspec.DecodeError, ValueError, TypeError):
                match row:
                    case (bytes(encoded),):
                        events.append(_EVENT.decode(encoded))
        return events

    def add_event(self, event: Event, *, replaces_last: bool) -> None:
        """Add a line to a job's timeline, or put it in the place of the last one."""
        ref = str(event.ref)
        encoded = self._encoded(event)
        if encoded is None:
            return
        kept = EVENTS_MOST - 1
        self.database.write(
            (_DROP_LAST, (ref,)) if replaces_last else (_DROP_OLDEST, (ref, ref, kept)),
            ("insert into events (ref, event) values (?, ?)", (ref, encoded)),
        )

    def choice(self, name: str) -> str | None:
        """What was last chosen for `name`; `None` when nothing was."""
        match self.database.row("select value from choices where name = ?", name):
            case (str(value),):
                return value
        return None

    def choose(self, name: str, value: str) -> None:
        """Remember a choice."""
        statement = "insert or replace into choices (name, value) values (?, ?)"
        self.database.write((statement, (name, value)))

    def forget(self, ref: JobRef) -> None:
        """Drop all that is remembered of a job."""
        named = (str(ref),)
        self.database.write(
            *((f"delete from {table} where ref = ?", named) for table in JOB_TABLES)
        )

    def forget_all(self) -> int:
        """Drop all that is remembered of any job; says of how many. Choices stay."""
        refs = self.database.rows("select ref from looks union select ref from events")
        self.database.write(*((f"delete from {table}", ()) for table in JOB_TABLES))
        return len(refs)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def _encoded(self, remembered: Job | Event) -> bytes | None:
        """As it is kept; `None` for what JSON can't hold, such as half a surrogate pair."""
        try:
            return msgspec.json.encode(remembered)
        except (ValueError, OverflowError, msgspec.EncodeError):
            self._trouble = f"what {remembered.ref} answered can't be kept"
            return None
