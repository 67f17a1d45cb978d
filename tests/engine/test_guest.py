"""Whatever is asked of a vendor is asked as a guest: refusals, room and results are shared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.base import Account
from providers.errors import RateLimited
from providers.model import Job, JobRef, Look
from tui.engine import connections as module
from tui.engine.account_facts import facts_of
from tui.engine.budget import Budget, Held
from tui.engine.claims import Claims, Granted
from tui.engine.connections import Connections
from tui.engine.database import Database
from tui.engine.guest import PATIENCE, Guest

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock, FakeProvider

MakeJob = Callable[..., Job]
CRM = Account("crm", "zoho")
READ = JobRef("crm", "read", "554023000000568002")


class Saving:
    """A part of an adapter: results that take until they are let through."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.under_way = 0
        self.saved = 0

    async def save_result(self, look: Look, path: str) -> int:
        """Save a result."""
        self.under_way += 1
        await self.gate.wait()
        self.under_way -= 1
        self.saved += 1
        return 1


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """What sessions share."""
    opened = Database(tmp_path / "db")
    yield opened
    opened.close()


@pytest.fixture
def look(make_job: MakeJob) -> Look:
    """A bulk read that has ended."""
    return Look(make_job(READ), b"")


def guest(
    vendor: FakeProvider,
    saving: Saving,
    file: Database,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Guest:
    """One session's guest at the vendor."""
    monkeypatch.setattr(
        type(vendor), "save_result", lambda _, look, path: saving.save_result(look, path)
    )
    return Guest(vendor, CRM, Budget(CRM, clock, file), Claims(file, clock), clock)


async def test_results_are_fetched_at_half_of_what_the_vendor_allows(
    vendor: FakeProvider,
    file: Database,
    clock: FakeClock,
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The eleventh in a minute bars the customer's own programs for the next one."""
    saving = Saving()
    sessions = [guest(vendor, saving, file, clock, monkeypatch) for _ in range(2)]
    for number in range(5):
        await sessions[number % 2].save_result(look, "x.zip")

    with pytest.raises(Held) as refused:
        await sessions[1].save_result(look, "x.zip")
    assert str(refused.value) == (
        "crm: our 5 of 10 results a minute are fetched; asked again at 12:01Z"
    )
    await clock.pass_time(61)
    assert await sessions[1].save_result(look, "x.zip") == 1


async def test_no_more_requests_are_under_way_than_a_small_organisation_has(
    vendor: FakeProvider,
    file: Database,
    clock: FakeClock,
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Downloads and looks of all sessions together: Zoho refuses the sixth, whoever sends it."""
    saving = Saving()
    saving.gate.clear()
    sessions = [guest(vendor, saving, file, clock, monkeypatch) for _ in range(2)]
    other = Claims(file, clock)
    looking = JobRef("crm", "write", "4150868000005350003")
    assert isinstance(other.begin(looking, None, fresh=0, floor=0, room=2, wait=1), Granted)
    refs = [JobRef("crm", "read", f"{10**15 + n}") for n in range(2)]
    looks = [Look(Job(ref, "zoho", look.job.state, "COMPLETED"), b"") for ref in refs]

    saves = [
        asyncio.create_task(session.save_result(each, "x.zip"))
        for session, each in zip(sessions, looks, strict=True)
    ]
    await clock.pass_time(5)
    assert saving.under_way == 1

    other.end(looking)
    await clock.pass_time(1)
    assert saving.under_way == 2
    saving.gate.set()
    assert await asyncio.gather(*saves) == [1, 1]


async def test_who_finds_no_room_for_long_is_told(
    vendor: FakeProvider,
    file: Database,
    clock: FakeClock,
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A person who presses a key hears of it within the minute."""
    saving = Saving()
    one = guest(vendor, saving, file, clock, monkeypatch)
    other = Claims(file, clock)
    for number in range(2):
        ref = JobRef("crm", "write", f"{10**15 + number}")
        other.begin(ref, None, fresh=0, floor=0, room=2, wait=1)

    waiting = asyncio.create_task(one.save_result(look, "x.zip"))
    await clock.pass_time(PATIENCE + 1)

    with pytest.raises(Held, match="2 requests are under way already"):
        await waiting


async def test_the_account_pane_is_told_what_all_sessions_did(
    vendor: FakeProvider,
    file: Database,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Calls, share, what is left, and until when nothing is asked and why."""
    vendor.script = {"1": [RateLimited("HTTP 429", retry_after=120.0)]}
    monkeypatch.setattr(module, "open_provider", lambda account, gate, tokens: vendor)
    acme = Account("acme", "fusebill")
    first, second = (Connections({"acme": acme}, clock, file) for _ in range(2))
    await first.budgets["acme"].admit(3)
    first.budgets["acme"].learn(
        {"x-rate-limit-limit-day": "5000", "x-rate-limit-remaining-day": "4321"}
    )
    with pytest.raises(RateLimited):
        await first.provider("acme").fetch(JobRef("acme", "bulk", "1"))

    await second.budgets["acme"].refresh()
    [facts] = facts_of({"acme": acme}, second.budgets, [], {}, lambda account: 1.0)

    assert (facts.calls, facts.day_share, facts.day_left) == (3, 500, 4_321)
    assert facts.held_until is not None
    assert abs(facts.held_until - clock.now() - timedelta(seconds=120)) < timedelta(seconds=1)
    assert facts.held_reason == "acme: its vendor wants no requests; asked again at 12:02Z"
    assert not facts.is_held
    for each in (first, second):
        await each.close()
