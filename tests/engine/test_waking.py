"""Machines that sleep, programs that stand still, and clocks that are set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from providers.model import Job, JobRef
from tests.engine.conftest import FakeClock, Following
from tui.engine.clock import SystemClock
from tui.engine.planner import SPREAD_MOST
from tui.engine.poller import GLANCE

MakeJob = Callable[..., Job]
NIGHT = 8 * 3600.0
REFS = [JobRef("acme", "bulk", str(number)) for number in range(12)]


async def sleep(clock: FakeClock, seconds: float) -> None:
    """Let time pass in which nothing runs."""
    clock._now += seconds
    await clock.pass_time(0)


async def test_after_a_night_jobs_are_asked_soon_once_and_not_all_at_once(
    following: Following, make_job: MakeJob
) -> None:
    """A laptop that is opened, and `fg` in the morning, are no burst at the vendor."""
    chances = iter(range(10_000))
    following.poller._planner._chance = lambda: next(chances) % 10 / 10
    for ref in REFS:
        following.follow(ref, *[make_job(ref, succeeded=n) for n in range(999)])
    await following.pass_time(14)
    acme = following.vendors["acme"]
    before = len(acme.asked)

    await sleep(following.clock, NIGHT)
    at_once = len(acme.asked) - before
    await following.pass_time(SPREAD_MOST + 1)

    assert at_once <= 4
    woken = acme.asked[before:]
    assert {job for _, job in woken} == {ref.id for ref in REFS}
    # Hours of looks that were not made are not made up for.
    assert len(woken) < 4 * len(REFS)


@pytest.mark.parametrize("jump", [-86_400.0, -3_600.0, -60.0, 60.0, 3_600.0, 86_400.0])
async def test_a_clock_that_is_set_changes_what_is_told_and_not_when_is_asked(
    following: Following, make_job: MakeJob, jump: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either way: no burst, no silence, and a next look that lies ahead."""
    ref = REFS[0]
    following.follow(ref, *[make_job(ref, succeeded=n) for n in range(999)])
    slow = JobRef("beta", "bulk", "1")
    following.follow(slow, make_job(slow), interval=900.0)
    await following.pass_time(100)
    acme = following.vendors["acme"]
    before = len(acme.asked)
    now = following.clock.now

    def set_now() -> datetime:
        return now() + timedelta(seconds=jump)

    monkeypatch.setattr(following.clock, "now", set_now)
    await following.pass_time(GLANCE + 1)

    row = following.row(slow)
    assert row.next_look_at is not None
    assert timedelta(0) < row.next_look_at - set_now() < timedelta(minutes=20)
    assert len(following.vendors["beta"].asked) == 1

    await following.pass_time(100 - GLANCE - 1)
    usual = before / 100
    assert abs((len(acme.asked) - before) / 100 - usual) <= 0.03
    row = following.row(ref)
    assert row.next_look_at is not None
    assert timedelta(0) <= row.next_look_at - set_now() < timedelta(minutes=2)
    assert row.seen_at is not None
    assert timedelta(0) <= set_now() - row.seen_at < timedelta(minutes=2)


async def test_a_rest_goes_on_past_the_times_it_looks_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """And ends when the machine's own time says so, however little of it the loop has seen."""
    monkeypatch.setattr("tui.engine.clock.LOOK_UP", 0.001)
    clock, never = SystemClock(), asyncio.Event()
    begun = clock.monotonic()
    await clock.rest(0.02, never)
    assert clock.monotonic() - begun >= 0.02

    times = iter([0.0, 1.0, 1.0, 30_000.0, 30_000.0])
    monkeypatch.setattr(clock, "monotonic", lambda: next(times))
    await asyncio.wait_for(clock.rest(3_600, never), 5)
