"""Several sessions of one user on one file: the vendor sees one, and each shows all."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.acting import SendState, Sent
from providers.base import Account
from providers.errors import NotFound, RateLimited, Unauthorized, Unavailable
from providers.kinds import KINDS
from providers.model import Job, JobRef, JobState, Look, Presence
from providers.watched import Event, Watched
from tui.engine.budget import Budget
from tui.engine.claims import Claims
from tui.engine.guest import Guest
from tui.engine.poller import Poller
from tui.engine.store import Store

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock, FakeProvider

MakeJob = Callable[..., Job]
ONE = JobRef("acme", "bulk", "1")
TWO = JobRef("acme", "bulk", "2")
SLOW = JobRef("wills", "job", "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5")
ACCOUNTS = {"acme": Account("acme", "fusebill"), "wills": Account("wills", "willsuite")}


class Window:
    """One session's poller."""

    def __init__(self, path: Path, clock: FakeClock, vendor: FakeProvider) -> None:
        self.store = Store(path)
        self.news: list[Event] = []
        self.looks: list[Look] = []
        self.stirs = 0
        self.budgets = {
            name: Budget(account, clock, self.store.database) for name, account in ACCOUNTS.items()
        }
        claims = Claims(self.store.database, clock)
        self.poller = Poller(
            accounts=ACCOUNTS,
            provider_of=lambda name: Guest(
                vendor, ACCOUNTS[name], self.budgets[name], claims, clock
            ),
            budgets=self.budgets,
            store=self.store,
            clock=clock,
            on_news=self._hear,
            on_look=self.looks.append,
            chance=lambda: 0.5,
        )
        self.task: asyncio.Task[None] | None = None

    def follow(self, *refs: JobRef) -> None:
        """Follow jobs, and begin to poll."""
        for ref in refs:
            provider = ACCOUNTS[ref.account].provider
            self.poller.follow(Watched(ref, provider=provider), KINDS[provider][ref.kind])
        if self.task is None:
            self.task = asyncio.create_task(self.poller.run())

    def row(self, ref: JobRef) -> Watched:
        """The job as of now."""
        row = self.poller.row(ref)
        assert row is not None
        return row

    async def close(self) -> None:
        """End the session."""
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task
        self.store.close()

    def _hear(self, event: Event | None) -> None:
        self.stirs += 1
        if event is not None:
            self.news.append(event)


@pytest.fixture
async def windows(
    tmp_path: Path, clock: FakeClock, vendor: FakeProvider
) -> AsyncIterator[list[Window]]:
    """Three sessions at one vendor."""
    several = [Window(tmp_path / "db", clock, vendor) for _ in range(3)]
    yield several
    for window in several:
        await window.close()


async def test_three_sessions_ask_as_often_as_one(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """And each of them shows what any of them heard."""
    vendor.script = {"1": [make_job(ONE, succeeded=n) for n in range(99)]}
    for window in windows:
        window.follow(ONE)

    await clock.pass_time(152)

    times = vendor.times("1")
    assert len(times) == 11
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 15
    for window in windows:
        assert window.row(ONE).job == make_job(ONE, succeeded=10)
        assert not window.row(ONE).is_old
    # The timeline has each look once, and each session has told it once.
    lines = [event.what for event in windows[0].store.events(ONE)]
    assert len(lines) == 11
    for window in windows:
        assert [event.what for event in window.news] == lines
        assert len(window.looks) == 11


async def test_looks_that_bring_nothing_fold_over_all_sessions(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """Whoever of them looked: a timeline tells of the job, not of our terminals."""
    vendor.script = {"1": [make_job(ONE)]}
    for window in windows:
        window.follow(ONE)

    await clock.pass_time(300)

    first, same = windows[0].store.events(ONE)
    assert (first.what, same.what) == ("first seen", "no change")
    assert same.times == len(vendor.asked) - 1


async def test_a_session_opened_later_shows_and_asks_nothing_that_is_fresh(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """A second window is opened because the first is busy with something else."""
    vendor.script = {"1": [make_job(ONE)]}
    windows[0].follow(ONE)
    await clock.pass_time(3)

    windows[1].follow(ONE)
    await clock.pass_time(1)

    assert vendor.times("1") == [0]
    assert windows[1].row(ONE).job == make_job(ONE)
    assert windows[1].row(ONE).trouble is None


async def test_no_session_asks_under_the_floor_of_another(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """Five minutes are five minutes, also for `r` in another window and right after a start."""
    vendor.script = {SLOW.id: [make_job(SLOW)]}
    windows[0].follow(SLOW)
    await clock.pass_time(100)
    windows[1].follow(SLOW)
    await clock.pass_time(1)
    windows[1].poller.nudge([SLOW])
    await clock.pass_time(150)
    windows[2].follow(SLOW)
    windows[2].poller.nudge([SLOW])

    await clock.pass_time(40)
    assert vendor.times(SLOW.id) == [0]
    await clock.pass_time(30)

    assert len(vendor.times(SLOW.id)) == 2
    assert vendor.times(SLOW.id)[1] >= 300
    for window in windows:
        assert window.row(SLOW).job == make_job(SLOW)


async def test_a_look_under_way_elsewhere_is_waited_for_and_shown(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """A slow vendor is not asked a second time because it is slow."""
    vendor.script = {"1": [make_job(ONE)]}
    vendor.gate = asyncio.Event()
    windows[0].follow(ONE)
    windows[1].follow(ONE)
    await clock.pass_time(20)
    assert vendor.times("1") == [0]

    vendor.gate.set()
    await clock.pass_time(2)

    assert vendor.times("1") == [0]
    assert windows[1].row(ONE).job == make_job(ONE)


async def test_what_the_vendor_refused_to_one_is_shown_by_all(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """A vendor that is down is asked as often as by one, and a job that is gone once."""
    vendor.script = {"1": [NotFound("no such job")], "2": [Unavailable("HTTP 503")]}
    for window in windows:
        window.follow(ONE, TWO)

    await clock.pass_time(60)

    assert vendor.times("1") == [0]
    assert len(vendor.times("2")) <= 4
    for window in windows:
        assert window.row(ONE).presence is Presence.GONE
        assert window.row(ONE).trouble == "no such job"
        assert window.row(TWO).trouble == "HTTP 503"
    assert [event.times for event in windows[0].store.events(ONE)] == [1]


async def test_a_refused_key_holds_the_session_that_has_it(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """The other's environment may hold the good one, and what it hears is shown here too."""
    vendor.script = {"1": [Unauthorized("HTTP 401"), make_job(ONE)]}
    windows[0].follow(ONE)
    await clock.pass_time(1)
    windows[1].follow(ONE)
    await clock.pass_time(2)

    assert windows[1].row(ONE).job == make_job(ONE)
    assert windows[0].row(ONE).job == make_job(ONE)
    assert windows[0].row(ONE).is_held
    assert windows[0].poller.held() == {"acme": "HTTP 401"}


async def test_one_refusal_for_too_many_requests_rests_the_account_everywhere(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """The vendor counts the account's requests, not those about one job or from one window."""
    vendor.script = {
        "1": [RateLimited("HTTP 429", retry_after=90.0), make_job(ONE)],
        "2": [make_job(TWO, succeeded=n) for n in range(99)],
    }
    windows[0].follow(TWO)
    await clock.pass_time(10)
    windows[1].follow(ONE)
    windows[2].follow(TWO)
    await clock.pass_time(2)
    asked = len(vendor.asked)

    await clock.pass_time(86)
    assert len(vendor.asked) == asked
    for window, ref in ((windows[0], TWO), (windows[1], ONE), (windows[2], TWO)):
        next_look = window.row(ref).next_look_at
        assert next_look is not None
        assert next_look >= clock.now() + timedelta(seconds=2)
    assert windows[2].budgets["acme"].closed is not None
    await clock.pass_time(30)

    assert len(vendor.asked) > asked
    assert windows[1].row(ONE).job == make_job(ONE)
    assert windows[2].budgets["acme"].closed is None


async def test_what_another_session_heard_changes_when_this_one_asks(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """A job that began to move is followed closely, also once the window that saw it is shut."""
    vendor.script = {"1": [make_job(ONE, succeeded=1)]}
    windows[0].follow(ONE)
    windows[1].follow(ONE)
    await clock.pass_time(420)
    asked = len(vendor.asked)
    while len(vendor.asked) == asked:
        await clock.pass_time(1)
    await clock.pass_time(3)
    # Nothing has happened for long: the next look would be a minute after the last.
    asked = len(vendor.asked)
    vendor.script = {"1": [make_job(ONE, succeeded=2)]}
    windows[0].poller.nudge([ONE])
    await clock.pass_time(2)
    await windows[0].close()
    assert len(vendor.asked) == asked + 1

    await clock.pass_time(16)

    assert len(vendor.asked) == asked + 2


async def test_a_quiet_file_stirs_nothing(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """Over SSH a minute without news is a minute without a byte."""
    vendor.script = {"1": [make_job(ONE, JobState.SUCCEEDED)]}
    for window in windows:
        window.follow(ONE)
    await clock.pass_time(5)
    before = [window.stirs for window in windows]

    await clock.pass_time(120)

    assert [window.stirs for window in windows] == before


async def test_a_look_made_beside_polling_is_a_look_like_any_other(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """An action's answer is the newest there is: kept, told, and shown in every window."""
    vendor.script = {"1": [make_job(ONE)]}
    for window in windows[:2]:
        window.follow(ONE)
    await clock.pass_time(2)

    done = make_job(ONE, JobState.SUCCEEDED)
    await windows[0].poller.take(Look(done, b"done"))
    await clock.pass_time(60)

    assert vendor.times("1") == [0]
    for window in windows[:2]:
        assert window.row(ONE).job == done
        assert window.row(ONE).next_look_at is None
        assert window.news[-1].what == "running → succeeded"
    assert windows[0].store.raw(ONE) == b"done"
    await windows[2].poller.take(Look(make_job(TWO), b"two"))
    assert windows[0].store.raw(TWO) == b"two"


async def test_an_answer_that_was_under_way_does_not_undo_a_newer_one(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """The vendor was asked before the action, and answered after it."""
    vendor.script = {"1": [make_job(ONE, JobState.AWAITING_ACTION)]}
    vendor.gate = asyncio.Event()
    windows[0].follow(ONE)
    await clock.pass_time(1)

    running = make_job(ONE, JobState.RUNNING)
    await windows[0].poller.take(Look(running, b""))
    vendor.gate.set()
    await clock.pass_time(1)

    assert windows[0].row(ONE).job == running


async def test_a_job_with_an_action_under_way_is_asked_as_often_as_one_that_runs(
    windows: list[Window], clock: FakeClock, vendor: FakeProvider, make_job: MakeJob
) -> None:
    """Whoever has sent `Process` waits at the screen; a job that waits for a person is slow."""
    vendor.script = {"1": [make_job(ONE, JobState.AWAITING_ACTION)]}
    windows[0].follow(ONE)
    await clock.pass_time(1)
    windows[0].poller.mark_sent(ONE, Sent(ONE, "process", clock.now(), SendState.UNKNOWN))

    await clock.pass_time(60)
    assert vendor.times("1") == [0, 16, 31, 46, 61]

    windows[0].poller.mark_sent(ONE, None)
    await clock.pass_time(60)
    assert len(vendor.times("1")) <= 7
