"""The poller asks no more than vendors and credentials allow, and still asks."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from providers.errors import (
    RateLimited,
    Unauthorized,
    Unreachable,
)
from providers.model import Job, JobRef, JobState, Presence
from providers.watched import Verdict
from tui.engine.budget import Held

if TYPE_CHECKING:
    from tests.engine.conftest import Following

MakeJob = Callable[..., Job]
ONE = JobRef("acme", "bulk", "1")
TWO = JobRef("acme", "bulk", "2")
OTHER = JobRef("beta", "bulk", "9")
SLOW = JobRef("wills", "job", "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5")


async def test_answers_that_say_nothing_new_are_asked_for_less_and_less(
    following: Following, make_job: MakeJob
) -> None:
    """A job that hangs for a day is not worth 5,760 requests, and still more than one an hour."""
    following.follow(ONE, make_job(ONE))

    await following.pass_time(600)

    times = following.vendors["acme"].times("1")
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps[0] == 15
    assert gaps == sorted(gaps)
    assert round(gaps[-1], 6) == 60


async def test_failures_back_off_and_success_ends_that(
    following: Following, make_job: MakeJob
) -> None:
    """Hammering a vendor that is down keeps it down."""
    down = [Unreachable("no answer")] * 5
    following.follow(ONE, *down, make_job(ONE, succeeded=1), make_job(ONE, succeeded=2))

    await following.pass_time(900)

    times = following.vendors["acme"].times("1")
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps[:5] == sorted(gaps[:5])
    assert gaps[4] > 100
    assert gaps[5] == 15
    assert following.row(ONE).trouble is None


async def test_a_refused_account_rests_with_all_its_jobs_until_somebody_asks(
    following: Following, make_job: MakeJob
) -> None:
    """Each try with a wrong key counts against the account, and may lock it."""
    refused = Unauthorized("acme: the key is refused")
    following.follow(ONE, refused, make_job(ONE))
    following.follow(TWO, make_job(TWO))
    following.follow(OTHER, make_job(OTHER))

    await following.pass_time(3_600)

    acme, beta = following.vendors["acme"], following.vendors["beta"]
    assert len(acme.asked) == 2
    assert len(beta.asked) > 10
    for ref in (ONE, TWO):
        row = following.row(ref)
        assert (row.is_held, row.presence, row.next_look_at) == (True, Presence.DENIED, None)
        # Also where the last answer was a good one: a script must not take it for the end.
        assert following.poller.error(ref) is refused
    assert following.poller.held() == {"acme": "acme: the key is refused"}

    assert following.poller.nudge([TWO]) == {}
    await following.pass_time(1)

    # The job whose look was refused is asked again as well, not only the one that was named.
    assert [job_id for _, job_id in acme.asked[2:]] == ["1", "2"]
    assert following.poller.held() == {}
    assert not following.row(ONE).is_held
    assert following.row(ONE).trouble is None


async def test_an_answer_that_was_under_way_does_not_wake_a_refused_account(
    following: Following, make_job: MakeJob
) -> None:
    """Four looks go at once: one is refused, and the three others must not go on polling."""
    acme = following.vendors["acme"]
    acme.gate = asyncio.Event()
    following.follow(ONE, Unauthorized("refused"))
    following.follow(TWO, make_job(TWO))
    await following.pass_time(0)
    assert acme.under_way == 2

    acme.gate.set()
    await following.pass_time(3_600)

    assert len(acme.asked) == 2
    assert following.row(TWO).job == make_job(TWO)
    assert following.row(TWO).is_held


async def test_a_job_added_to_a_refused_account_is_not_asked_about(
    following: Following, make_job: MakeJob
) -> None:
    """A pasted list of fifty ids would be fifty more refusals."""
    following.follow(ONE, Unauthorized("refused"))
    await following.pass_time(1)

    following.follow(TWO, make_job(TWO))
    await following.pass_time(60)

    assert following.vendors["acme"].times("2") == []
    assert following.row(TWO).verdict is Verdict.AUTH


async def test_asking_now_is_asking_at_once(following: Following, make_job: MakeJob) -> None:
    """`r` that waited for the interval would be no key at all."""
    following.follow(ONE, make_job(ONE))
    await following.pass_time(5)

    assert following.poller.nudge([ONE]) == {}
    await following.pass_time(1)

    assert following.vendors["acme"].times("1") == [0, 5]


async def test_asking_now_keeps_to_the_vendors_floor_and_says_how_long(
    following: Following, make_job: MakeJob
) -> None:
    """WillSuite asks for five minutes between looks, and a person leaning on `r` is no excuse."""
    following.follow(SLOW, make_job(SLOW))
    await following.pass_time(100)

    assert following.poller.nudge([SLOW]) == {SLOW: 200.0}
    await following.pass_time(150)
    assert following.poller.nudge([SLOW]) == {SLOW: 50.0}
    await following.pass_time(100)

    assert following.vendors["wills"].times(SLOW.id) == [0, 300]


async def test_asking_now_waits_as_long_as_the_vendor_wants(
    following: Following, make_job: MakeJob
) -> None:
    """A Retry-After that a key press overrides leads to a longer one."""
    following.follow(ONE, RateLimited("slow down", retry_after=90.0), make_job(ONE))
    await following.pass_time(10)

    assert following.poller.nudge([ONE]) == {ONE: 80.0}
    await following.pass_time(100)

    assert following.vendors["acme"].times("1")[:2] == [0, 90]


async def test_what_our_own_budget_kept_back_was_no_look(
    following: Following, make_job: MakeJob
) -> None:
    """Nobody was asked: the vendor's floor has not begun, and nothing has failed."""
    following.follow(SLOW, Held("wills: it is enough", retry_after=60.0), make_job(SLOW))
    await following.pass_time(1)
    assert following.row(SLOW).trouble == "wills: it is enough"
    assert following.row(SLOW).presence is Presence.LIVE

    following.poller.nudge([SLOW])
    await following.pass_time(65)

    assert following.vendors["wills"].times(SLOW.id) == [0, 60]


async def test_a_refusal_rests_all_jobs_of_the_account_and_no_others(
    following: Following, make_job: MakeJob
) -> None:
    """A vendor that says `too many` means all of us, and only it does."""
    following.follow(ONE, RateLimited("slow down", retry_after=100.0), make_job(ONE))
    following.follow(TWO, make_job(TWO))
    following.follow(OTHER, make_job(OTHER))

    await following.pass_time(99)

    assert following.vendors["acme"].times("2") == [0]
    assert len(following.vendors["beta"].asked) > 3
    await following.pass_time(20)
    # Spread, so that they do not come all at once.
    assert following.vendors["acme"].times("2")[1] == 105


async def test_a_floor_holds_across_sessions(following: Following, make_job: MakeJob) -> None:
    """Closing and opening the desk again would otherwise be a way round it."""
    seen_at = following.clock.now() - timedelta(seconds=100)
    following.follow(SLOW, make_job(SLOW), job=make_job(SLOW), seen_at=seen_at)

    await following.pass_time(400)

    assert following.vendors["wills"].times(SLOW.id) == [200]


async def test_an_answer_from_the_future_does_not_silence_a_job(
    following: Following, make_job: MakeJob
) -> None:
    """A machine whose clock was wrong yesterday must ask today."""
    seen_at = following.clock.now() + timedelta(days=400)
    following.follow(SLOW, make_job(SLOW), job=make_job(SLOW), seen_at=seen_at)

    await following.pass_time(1)

    assert len(following.vendors["wills"].asked) == 1


async def test_a_pause_asks_nothing_and_its_end_asks_once(
    following: Following, make_job: MakeJob
) -> None:
    """Ten minutes of pause, or of a laptop asleep, are one look and not forty."""
    following.follow(ONE, *[make_job(ONE, succeeded=n) for n in range(99)])
    await following.pass_time(1)

    following.poller.pause(True)
    await following.pass_time(600)
    assert len(following.vendors["acme"].asked) == 1
    following.poller.pause(False)
    await following.pass_time(10)

    assert following.vendors["acme"].times("1") == [0, 601]


async def test_no_account_has_more_than_four_looks_under_way(
    following: Following, make_job: MakeJob
) -> None:
    """We are guests: two hundred jobs that are due together are not two hundred connections."""
    acme = following.vendors["acme"]
    acme.gate = asyncio.Event()
    for number in range(20):
        ref = JobRef("acme", "bulk", str(number))
        following.follow(ref, make_job(ref, JobState.SUCCEEDED))
    following.follow(OTHER, make_job(OTHER))
    await following.pass_time(0)
    assert acme.under_way == 4
    assert len(following.vendors["beta"].asked) == 1

    acme.gate.set()
    await following.pass_time(5)

    assert acme.most_under_way == 4
    assert len(acme.asked) == 20
