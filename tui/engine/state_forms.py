"""The forms that `state.sqlite3` has had, and the step from each to the next.

A step only ever adds: an earlier program goes on working with a file that a later one has raised,
and may put its own number back, so every step is one that can be taken again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from enum import Enum, auto
from pathlib import Path
from typing import Final, TypeAlias

Step: TypeAlias = Sequence[str]

JOB_TABLES: Final = ("looks", "events", "samples", "glances", "readings")
"""All that is remembered of a job stands in these, by its ref."""
MARK: Final = 0x424A5431
"""SQLite's `application_id` of our files."""

_FIRST: Final = (
    """create table if not exists looks (
        ref text primary key,
        seen_at text not null,
        job blob not null,
        raw blob
    ) without rowid""",
    """create table if not exists events (
        id integer primary key,
        ref text not null,
        event blob not null
    )""",
    "create index if not exists events_by_ref on events (ref, id)",
    """create table if not exists choices (
        name text primary key,
        value text not null
    ) without rowid""",
)
# Five programs called what they wrote form 1, each with some of these tables more than the last.
_SHARED: Final = (
    """create table if not exists tokens (
        key text primary key,
        token blob not null
    ) without rowid""",
    """create table if not exists budgets (
        account text primary key,
        bucket blob not null
    ) without rowid""",
    """create table if not exists claims (
        ref text primary key,
        account text not null,
        claimed_until real not null,
        claimed_by text not null,
        asked_at real not null,
        serial integer not null,
        outcome blob
    ) without rowid""",
    "create index if not exists claims_by_account on claims (account, claimed_until)",
    "create index if not exists claims_by_serial on claims (serial)",
    """create table if not exists seen_causes (
        provider text not null,
        cause blob not null,
        first_seen real not null,
        last_seen real not null,
        primary key (provider, cause)
    ) without rowid""",
    """create table if not exists samples (
        id integer primary key,
        ref text not null,
        at text not null,
        phase text not null,
        done real not null,
        total real
    )""",
    "create index if not exists samples_by_ref on samples (ref, id)",
    """create table if not exists glances (
        ref text primary key,
        glance blob not null
    ) without rowid""",
)
_EVIDENCE: Final = (
    """create table if not exists readings (
        ref text primary key,
        exchanges blob not null
    ) without rowid""",
    """create table if not exists upkeep (
        what text primary key,
        done_at real not null
    ) without rowid""",
    f"pragma application_id = {MARK}",
)

STEPS: Final[Sequence[Step]] = (_FIRST, _SHARED, _EVIDENCE)
VERSION: Final = len(STEPS)
"""The form that this program writes, SQLite's `user_version`."""


class NewerForm(Exception):
    """A later version of the program wrote the file. `str(error)` names its form and ours."""


class Whose(Enum):
    """What a file is, before anything is done with it."""

    OURS = auto()
    """Of this form or an earlier one; or there is nothing in it yet, or nothing readable."""
    FOREIGN = auto()
    """It is another program's."""


def whose(path: Path) -> Whose:
    """Tell whose file it is without touching it: neither locks nor files beside it are made.

    Raises:
        NewerForm: It is ours, and of a later version.
    """
    with suppress(sqlite3.Error, OSError, ValueError), closing(untouched(path)) as db:
        [mark] = db.execute("pragma application_id").fetchone()
        [tables] = db.execute("select count(*) from sqlite_master").fetchone()
        [looks] = db.execute("select count(*) from sqlite_master where name = 'looks'").fetchone()
        if mark not in (0, MARK) or (tables and not looks):
            return Whose.FOREIGN
        refuse_newer(db)
    # A broken one is told when it is opened.
    return Whose.OURS


def untouched(path: Path) -> sqlite3.Connection:
    """The file as it lies there, for reading, whatever others do with it meanwhile.

    Raises:
        sqlite3.Error: It can't be opened.
        ValueError: Its name can't be written as a URL.
    """
    url = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(url, uri=True, check_same_thread=False)


def form_of(db: sqlite3.Connection) -> int:
    """The form of the file."""
    [form] = db.execute("pragma user_version").fetchone()
    return int(form)


def refuse_newer(db: sqlite3.Connection) -> None:
    """See that the file is of a form that we know.

    Raises:
        NewerForm: It is not.
    """
    form = form_of(db)
    if form > VERSION:
        raise NewerForm(f"a newer version (form {form}, and this program knows {VERSION})")


def climb(db: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Bring the file to the last form, each step whole or not at all.

    Where it has that form, no lock is taken: a start waits for nobody who writes.

    Raises:
        sqlite3.DatabaseError: It can't be written, or others hold it for too long.
    """
    while form_of(db) < len(steps):
        db.execute("begin immediate")
        try:
            # Another session may have taken the step while we waited for our turn.
            form = form_of(db)
            if form < len(steps):
                for statement in steps[form]:
                    db.execute(statement)
                db.execute(f"pragma user_version = {form + 1}")
            db.commit()
        except BaseException:
            db.rollback()
            raise
