"""The forms that `state.sqlite3` had in earlier programs, each as that program made it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

LOOKS: Final = """
create table if not exists looks (
    ref text primary key, seen_at text not null, job blob not null, raw blob
) without rowid;
create table if not exists events (
    id integer primary key, ref text not null, event blob not null
);
create index if not exists events_by_ref on events (ref, id);
create table if not exists choices (name text primary key, value text not null) without rowid;
"""
TOKENS: Final = """
create table if not exists tokens (key text primary key, token blob not null) without rowid;
"""
SHARED: Final = """
create table if not exists budgets (
    account text primary key, bucket blob not null
) without rowid;
create table if not exists claims (
    ref text primary key, account text not null, claimed_until real not null,
    claimed_by text not null, asked_at real not null, serial integer not null, outcome blob
) without rowid;
create index if not exists claims_by_account on claims (account, claimed_until);
create index if not exists claims_by_serial on claims (serial);
create table if not exists seen_causes (
    provider text not null, cause blob not null, first_seen real not null,
    last_seen real not null, primary key (provider, cause)
) without rowid;
"""
SAMPLES: Final = """
create table if not exists samples (
    id integer primary key, ref text not null, at text not null, phase text not null,
    done real not null, total real
);
create index if not exists samples_by_ref on samples (ref, id);
"""
GLANCES: Final = """
create table if not exists glances (ref text primary key, glance blob not null) without rowid;
"""
EARLIER: Final = {
    "the first": LOOKS,
    "with tokens": LOOKS + TOKENS,
    "with what sessions share": LOOKS + TOKENS + SHARED,
    "with how far jobs were": LOOKS + TOKENS + SHARED + SAMPLES,
    "with last glances": LOOKS + TOKENS + SHARED + SAMPLES + GLANCES,
}
"""All of them called themselves 1."""


def make(path: Path, schema: str, fill: Callable[[sqlite3.Connection], object]) -> None:
    """Make a file as an earlier program did, with something in it."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma journal_mode = wal")
        db.executescript(schema)
        db.execute("pragma user_version = 1")
        fill(db)
        db.commit()


def tables(path: Path) -> dict[str, str]:
    """What stands in the file: names and how they were made, without the spaces."""
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("select name, sql from sqlite_master where sql is not null")
        made = {name: " ".join(sql.split()) for name, sql in found}
    return {name: sql.replace("( ", "(").replace(" )", ")") for name, sql in made.items()}


def number(path: Path) -> int:
    """What the file calls its form."""
    with closing(sqlite3.connect(path)) as db:
        [form] = db.execute("pragma user_version").fetchone()
    return int(form)
