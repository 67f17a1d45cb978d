"""What an account may ask of its vendor."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from providers.base import Account
from tui.engine.budget import BURST, Budget

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
