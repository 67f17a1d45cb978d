"""What goes from `state.sqlite3` when it is old, or too much: the least missed first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Final

import msgspec

from providers.watched import Event
from tui.engine.state_forms import JOB_TABLES

LINES_LEFT: Final = 20
"""Lines of a timeline that stay where there is no more room."""

_FILLED: Final = 0.9
"""How full it is left when something had to go: not every day a little."""
_PAGES: Final = 256
"""Pages that are given back at once: others write in between."""
_EVENT: Final = msgspec.json.Decoder(Event)
_LAST_EVENTS: Final = (
    "select ref, event from events where id in (select max(id) from events group by ref)"
)
_DROP_LINES: Final = """
delete from events where ref = ? and id <=
    (select id from events where ref = ? order by id desc limit 1 offset ?)
"""
_DROP_CLAIMS: Final = """
delete from claims where asked_at < ? and claimed_until < ?
    and serial < (select max(serial) from claims)
"""


def drop_old(db: sqlite3.Connection, watched: Collection[str], before: datetime) -> int:
    """Forget the jobs that are not watched and of which nothing was heard since.

    Args:
        db: In a transaction.
        watched: Refs of the others.
        before: When something must have been heard.

    Returns:
        How many were forgotten.
    """
    heard: dict[str, datetime] = {}
    for ref, at in _heard(db):
        heard[ref] = max(at, heard.get(ref, at))
    refs = {ref for table in JOB_TABLES for (ref,) in db.execute(f"select ref from {table}")}
    old = [ref for ref in refs if ref not in watched and (ref not in heard or heard[ref] < before)]
    forget(db, old)
    # What sessions tell each other counts up from the last one, which stays.
    db.execute(_DROP_CLAIMS, (before.timestamp(),) * 2)
    return len(old)


def forget(db: sqlite3.Connection, refs: Iterable[str]) -> None:
    """Drop all that is remembered of these jobs."""
    named = [(ref,) for ref in refs]
    for table in JOB_TABLES:
        db.executemany(f"delete from {table} where ref = ?", named)


def make_room(db: sqlite3.Connection, watched: Collection[str], most: int) -> None:
    """Bring what is kept below a size, if it is not.

    First go answers of jobs that are not watched, then all of those, then answers of watched ones,
    then all but the last lines of their timelines; the oldest first. Facts of watched jobs stay.

    Args:
        db: In a transaction.
        watched: Refs of the watched ones.
        most: Bytes.
    """

    def used() -> int:
        return used_bytes(lambda statement: db.execute(statement).fetchone())

    if used() <= most:
        return
    goal = int(most * _FILLED)
    kept = [ref for (ref,) in db.execute("select ref from looks order by seen_at")]
    others = [ref for ref in kept if ref not in watched]
    ours = [ref for ref in kept if ref in watched]
    steps: list[tuple[Iterable[str], Callable[[str], object]]] = [
        (others, lambda ref: _drop_answer(db, ref)),
        (others, lambda ref: forget(db, (ref,))),
        (ours, lambda ref: _drop_answer(db, ref)),
        (ours, lambda ref: db.execute(_DROP_LINES, (ref, ref, LINES_LEFT))),
    ]
    for refs, drop in steps:
        for ref in refs:
            if used() <= goal:
                return
            drop(ref)


def used_bytes(row: Callable[[str], object]) -> int:
    """Bytes of a file that something stands in.

    Args:
        row: Gives the first row of what a statement reads.
    """
    pages, free, size = (_number(row(f"pragma {what}")) for what in _SIZES)
    return (pages - free) * size


_SIZES: Final = ("page_count", "freelist_count", "page_size")


def free_pages(db: sqlite3.Connection) -> None:
    """Give what is free back to the disk.

    An earlier program's file can't do that by and by: it is written anew, once.
    """
    if _number(db.execute("pragma auto_vacuum").fetchone()) == 0:
        db.execute("pragma auto_vacuum = incremental")
        db.execute("vacuum")
        return
    free, before = _free(db), 0
    while free and free != before:
        db.execute(f"pragma incremental_vacuum({_PAGES})").fetchall()
        free, before = _free(db), free


def _free(db: sqlite3.Connection) -> int:
    return _number(db.execute("pragma freelist_count").fetchone())


def _drop_answer(db: sqlite3.Connection, ref: str) -> None:
    db.execute("update looks set raw = null where ref = ?", (ref,))


def _heard(db: sqlite3.Connection) -> Iterator[tuple[str, datetime]]:
    """When each job answered last, and when something was noted of it."""
    for ref, seen_at in db.execute("select ref, seen_at from looks"):
        with suppress(ValueError, TypeError):
            at = datetime.fromisoformat(seen_at)
            if at.tzinfo is not None:
                yield ref, at
    for ref, event in db.execute(_LAST_EVENTS):
        with suppress(msgspec.DecodeError, ValueError, TypeError):
            yield ref, _EVENT.decode(event).at


def _number(row: object) -> int:
    match row:
        case (int(number),):
            return number
    return 0
