"""The file that sessions share: read beside a slow write, and whole after a failed one."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tui.engine.database import Database

PUT = "insert or replace into choices (name, value) values ('list', ?)"
READ = "select value from choices where name = 'list'"


def test_reading_does_not_wait_for_a_write_on_a_slow_disk(tmp_path: Path) -> None:
    """The screen reads the timeline; it must not stand still while an answer is written."""
    file = Database(tmp_path / "db")
    file.write((PUT, ("old",)))
    begun, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with file.changing() as db:
            db.execute(PUT, ("new",))
            begun.set()
            may_end.wait(30)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert begun.wait(30)
    assert file.row(READ) == ("old",)
    may_end.set()
    writer.join()
    assert file.row(READ) == ("new",)
    file.close()


def break_off(file: Database) -> None:
    """A change that ends half-way."""
    with file.changing() as db:
        db.execute(PUT, ("half",))
        raise ZeroDivisionError


def fail_at_the_end(file: Database) -> None:
    """A change that can't be committed."""
    file.write(("pragma foreign_keys = on", ()))
    file.write(("create table a (x integer primary key)", ()))
    file.write(("create table b (x references a deferrable initially deferred)", ()))
    with file.changing() as db:
        db.execute(PUT, ("half",))
        db.execute("insert into b values (1)")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [(break_off, ZeroDivisionError), (fail_at_the_end, sqlite3.IntegrityError)],
)
def test_a_change_that_fails_leaves_nothing_behind(
    tmp_path: Path, spoil: Callable[[Database], None], error: type[Exception]
) -> None:
    """Half a change, or a transaction that stays open, would spoil all that follow."""
    file = Database(tmp_path / "db")
    with pytest.raises(error):
        spoil(file)
    assert file.row(READ) is None
    with file.changing() as db:
        db.execute(PUT, ("whole",))
    assert file.row(READ) == ("whole",)
    file.close()


def test_its_version_moves_with_any_sessions_change_and_rests_without(tmp_path: Path) -> None:
    """By that sessions know, for a few microseconds a second, that there is nothing to know."""
    first, second = Database(tmp_path / "db"), Database(tmp_path / "db")
    assert first.is_shared
    before = first.version
    assert first.version == before
    second.write((PUT, ("x",)))
    after = first.version
    assert after != before
    assert first.version == after
    for file in (first, second):
        file.close()


def test_opening_it_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    """A session that was stopped while it wrote would leave the next one alone, after five seconds.

    Alone it keeps nothing, and counts its requests without the others'.
    """
    first = Database(tmp_path / "db")
    with first.changing() as db:
        db.execute(PUT, ("x",))
        second = Database(tmp_path / "db")
        assert (second.trouble, second.is_shared) == (None, True)
    for file in (first, second):
        file.close()


def test_one_in_memory_is_nobody_elses(tmp_path: Path) -> None:
    """A demo, or a home that can't be written: the session is alone, and works."""
    (tmp_path / "file").write_text("")
    for path in (None, tmp_path / "file" / "db"):
        file = Database(path)
        assert not file.is_shared
        file.write((PUT, ("mine",)))
        with file.changing() as db:
            db.execute(PUT, ("still mine",))
        assert file.row(READ) == ("still mine",)
        file.close()


def test_sessions_that_make_the_file_at_the_same_moment_all_share_it(tmp_path: Path) -> None:
    """One that went alone would break the vendor's floor, and nobody would see why."""
    troubles: list[str] = []

    def open_and_close(path: Path, begin: threading.Barrier) -> None:
        begin.wait()
        database = Database(path)
        if database.trouble or not database.is_shared:
            troubles.append(database.trouble or "not shared")
        database.close()

    for nth in range(20):
        begin = threading.Barrier(8)
        path = tmp_path / str(nth) / "state.sqlite3"
        threads = [threading.Thread(target=open_and_close, args=(path, begin)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert troubles == []
