"""Which causes of failure were seen before: what is new stands out, for a day."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias

from tui.engine.database import Database

NEW_FOR: Final = 86_400.0
"""Seconds that a cause is new after it was first seen."""
REMEMBERED_MOST: Final = 1_000
"""Causes that are remembered at once; a job with more has one for each record."""
_FORGOTTEN_AFTER: Final = 400 * 86_400.0
"""Seconds without a cause after which it would be new again."""
_NOTED_EVERY: Final = 86_400.0
"""Seconds before it is noted again that a cause is still about."""

SeenCause: TypeAlias = "tuple[str, str | None, str]"
"""A provider, the cause's code and its folded message."""


class SeenCauses:
    """Remembers causes by their fingerprints: messages may name customers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def see(self, causes: Sequence[SeenCause], now: datetime) -> Mapping[SeenCause, datetime]:
        """Take note of causes, the first thousand. To be called beside the event loop.

        Returns:
            When each was first seen; `now` for those never seen before. Those that could not be
            looked up are missing.
        """
        at = now.timestamp()
        first_seen: dict[SeenCause, datetime] = {}
        try:
            with self._database.changing() as db:
                db.execute("delete from seen_causes where last_seen < ?", (at - _FORGOTTEN_AFTER,))
                for cause in causes[:REMEMBERED_MOST]:
                    first_seen[cause] = datetime.fromtimestamp(_see(db, cause, at), UTC)
        except sqlite3.DatabaseError:
            # Nothing was lost that matters: no cause is called new that may be old.
            return {}
        return first_seen


def is_new(first_seen: datetime | None, now: datetime) -> bool:
    """Whether a cause is new; of one that could not be looked up, nobody says so."""
    return first_seen is not None and (now - first_seen).total_seconds() < NEW_FOR


def _see(db: sqlite3.Connection, cause: SeenCause, at: float) -> float:
    key = (cause[0], _fingerprint(cause))
    found = db.execute(
        "select first_seen, last_seen from seen_causes where provider = ? and cause = ?", key
    ).fetchone()
    match found:
        case (float(first), float(last)):
            if at - last > _NOTED_EVERY:
                statement = "update seen_causes set last_seen = ? where provider = ? and cause = ?"
                db.execute(statement, (at, *key))
            return first
        case _:
            db.execute("insert or replace into seen_causes values (?, ?, ?, ?)", (*key, at, at))
            return at


def _fingerprint(cause: SeenCause) -> bytes:
    _, code, message = cause
    told = f"{'-' if code is None else '+' + code}\0{message}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()[:16]
