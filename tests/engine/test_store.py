"""What vendors said is remembered whole, and a memory that fails stops nothing."""

from __future__ import annotations

import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.model import Counts, Exchange, Job, JobRef, JobState, Part, Problem
from providers.watched import Event
from tui.engine.store import EVENTS_MOST, RAW_MOST, Store

REF = JobRef("acme", "bulk", "1")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
JOB = Job(REF, "fusebill", JobState.RUNNING, "Processing")

texts = st.text(st.characters(codec="utf-8"), max_size=20)
maybe_text = st.none() | texts
moments = st.none() | st.datetimes(timezones=st.just(UTC))
figures = st.none() | st.integers(0, 2**62)
counts = st.builds(
    Counts,
    figures,
    figures,
    figures,
    figures,
    figures,
    figures,
    st.none() | st.floats(0, 100),
    st.dictionaries(texts, st.integers(-(2**62), 2**62), max_size=2),
)
jobs = st.builds(
    Job,
    ref=st.just(REF),
    provider=st.sampled_from(["fusebill", "willsuite", "zoho"]),
    state=st.sampled_from(JobState),
    vendor_status=texts,
    title=texts,
    phase=maybe_text,
    counts=counts,
    parts=st.lists(
        st.builds(
            Part,
            texts,
            counts,
            st.none() | st.sampled_from(JobState),
            maybe_text,
            moments,
            moments,
        ),
        max_size=2,
    ).map(tuple),
    problems=st.lists(st.builds(Problem, texts, maybe_text, maybe_text), max_size=2).map(tuple),
    created_at=moments,
    started_at=moments,
    finished_at=moments,
    zoneless=st.frozensets(texts, max_size=2),
    actions=st.lists(texts, max_size=2).map(tuple),
    web_url=maybe_text,
    facts=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    records_note=maybe_text,
    diagnostics=st.lists(texts, max_size=2).map(tuple),
)


def event(number: int) -> Event:
    """A line of the timeline."""
    return Event(NOON + timedelta(seconds=number), REF, f"line {number}")


@settings(max_examples=200)
@given(job=jobs, raw=st.binary(max_size=50))
def test_every_field_of_a_job_comes_back(job: Job, raw: bytes) -> None:
    """A field that is forgotten is one that vanishes from the screen at the next start."""
    store = Store(None)
    store.keep(job, raw, NOON)
    kept = store.jobs([REF])[REF]
    assert (kept.job, kept.seen_at, store.raw(REF)) == (job, NOON, raw)
    assert store.trouble is None
    store.close()


def test_what_was_seen_is_there_at_the_next_start(tmp_path: Path) -> None:
    """That is what the store is for, and nobody else may read it."""
    path = tmp_path / "state" / "state.sqlite3"
    first = Store(path)
    first.keep(JOB, b"{}", NOON)
    first.choose("list", "night")
    first.add_event(event(1), replaces_last=False)
    first.close()

    second = Store(path)
    assert second.jobs([REF, JobRef("acme", "bulk", "2")])[REF].job == JOB
    assert second.choice("list") == "night"
    assert second.events(REF) == [event(1)]
    assert second.trouble is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    second.forget(REF)
    assert second.jobs([REF]) == {}
    assert second.events(REF) == []
    second.close()


def test_two_sessions_share_one_memory(tmp_path: Path) -> None:
    """What one of them heard, the other shows."""
    first, second = Store(tmp_path / "db"), Store(tmp_path / "db")
    first.keep(JOB, b"", NOON)
    assert REF in second.jobs([REF])
    second.choose("list", "x")
    assert first.choice("list") == "x"
    first.close()
    second.close()


def test_a_whole_event_comes_back() -> None:
    """The timeline of yesterday is what a ticket quotes."""
    store = Store(None)
    exchange = Exchange(NOON, "GET", "/v1/BulkApi/1", 200, 120, 4_096, {"x-rate": "1"})
    whole = Event(
        NOON, REF, "no change", "Processing", JobState.QUEUED, JobState.RUNNING, "late",
        exchange, NOON, 3, NOON,
    )  # fmt: skip
    store.add_event(whole, replaces_last=False)
    assert store.events(REF) == [whole]
    store.close()


def test_a_folded_line_takes_the_place_of_the_last_one() -> None:
    """And of the last one of its own job."""
    store = Store(None)
    other = Event(NOON, JobRef("acme", "bulk", "2"), "theirs")
    store.add_event(event(1), replaces_last=False)
    store.add_event(other, replaces_last=False)
    store.add_event(event(2), replaces_last=True)
    assert store.events(REF) == [event(2)]
    assert store.events(other.ref) == [other]
    store.close()


def test_the_timeline_of_a_job_is_bounded_on_disk_too(tmp_path: Path) -> None:
    """A desk that runs for a year on a jump host must not fill its disk."""
    path = tmp_path / "db"
    store = Store(path)
    for number in range(EVENTS_MOST + 50):
        store.add_event(event(number), replaces_last=False)
    assert store.events(REF) == [event(n) for n in range(50, EVENTS_MOST + 50)]
    store.close()

    with sqlite3.connect(path) as db:
        assert db.execute("select count(*) from events").fetchone() == (EVENTS_MOST,)
    db.close()


def test_a_long_answer_is_not_kept_and_its_facts_are() -> None:
    """The facts are what the next start shows."""
    store = Store(None)
    store.keep(JOB, b"x" * (RAW_MOST + 1), NOON)
    assert store.raw(REF) is None
    assert REF in store.jobs([REF])
    store.close()


@pytest.mark.parametrize(
    "content", [b"no database at all" * 99, b"SQLite format 3\0" + b"x" * 9_000]
)
def test_a_broken_file_is_moved_aside_and_begun_anew(tmp_path: Path, content: bytes) -> None:
    """Losing it loses no watch, and a start that fails over it helps nobody."""
    path = tmp_path / "state.sqlite3"
    path.write_bytes(content)
    (tmp_path / "state.sqlite3-wal").write_bytes(b"of the broken one")

    store = Store(path)
    store.keep(JOB, b"", NOON)

    assert store.trouble is not None
    assert "was broken" in store.trouble
    [aside] = tmp_path.glob("state.sqlite3.broken-*")
    assert aside.read_bytes() == content
    store.close()
    again = Store(path)
    assert REF in again.jobs([REF])
    assert again.trouble is None
    again.close()


def test_where_nothing_can_be_kept_it_says_so_and_goes_on(tmp_path: Path) -> None:
    """A read-only home must still show what the vendors say."""
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "db", tmp_path):
        store = Store(path)
        assert store.trouble is not None
        assert "answers are not kept" in store.trouble
        store.keep(JOB, b"", NOON)
        assert REF in store.jobs([REF])
        store.close()


def test_a_memory_of_another_shape_is_as_good_as_none(tmp_path: Path) -> None:
    """An earlier version's, or a damaged one's: the vendor is asked, and all is well again."""
    path = tmp_path / "db"
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("insert into looks values (?, ?, ?, ?)", (str(REF), "noon", b"{}", None))
        db.execute("insert into looks values ('a/b/c', 5, ?, null)", (b'{"ref":3}',))
        db.execute("insert into events (ref, event) values (?, ?)", (str(REF), b"[]"))
    db.close()

    store = Store(path)
    assert store.jobs([REF, JobRef("a", "b", "c")]) == {}
    assert store.events(REF) == []
    store.close()


def test_what_cant_be_written_is_said_and_stops_nothing() -> None:
    """Half a surrogate pair, or a store that was closed under a last look."""
    store = Store(None)
    store.keep(Job(REF, "fusebill", JobState.RUNNING, "\ud800"), b"", NOON)
    assert store.trouble is not None
    store.close()
    store.keep(JOB, b"", NOON)
    store.add_event(event(1), replaces_last=True)
    assert store.jobs([REF]) == {}
    assert store.raw(REF) is None
    assert store.choice("list") is None
