"""What an account may ask of its vendor."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.base import Account
from tui.engine.bucket import BURST
from tui.engine.budget import Budget, Held, in_person
from tui.engine.database import Database

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock

ACME = Account("acme", "fusebill")
HEADERS = {
    "x-rate-limit-limit-minute": "60",
    "x-rate-limit-remaining-minute": "59",
    "x-rate-limit-limit-day": "86400",
    "x-rate-limit-remaining-day": "86000",
}


async def test_a_burst_goes_at_once_and_the_rest_at_the_pace_of_the_limit(
    clock: FakeClock,
) -> None:
    """Half of sixty a minute is ours: one every two seconds once the bucket is empty."""
    budget = Budget(ACME, clock)
    budget.learn(HEADERS)
    went: list[float] = []

    async def ask() -> None:
        await budget.admit()
        went.append(round(clock.monotonic() - 1_000))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(13):
            tasks.create_task(ask())
        await clock.pass_time(20)

    assert went == [0] * int(BURST) + [2, 4, 6]
    assert budget.calls == 13


async def test_requests_go_in_the_order_they_were_asked_for(clock: FakeClock) -> None:
    """Otherwise one unlucky job is never looked at."""
    budget = Budget(ACME, clock)
    order: list[int] = []

    async def ask(number: int) -> None:
        await budget.admit()
        order.append(number)

    async with asyncio.TaskGroup() as tasks:
        for number in range(30):
            tasks.create_task(ask(number))
        await clock.pass_time(30)

    assert order == list(range(30))


async def test_one_that_costs_more_than_the_bucket_holds_goes_too(clock: FakeClock) -> None:
    """It would otherwise wait for ever, and everybody behind it."""
    budget = Budget(ACME, clock)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(budget.admit(25))
        tasks.create_task(budget.admit())
        await clock.pass_time(30)
    assert budget.calls == 26


def test_a_guest_takes_half_of_a_minute_and_a_tenth_of_a_day(clock: FakeClock) -> None:
    """The customer's own integration needs the rest."""
    budget = Budget(ACME, clock)
    assert budget.allowed is None
    budget.learn(HEADERS)
    assert budget.rate == 0.5
    assert budget.allowed == pytest.approx(0.1)
    assert budget.limits.day_left == 86_000


def test_the_accounts_own_share_replaces_the_guests(clock: FakeClock) -> None:
    """Whoever owns the limit decides."""
    budget = Budget(Account("acme", "fusebill", budget=1.0), clock)
    budget.learn(HEADERS)
    assert (budget.rate, budget.allowed) == (1.0, 1.0)


def test_a_small_limit_has_a_small_burst(clock: FakeClock) -> None:
    """Ten at once would be more than such a vendor gives in a minute."""
    budget = Budget(ACME, clock)
    budget.learn({"x-rate-limit-limit-minute": "6"})

    async def ask() -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(10):
                tasks.create_task(budget.admit())
            await clock.pass_time(25)
            assert budget.calls == 3 + 1
            await clock.pass_time(200)

    asyncio.run(ask())


@pytest.mark.parametrize("text", ["", "many", "-1", "1e3", "٣", "²", "9" * 5_000, "1.5"])
def test_a_header_that_is_no_number_changes_nothing(clock: FakeClock, text: str) -> None:
    """Headers are the vendor's text like any other."""
    budget = Budget(ACME, clock)
    budget.learn(HEADERS)
    budget.learn({"x-rate-limit-limit-minute": text})
    assert budget.limits.minute == 60


async def test_sessions_take_from_one_bucket(clock: FakeClock, tmp_path: Path) -> None:
    """Four terminals of one engineer are one guest, not four."""
    files = [Database(tmp_path / "db") for _ in range(4)]
    sessions = [Budget(ACME, clock, file) for file in files]
    went: list[float] = []

    async def ask(budget: Budget) -> None:
        await budget.admit()
        went.append(round(clock.monotonic() - 1_000))

    sessions[0].learn(HEADERS)
    async with asyncio.TaskGroup() as tasks:
        for number in range(16):
            tasks.create_task(ask(sessions[number % 4]))
        await clock.pass_time(60)

    assert went[: int(BURST)] == [0] * int(BURST)
    assert len(went) == 16
    # One every two seconds for all of them together, or a little slower.
    assert all(at >= 2 * (n + 1) for n, at in enumerate(went[int(BURST) :]))
    await sessions[3].refresh()
    assert sessions[3].calls == 16
    for file in files:
        file.close()


async def test_a_new_session_goes_on_where_the_last_one_ended(
    clock: FakeClock, tmp_path: Path
) -> None:
    """A script that runs `status` in a loop would otherwise have ten requests each time."""
    for _ in range(int(BURST)):
        file = Database(tmp_path / "db")
        budget = Budget(ACME, clock, file)
        await budget.admit()
        budget.learn(HEADERS)
        await budget.close()
        file.close()
    file = Database(tmp_path / "db")
    budget = Budget(ACME, clock, file)
    waiting = asyncio.create_task(budget.admit())
    await clock.settle()
    assert not waiting.done()
    assert (budget.calls, budget.day_share, budget.limits.day_left) == (10, 8_640, 86_000)
    await clock.pass_time(2.1)
    await waiting
    file.close()


async def test_one_refusal_holds_the_account_for_all_sessions(
    clock: FakeClock, tmp_path: Path
) -> None:
    """The vendor counts the account's requests, whoever of us sends them."""
    files = [Database(tmp_path / "db") for _ in range(2)]
    first, second = (Budget(ACME, clock, file) for file in files)
    await first.hold(90.0)

    with pytest.raises(Held) as refused:
        await second.admit()

    assert str(refused.value) == "acme: its vendor wants no requests; asked again at 12:01Z"
    assert refused.value.retry_after == pytest.approx(90)
    assert second.calls == 0
    await clock.pass_time(90.1)
    await second.admit()
    for file in files:
        file.close()


async def test_what_a_person_does_passes_where_the_days_share_is_used(clock: FakeClock) -> None:
    """`Process` an hour before midnight must not wait for it; but a vendor's own word stands."""
    budget = Budget(ACME, clock)
    budget.learn({"x-rate-limit-limit-day": "20", "x-rate-limit-remaining-day": "18"})
    await budget.admit(2)

    with pytest.raises(Held, match="today's share of 2 of 20 calls is used; asked again at 00:00Z"):
        await budget.admit()
    with in_person():
        await budget.admit()
    assert budget.calls == 3

    await budget.hold(60.0)
    with pytest.raises(Held, match="wants no requests"), in_person():
        await budget.admit()


async def test_what_a_person_does_does_not_wait_behind_polling(clock: FakeClock) -> None:
    """Two hundred looks that wait for their turn are minutes."""
    budget = Budget(ACME, clock)
    budget.learn(HEADERS)
    looks = [asyncio.create_task(budget.admit()) for _ in range(40)]
    await clock.settle()
    with in_person():
        await asyncio.create_task(budget.admit())
    assert budget.calls == 11
    for look in looks:
        look.cancel()
    await asyncio.gather(*looks, return_exceptions=True)


async def test_a_file_that_fails_leaves_each_session_its_own_bucket(
    clock: FakeClock, tmp_path: Path
) -> None:
    """Politeness then costs some, and stops nobody."""
    file = Database(tmp_path / "db")
    budget = Budget(ACME, clock, file)
    await budget.admit(8)
    file.close()

    for _ in range(2):
        await budget.admit()
    waiting = asyncio.create_task(budget.admit())
    await clock.settle()

    assert not waiting.done()
    assert file.trouble is not None
    assert "sessions count requests alone" in file.trouble
    await clock.pass_time(1)
    await waiting
