"""How much each account's budget stretches the intervals between looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from providers.base import Account
from tui.engine.budget import Budget
from tui.engine.clock import Clock
from tui.engine.schedule import stretch_for
from tui.engine.tracked import Tracked

GOOD_FOR: Final = 1.0
"""Seconds that a figure is used before it is reckoned anew."""


class Stretches:
    """One figure an account, reckoned from all its jobs at once and kept for a moment."""

    def __init__(self, budgets: Mapping[str, Budget], clock: Clock) -> None:
        self._budgets = budgets
        self._clock = clock
        self._known: dict[str, tuple[float, float]] = {}
        """When it was reckoned, on the monotonic clock, and what it is."""

    def last(self, account: str) -> float:
        """What it was when last reckoned; 1 when it never was."""
        return self._known.get(account, (0.0, 1.0))[1]

    def closed_for(self, account: str) -> float:
        """Seconds for which nothing is to be asked of the account; 0 when it may be."""
        return self._budgets[account].closed_for

    def now(self, account: Account, jobs: Iterable[Tracked]) -> float:
        """What it is, given all jobs that are followed, those of other accounts among them."""
        now = self._clock.monotonic()
        known = self._known.get(account.name)
        if known is not None and now - known[0] < GOOD_FOR:
            return known[1]
        demand = sum(tracked.demand(account) for tracked in jobs)
        budget = self._budgets[account.name]
        stretch = stretch_for(demand, budget.allowed) * budget.strain
        self._known[account.name] = (now, stretch)
        return stretch
