"""The poller looks when it should, tells what it saw, and survives whatever comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from providers.errors import (
    Forbidden,
    Malformed,
    NotFound,
    Unavailable,
)
from providers.model import Job, JobRef, JobState, Presence
from providers.watched import Verdict
from screens.sentences import sentence
from tui.engine.schedule import ENDED_LOOKS

if TYPE_CHECKING:
    from tests.engine.conftest import Following

MakeJob = Callable[..., Job]
ONE = JobRef("acme", "bulk", "1")
TWO = JobRef("acme", "bulk", "2")
OTHER = JobRef("beta", "bulk", "9")
SLOW = JobRef("wills", "job", "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5")


async def test_the_first_look_comes_at_once_and_the_others_at_their_interval(
    following: Following, make_job: MakeJob
) -> None:
    """Somebody who pastes an id waits for the first answer, and the vendor for none too many."""
    jobs = [make_job(ONE, succeeded=n) for n in range(9)]
    following.follow(ONE, *jobs)

    await following.pass_time(61)

    assert following.vendors["acme"].times("1") == [0, 15, 30, 45, 60]


async def test_a_failing_look_leaves_the_facts_and_shows_its_trouble(
    following: Following, make_job: MakeJob
) -> None:
    """A vendor that is down says nothing about the job; the last answer is still the best."""
    following.follow(ONE, make_job(ONE, succeeded=3), Unavailable("acme: HTTP 503"))

    await following.pass_time(20)

    row = following.row(ONE)
    assert row.job == make_job(ONE, succeeded=3)
    assert (row.trouble, row.presence) == ("acme: HTTP 503", Presence.UNREACHABLE)
    assert row.verdict is Verdict.LATE
    assert row.next_look_at is not None


@pytest.mark.parametrize("earlier", [True, False], ids=["seen before", "never seen"])
async def test_a_job_that_is_not_there_is_gone_and_not_asked_about_again(
    following: Following, make_job: MakeJob, earlier: bool
) -> None:
    """A vendor's 404 is an answer, whether or not it knew the job a minute ago."""
    answers = [make_job(ONE, succeeded=5)] if earlier else []
    following.follow(ONE, *answers, NotFound("acme: no such job"))

    await following.pass_time(3_600)

    row = following.row(ONE)
    assert (row.verdict, row.presence, row.next_look_at) == (Verdict.GONE, Presence.GONE, None)
    assert (row.job is not None) is earlier
    assert len(following.vendors["acme"].asked) == len(answers) + 1


@pytest.mark.parametrize("error", [Forbidden("not yours"), Malformed("not JSON")])
async def test_an_answer_that_asking_again_will_not_change_stops_that_job_alone(
    following: Following, make_job: MakeJob, error: Exception
) -> None:
    """One job without permission must not take the account's others with it."""
    following.follow(ONE, error)
    following.follow(TWO, make_job(TWO))

    await following.pass_time(120)

    assert len(following.vendors["acme"].times("1")) == 1
    assert len(following.vendors["acme"].times("2")) > 3
    assert following.poller.held() == {}


async def test_a_bug_in_one_adapter_does_not_stop_the_others(
    following: Following, make_job: MakeJob, caplog: pytest.LogCaptureFixture
) -> None:
    """One vendor's surprise would otherwise blind the desk to all of them."""
    following.follow(ONE, ZeroDivisionError("surprise"))
    following.follow(OTHER, make_job(OTHER))

    await following.pass_time(60)

    assert len(following.vendors["beta"].asked) > 2
    assert following.row(ONE).trouble == "a bug in its adapter; see the log"
    assert "ZeroDivisionError" in caplog.text


async def test_nothing_is_kept_of_a_job_that_was_dropped_during_its_look(
    following: Following, make_job: MakeJob
) -> None:
    """`d` while the answer is on its way must not bring the job back, nor its memory."""
    acme = following.vendors["acme"]
    acme.gate = asyncio.Event()
    following.follow(ONE, make_job(ONE))
    await following.pass_time(0)

    following.poller.unfollow(ONE)
    acme.gate.set()
    await following.pass_time(60)

    assert following.poller.rows() == ()
    assert following.store.jobs([ONE]) == {}
    assert following.store.events(ONE) == []
    assert following.news == []
    assert len(acme.asked) == 1


async def test_a_job_that_ended_is_left_alone_and_its_news_told(
    following: Following, make_job: MakeJob
) -> None:
    """The end is what everybody waits for; after it there is nothing to ask."""
    done = make_job(ONE, JobState.PARTIAL, succeeded=9, failed=1)
    following.follow(ONE, make_job(ONE, succeeded=3), done)

    await following.pass_time(3_600)

    assert len(following.vendors["acme"].asked) == 2
    assert following.row(ONE).next_look_at is None
    assert following.news[-1].what.startswith("running → partial")
    assert following.news[-1].new_state is JobState.PARTIAL


async def test_a_job_that_starts_again_after_its_end_is_news_and_followed(
    following: Following, make_job: MakeJob
) -> None:
    """Fusebill processes a validated job anew; a desk that calls it done would be wrong."""
    ended = make_job(ONE, JobState.SUCCEEDED, succeeded=3)
    following.follow(ONE, ended, make_job(ONE, succeeded=1))
    await following.pass_time(60)

    following.poller.nudge([ONE])
    await following.pass_time(20)

    assert "started again after it had ended" in [e.what.split("   ")[0] for e in following.news]
    assert len(following.vendors["acme"].asked) == 3


async def test_looks_that_bring_nothing_new_fold_into_one_line(
    following: Following, make_job: MakeJob
) -> None:
    """A timeline of 400 times `no change` hides the two lines that matter."""
    following.follow(ONE, make_job(ONE), interval=10)

    await following.pass_time(300)

    first, same = following.store.events(ONE)
    looks = len(following.vendors["acme"].asked)
    assert (first.what, same.what) == ("first seen", "no change")
    assert same.times == looks - 1 >= 5
    assert same.last_at is not None
    assert same.last_at > same.at


async def test_equal_failures_fold_and_different_ones_do_not(
    following: Following, make_job: MakeJob
) -> None:
    """An hour of `HTTP 503` is one line, and the moment it became `HTTP 500` another."""
    errors = [Unavailable("HTTP 503"), Unavailable("HTTP 503"), Unavailable("HTTP 500")]
    following.follow(ONE, *errors)

    await following.pass_time(100)

    lines = [(event.trouble, event.times) for event in following.store.events(ONE)]
    assert lines[0] == ("HTTP 503", 2)
    assert lines[1][0] == "HTTP 500"


async def test_a_running_job_that_stands_still_is_called_so_until_it_moves(
    following: Following, make_job: MakeJob
) -> None:
    """`running` for hours at the same figure is what a support engineer wants to hear about."""
    stuck = make_job(ONE, total=10, processed=4)
    following.follow(ONE, *[stuck] * 30, make_job(ONE, total=10, processed=5))
    await following.pass_time(1_000)
    assert following.row(ONE).verdict is Verdict.STALE

    await following.pass_time(1_000)

    assert following.row(ONE).verdict is Verdict.RUN


async def test_stopping_ends_the_looks_under_way(following: Following, make_job: MakeJob) -> None:
    """Leaving the program must not wait for a vendor, nor leave tasks behind."""
    following.vendors["acme"].gate = asyncio.Event()
    following.follow(ONE, make_job(ONE))
    await following.pass_time(0)
    assert following.task is not None

    following.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following.task

    assert following.vendors["acme"].under_way == 0
    assert [task for task in asyncio.all_tasks() if "look" in task.get_name()] == []


async def test_facts_that_came_with_the_records_are_taken_at_once(
    following: Following, make_job: MakeJob
) -> None:
    """The body with the records is the newest answer there is."""
    old = replace(make_job(ONE), title="old")
    following.follow(ONE, old, job=old)
    await following.pass_time(1)

    look = await following.vendors["acme"].fetch(ONE)
    following.poller.accept(replace(look, job=replace(old, title="new")))

    row = following.row(ONE)
    assert row.job is not None
    assert (row.job.title, row.is_old) == ("new", False)


async def test_a_job_that_ended_under_an_unknown_word_rests_until_it_is_asked_for(
    following: Following, make_job: MakeJob
) -> None:
    """It is neither asked about for ever, nor lost: `r` looks again."""
    ended = replace(make_job(SLOW, JobState.UNKNOWN), finished_at=following.clock.now())
    following.follow(SLOW, ended)

    await following.pass_time(4 * 3_600)

    looks = len(following.vendors["wills"].times(SLOW.id))
    row = following.row(SLOW)
    assert looks == ENDED_LOOKS + 1
    assert row.next_look_at is None
    assert "r asks again" in sentence(row, following.clock.now())

    following.vendors["wills"].script[SLOW.id] = [make_job(SLOW, JobState.SUCCEEDED)]
    following.poller.nudge([SLOW])
    await following.pass_time(1)

    assert following.row(SLOW).verdict is Verdict.DONE
