"""How far a job was is kept across sessions, and its pace told from that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from providers.errors import Unavailable
from providers.model import Job, JobRef, JobState
from providers.pace import Sample
from tui.engine.database import Database
from tui.engine.history import MOST, History
from tui.engine.store import Store

if TYPE_CHECKING:
    from tests.engine.conftest import Following

MakeJob = Callable[..., Job]
ONE = JobRef("acme", "bulk", "1")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at(seconds: float, done: float) -> Sample:
    """So far, so many seconds after noon."""
    return Sample(NOON + timedelta(seconds=seconds), "processing", done, 1_000)


def test_a_history_outlives_its_session_and_stays_small(tmp_path: Path) -> None:
    """A job watched for weeks must not fill the file."""
    file = Database(tmp_path / "state.sqlite3")
    for step in range(MOST + 10):
        History(file).add(ONE, at(step, step))
    History(file).add(ONE, at(99, MOST + 9))
    file.close()

    kept = History(Database(tmp_path / "state.sqlite3")).samples(ONE)
    assert [sample.done for sample in kept] == list(range(10, MOST + 10))
    assert kept[-1].at == NOON + timedelta(seconds=MOST + 9)


def test_the_end_and_forgetting_drop_it() -> None:
    """Nothing asks for it any more."""
    store = Store(None)
    history = History(store.database)
    history.add(ONE, at(0, 1))
    history.add(ONE, None)
    assert history.samples(ONE) == ()
    history.add(ONE, at(0, 1))
    store.forget(ONE)
    assert history.samples(ONE) == ()


def test_what_cant_be_read_is_left_out() -> None:
    """A later version may write another form."""
    file = Database(None)
    insert = "insert into samples (ref, at, phase, done, total) values (?, ?, 'x', 1, null)"
    for moment in ("yesterday", "2026-03-02T12:00:00", NOON.isoformat()):
        file.write((insert, (str(ONE), moment)))
    assert History(file).samples(ONE) == (Sample(NOON, "x", 1.0),)


async def test_a_running_job_gets_a_pace_and_loses_it_with_the_link(
    following: Following, make_job: MakeJob
) -> None:
    """What is told must be of now: an old rate promises an end that nobody sees coming."""
    jobs = [make_job(ONE, succeeded=30 * n) for n in range(5)]
    following.follow(ONE, *jobs[:4], Unavailable("acme: HTTP 503"), jobs[4])

    await following.pass_time(31)
    assert following.row(ONE).pace is None
    await following.pass_time(15)
    pace = following.row(ONE).pace
    assert pace is not None
    assert pace.per_second == 2.0
    await following.pass_time(15)
    assert following.row(ONE).pace is None


async def test_a_job_that_goes_on_after_its_end_is_said_to_until_it_ends_anew(
    following: Following, make_job: MakeJob
) -> None:
    """Who has told a customer that it failed must hear of it."""
    ended = make_job(ONE, succeeded=9, state=JobState.FAILED)
    following.follow(ONE, ended, make_job(ONE, succeeded=9), make_job(ONE, succeeded=10), ended)
    await following.pass_time(1)
    assert following.row(ONE).restarted_at is None

    following.poller.nudge([ONE])
    await following.pass_time(1)
    since = following.row(ONE).restarted_at
    assert since is not None
    await following.pass_time(15)
    assert following.row(ONE).restarted_at == since
    await following.pass_time(15)
    assert following.row(ONE).restarted_at is None


async def test_a_job_that_stands_still_says_since_when(
    following: Following, make_job: MakeJob
) -> None:
    """`STALE` alone asks whether it has hung for a quarter of an hour or for a day."""
    job = make_job(ONE, total=90, succeeded=9)
    following.follow(ONE, *[job] * 200)
    begun = following.clock.now()

    await following.pass_time(2_000)

    row = following.row(ONE)
    assert row.is_still
    assert row.still_since == begun
    assert row.pace is None
