"""The file stays sound and small while the desk is open, and nothing that is watched goes."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from providers.model import Exchange, Job, JobRef, JobState
from providers.pace import Sample
from providers.watched import Event
from tests.engine.conftest import FakeClock
from tests.state.forms import EARLIER, make
from tui.engine.history import History
from tui.engine.record_shelf import RecordShelf
from tui.engine.state_forms import JOB_TABLES
from tui.engine.state_room import LINES_LEFT
from tui.engine.store import Store
from tui.engine.upkeep import UNSEEN, Upkeep
from tui.engine.watchlist import Add, Watch, Watchlist

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def ref(nth: int) -> JobRef:
    """A job."""
    return JobRef("acme", "bulk", str(nth))


def seen(store: Store, nth: int, at: datetime, raw: bytes = b"{}") -> None:
    """All that is kept of a job that was seen then."""
    store.keep(Job(ref(nth), "fusebill", JobState.RUNNING, "Processing"), raw, at)
    store.add_event(Event(at, ref(nth), "first seen"), replaces_last=False)
    History(store.database).add(ref(nth), Sample(at, "", 1, 2))


def said(store: Store) -> str:
    """What is the matter with it; empty for nothing."""
    return store.trouble or ""


def kept(store: Store) -> dict[int, set[str]]:
    """In which tables something stands, by job."""
    found: dict[int, set[str]] = {}
    for table in JOB_TABLES:
        for (name,) in store.database.rows(f"select ref from {table}"):
            found.setdefault(int(str(name).rpartition("/")[2]), set()).add(table)
    return found


def care(
    store: Store, folder: Path, clock: FakeClock, watched: tuple[int, ...], most: int = 64_000_000
) -> Upkeep:
    """The upkeep of a session that watches these jobs."""
    watchlist = Watchlist(folder / "watchlist.toml")
    watchlist.apply([Add(Watch(ref(nth))) for nth in watched])
    used = watchlist, folder / "config.toml", RecordShelf(folder / "records")
    return Upkeep(store.database, *used, lambda: (), clock, lambda: None, most)


def test_what_nobody_watches_and_nobody_heard_of_for_long_is_forgotten(tmp_path: Path) -> None:
    """A desk that is used for years must not keep every job there ever was."""
    clock = FakeClock()
    store = Store(tmp_path / "db")
    long_ago = clock.now() - UNSEEN
    seen(store, 1, long_ago - DAY)
    seen(store, 2, long_ago - DAY)
    seen(store, 3, long_ago + DAY)
    seen(store, 4, long_ago - DAY)
    # Asked about since, without an answer.
    trouble = Event(clock.now(), ref(4), "no change", trouble="timed out")
    store.add_event(trouble, replaces_last=False)
    store.choose("list", "night")

    care(store, tmp_path, clock, (2,)).do()

    everything = {"looks", "events", "samples", "readings"}
    assert kept(store).keys() == {2, 3, 4}
    assert kept(store)[2] >= everything - {"readings"}
    assert store.choice("list") == "night"
    assert said(store) == ""
    store.close()


def test_nothing_is_dropped_while_nobody_can_tell_what_is_watched(tmp_path: Path) -> None:
    """A watchlist with a typing error in it must cost no evidence."""
    clock = FakeClock()
    store = Store(tmp_path / "db")
    seen(store, 1, clock.now() - UNSEEN - DAY)
    upkeep = care(store, tmp_path, clock, (1,), most=1)
    (tmp_path / "watchlist.toml").write_text("[[watch")
    upkeep.do()
    assert 1 in kept(store)
    assert store.raw(ref(1)) == b"{}"
    store.close()


def test_a_file_that_is_too_large_loses_the_oldest_unwatched_answers_first(tmp_path: Path) -> None:
    """The facts of a watched job are the last to go, and they do not."""
    clock = FakeClock()
    path = tmp_path / "db"
    store = Store(path)
    body = os.urandom(100_000)
    for nth in range(20):
        seen(store, nth, clock.now() - DAY * (20 - nth), body)
    watched = tuple(range(0, 20, 2))

    upkeep = care(store, tmp_path, clock, watched, most=1_600_000)
    upkeep.do()
    with_answers = [nth for nth in range(20) if store.raw(ref(nth))]
    assert with_answers == [*range(0, 14, 2), *range(14, 20)]
    assert kept(store).keys() == set(range(20))

    care(store, tmp_path, clock, watched, most=600_000).do()
    assert kept(store).keys() == set(watched)
    assert [nth for nth in range(20) if store.raw(ref(nth))] == [12, 14, 16, 18]
    store.close()
    assert path.stat().st_size < 700_000
    assert said(store) == ""


def test_a_file_of_an_earlier_form_gives_its_room_back_too(tmp_path: Path) -> None:
    """It was made without the means to, and is written anew once."""
    path = tmp_path / "db"
    make(path, [*EARLIER.values()][-1], lambda db: None)
    clock = FakeClock()
    store = Store(path)
    for nth in range(20):
        seen(store, nth, clock.now() - UNSEEN - DAY, os.urandom(100_000))
    other = Store(path)
    care(store, tmp_path, clock, ()).do()
    assert kept(other) == {}
    other.choose("list", "night")
    for each in (other, store):
        assert each.trouble is None
        each.close()
    assert path.stat().st_size < 200_000


def test_long_timelines_of_watched_jobs_are_cut_when_nothing_else_is_left(tmp_path: Path) -> None:
    """A thousand jobs with two hundred lines each would not fit either."""
    clock = FakeClock()
    store = Store(tmp_path / "db")
    seen(store, 1, clock.now())
    for nth in range(150):
        store.add_event(Event(clock.now(), ref(1), f"{nth} {'x' * 2_000}"), replaces_last=False)
    care(store, tmp_path, clock, (1,), most=150_000).do()
    left = store.events(ref(1))
    assert len(left) == LINES_LEFT
    assert left[-1].what.startswith("149 ")
    store.close()


def damage(path: Path) -> None:
    """Overwrite what stands behind the first page, as a bad disk does."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.seek(4_096)
        file.write(b"\xaa" * (size - 4_096))


def full(path: Path) -> bytes:
    """A file with a hundred jobs, damaged; its content."""
    store = Store(path)
    for nth in range(100):
        seen(store, nth, NOON, b"x" * 2_000)
    store.close()
    damage(path)
    return path.read_bytes()


def test_damage_that_no_opening_sees_is_found_by_the_check(tmp_path: Path) -> None:
    """Else it would be found by the look at one job, some day, and by no other."""
    path = tmp_path / "state.sqlite3"
    content = full(path)
    store = Store(path)
    assert said(store) == ""
    # As another session has it.
    other = Store(path)
    care(store, tmp_path, FakeClock(), ()).do()

    assert "was broken: begun anew, and kept as *.broken-" in said(store)
    [aside] = tmp_path.glob("state.sqlite3.broken-*[!mlk]")
    assert aside.read_bytes() == content
    # All sessions go on with the new one.
    seen(store, 1, NOON)
    before = other.database.version
    assert other.raw(ref(1)) == b"{}"
    seen(store, 2, NOON)
    assert other.database.version != before
    assert other.trouble is None
    assert len(list(tmp_path.glob("state.sqlite3.broken-*"))) == 1
    other.close()
    store.close()


@pytest.mark.parametrize("use", ["read", "write", "change"])
def test_damage_that_is_met_in_use_is_moved_aside_at_once(tmp_path: Path, use: str) -> None:
    """Polling goes on, and what it brings is kept in the new one."""
    path = tmp_path / "state.sqlite3"
    content = full(path)
    store = Store(path)
    match use:
        case "read":
            assert store.jobs([ref(50)]) == {}
        case "write":
            seen(store, 50, NOON)
        case _:
            with pytest.raises(sqlite3.DatabaseError), store.database.changing() as db:
                db.execute("select sum(length(raw)) from looks").fetchall()
    assert "begun anew" in said(store)
    seen(store, 7, NOON)
    assert store.jobs([ref(7)])
    store.close()
    [aside] = tmp_path.glob("state.sqlite3.broken-*")
    assert aside.read_bytes() == content


def test_a_file_that_was_taken_away_is_begun_anew(tmp_path: Path) -> None:
    """`rm` in another pane; else all that follows would be written into nothing."""
    path = tmp_path / "state.sqlite3"
    store = Store(path)
    for each in tmp_path.glob("state.sqlite3*"):
        each.unlink()
    assert store.database.version
    seen(store, 1, NOON)
    store.close()
    again = Store(path)
    assert again.jobs([ref(1)])
    again.close()


async def test_a_sound_file_that_was_closed_is_checked_once_a_day(tmp_path: Path) -> None:
    """A large one takes a moment of the disk, which a start every few minutes is not worth."""
    clock = FakeClock()
    path = tmp_path / "db"
    checked: list[bool] = []
    for hours in (0, 23, 2, 22):
        await clock.pass_time(hours * 3_600)
        store = Store(path)
        assert not store.database.was_left_open
        care(store, tmp_path, clock, ()).do()
        statement = "select done_at from upkeep where what = 'checked'"
        checked.append(store.database.row(statement) == (clock.now().timestamp(),))
        store.close()
    assert checked == [True, False, True, False]
    left, store = Store(path), Store(path)
    assert store.database.was_left_open
    for each in (left, store):
        each.close()


async def test_it_works_beside_the_loop_soon_after_the_start(tmp_path: Path) -> None:
    """And the desk hears that something has to be said."""
    clock = FakeClock()
    path = tmp_path / "state.sqlite3"
    full(path)
    store = Store(path)
    news: list[str] = []
    upkeep = Upkeep(
        store.database,
        Watchlist(tmp_path / "watchlist.toml"),
        tmp_path / "config.toml",
        RecordShelf(tmp_path / "records"),
        lambda: (),
        clock,
        lambda: news.append(store.trouble or ""),
    )
    task = asyncio.create_task(upkeep.run())
    await clock.settle()
    assert news == []
    await clock.pass_time(6)
    assert "begun anew" in news[0]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    store.close()


def test_what_could_not_be_kept_is_said_until_something_can_be(tmp_path: Path) -> None:
    """A disk that is full for a minute is no reason to be told so all day."""
    path = tmp_path / "db"
    store = Store(path)
    store.database.write(("pragma max_page_count = 20", ()))
    seen(store, 1, NOON, b"x" * 500_000)
    assert "full" in said(store)
    assert "not kept" in said(store)
    store.database.write(("pragma max_page_count = 2000", ()))
    seen(store, 1, NOON, b"x" * 500_000)
    assert said(store) == ""
    store.close()


def test_what_was_left_by_saves_cut_off_is_swept_and_what_may_be_in_use_is_not(
    tmp_path: Path,
) -> None:
    """A crash in the middle of a save a month would fill a folder that people look into."""
    store = Store(tmp_path / "db")
    (tmp_path / "records").mkdir()
    old = [".config.toml.abcd_123", ".clip.txt.abcdefgh", "records/x.1-1.part"]
    ours = ["config.toml", ".config.toml.abcd_124", ".other.toml.abcd_123", ".config.toml.lock"]
    for name in (*old, *ours):
        (tmp_path / name).write_text("")
    long_ago = time.time() - 7_200
    for name in (*old, ".other.toml.abcd_123", "config.toml", ".config.toml.lock"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    care(store, tmp_path, FakeClock(), ()).do()
    assert [name for name in old if (tmp_path / name).exists()] == []
    assert [name for name in ours if (tmp_path / name).exists()] == ours
    store.close()


def test_how_an_answer_was_read_is_kept_with_it_and_forgotten_with_it(tmp_path: Path) -> None:
    """What a vendor no longer knows is worth little without when and how it was told."""
    path = tmp_path / "db"
    call = Exchange(NOON, "GET", "/v1/BulkApi/1", 200, 120, 4_096, {"x-rate": "1"}, NOON)
    store = Store(path)
    job = Job(ref(1), "fusebill", JobState.FAILED, "Processed")
    store.keep(job, b"{}", NOON, (call,) * 9)
    store.close()
    again = Store(path)
    assert again.how_read(ref(1)) == (call,) * 5
    assert again.how_read(ref(2)) == ()
    again.forget(ref(1))
    assert (again.how_read(ref(1)), again.raw(ref(1))) == ((), None)
    again.close()
