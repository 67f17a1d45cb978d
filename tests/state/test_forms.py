"""Whatever an earlier program left, the next one goes on with; what a later one left, it leaves."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from providers.model import Job, JobRef, JobState
from tests.state.forms import EARLIER, make, number, tables
from tui.engine.database import Database
from tui.engine.state_forms import STEPS, VERSION, climb
from tui.engine.store import Store

REF = JobRef("acme", "bulk", "1")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
JOB = Job(REF, "fusebill", JobState.FAILED, "Processed")


def fill(db: sqlite3.Connection) -> None:
    """A job that was seen, and a choice."""
    job = msgspec.json.encode(JOB)
    db.execute("insert into looks values (?, ?, ?, ?)", (str(REF), NOON.isoformat(), job, b"{}"))
    db.execute("insert into choices values ('list', 'night')")


@pytest.mark.parametrize("form", EARLIER)
def test_a_file_of_each_earlier_form_is_gone_on_with(tmp_path: Path, form: str) -> None:
    """An update must not lose what was seen, nor leave a table out that is written to later."""
    path = tmp_path / "state.sqlite3"
    make(path, EARLIER[form], fill)
    Store(tmp_path / "new").close()

    store = Store(path)

    assert store.trouble is None
    assert store.database.is_shared
    assert store.jobs([REF])[REF].job == JOB
    assert (store.raw(REF), store.choice("list")) == (b"{}", "night")
    store.close()
    assert number(path) == VERSION
    assert tables(path) == tables(tmp_path / "new")
    assert not list(tmp_path.glob("*.broken-*"))


def test_an_earlier_program_that_puts_its_number_back_does_no_harm(tmp_path: Path) -> None:
    """Two versions on one jump host: the earlier one writes 1 whenever it opens the file."""
    path = tmp_path / "state.sqlite3"
    store = Store(path)
    store.keep(JOB, b"{}", NOON)
    store.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 1")

    again = Store(path)
    assert (again.trouble, again.raw(REF)) == (None, b"{}")
    again.close()
    assert number(path) == VERSION


def test_sessions_that_raise_the_file_at_the_same_moment_all_share_it(tmp_path: Path) -> None:
    """Three panes are opened by one script after an update."""
    troubles: list[str] = []

    def open_and_close(path: Path, begin: threading.Barrier) -> None:
        begin.wait()
        database = Database(path)
        if database.trouble or not database.is_shared:
            troubles.append(database.trouble or "not shared")
        database.close()

    for nth, schema in enumerate([*EARLIER.values()] * 2):
        path = tmp_path / f"{nth}.sqlite3"
        make(path, schema, fill)
        begin = threading.Barrier(6)
        threads = [threading.Thread(target=open_and_close, args=(path, begin)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert number(path) == VERSION
    assert troubles == []


CRASH = """
import os, sqlite3, sys
from tui.engine.state_forms import STEPS, climb
db = sqlite3.connect(sys.argv[1])
db.create_function("crash", 0, lambda: os._exit(9))
nth = int(sys.argv[2])
steps = [*STEPS[:nth], (*STEPS[nth], "select crash()")]
climb(db, steps)
"""


@pytest.mark.parametrize("nth", range(len(STEPS)))
def test_a_crash_in_the_middle_of_a_step_leaves_the_form_before(tmp_path: Path, nth: int) -> None:
    """Half a step would be a form that no program knows."""
    path = tmp_path / "state.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma journal_mode = wal")
        climb(db, STEPS[:nth])
    before = tables(path)

    ended = subprocess.run([sys.executable, "-c", CRASH, str(path), str(nth)], check=False)

    assert ended.returncode == 9
    assert (number(path), tables(path)) == (nth, before)
    Database(path).close()
    assert number(path) == VERSION


def later(path: Path) -> None:
    """As a later program left it."""
    Database(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"pragma user_version = {VERSION + 1}")


def foreign(path: Path) -> None:
    """Of another program."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table bookmarks (url)")


def marked(path: Path) -> None:
    """Of another program that says so, and has no tables yet."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma application_id = 7")
        db.execute("pragma user_version = 1")


@pytest.mark.parametrize("left", [later, foreign, marked])
def test_a_file_that_is_not_ours_to_write_is_not_touched(
    tmp_path: Path, left: Callable[[Path], None]
) -> None:
    """What a later program keeps there is not ours to guess at, and what others keep even less."""
    path = tmp_path / "state.sqlite3"
    left(path)
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(os.listdir(tmp_path))

    store = Store(path)

    assert store.trouble is not None
    assert "answers are not kept" in store.trouble
    assert ("newer version" if left is later else "another program's") in store.trouble
    assert not store.database.is_shared
    store.keep(JOB, b"{}", NOON)
    assert REF in store.jobs([REF])
    store.close()
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(os.listdir(tmp_path))) == before


def test_a_file_that_a_later_program_has_just_raised_is_not_touched_either(tmp_path: Path) -> None:
    """Its first page does not say so before the journal is worked in."""
    path = tmp_path / "state.sqlite3"
    first = Database(path)
    first.write((f"pragma user_version = {VERSION + 1}", ()))
    second = Store(path)
    assert second.trouble is not None
    assert "newer version" in second.trouble
    second.close()
    first.close()
    assert number(path) == VERSION + 1
