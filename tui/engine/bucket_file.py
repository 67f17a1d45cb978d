"""An account's bucket in the file that the user's sessions share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeAlias, TypeVar

import msgspec

from tui.engine.bucket import Bucket
from tui.engine.database import Database
from tui.engine.state_file import why

Got = TypeVar("Got")
Step: TypeAlias = Callable[[Bucket], tuple[Bucket, Got]]

_BUCKET: Final = msgspec.json.Decoder(Bucket)
_READ: Final = "select bucket from budgets where account = ?"
_WRITE: Final = "insert or replace into budgets (account, bucket) values (?, ?)"


class BucketFile:
    """Changes one account's bucket. Its methods may be called from any thread."""

    def __init__(self, database: Database | None, account: str) -> None:
        """Begin with what the file has.

        Args:
            database: The file; `None` for a bucket of this session's own.
            account: Whose bucket.
        """
        self._database = database
        self._account = account
        self._own = Bucket()
        """As last seen: what is gone on with where the file fails."""

    def change(self, step: Step[Got]) -> Got:
        """Let `step` change the bucket while nobody else does.

        Args:
            step: Gives the bucket as it is to be, and what is to be returned.
        """
        if self._database is not None:
            try:
                return self._change_shared(self._database, step)
            except sqlite3.DatabaseError as error:
                said = f"state.sqlite3 can't be written ({why(error)})"
                self._database.trouble = f"sessions count requests alone: {said}"
        self._own, got = step(self._own)
        return got

    def read(self) -> Bucket:
        """The bucket as it stands."""
        if self._database is not None:
            self._own = _decoded(self._database.row(_READ, self._account)) or self._own
        return self._own

    def _change_shared(self, database: Database, step: Step[Got]) -> Got:
        with database.changing() as db:
            before = _decoded(db.execute(_READ, (self._account,)).fetchone()) or self._own
            bucket, got = step(before)
            db.execute(_WRITE, (self._account, msgspec.json.encode(bucket)))
        self._own = bucket
        return got


def _decoded(row: object) -> Bucket | None:
    """A bucket as it is kept; `None` for none, and for one of an earlier version's form."""
    match row:
        case (bytes(encoded),):
            with suppress(msgspec.DecodeError, ValueError):
                return _BUCKET.decode(encoded)
    return None
