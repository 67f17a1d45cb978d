"""The accounts at work: their adapters, opened when first needed, and what each may ask."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from providers.base import Account, Provider
from providers.facts import AccountFacts
from providers.kinds import PROVIDER_LABELS, find_kind
from providers.registry import open_provider
from tui.engine.budget import Budget
from tui.engine.clock import Clock


class Connections:
    """One adapter and one budget an account."""

    def __init__(self, accounts: Mapping[str, Account], clock: Clock) -> None:
        self._accounts = accounts
        self._providers: dict[str, Provider] = {}
        self._opening = threading.Lock()
        self.budgets = {name: Budget(account, clock) for name, account in accounts.items()}

    def provider(self, name: str) -> Provider:
        """The account's adapter. To be called beside the event loop: the first call imports it."""
        with self._opening:
            if name not in self._providers:
                self._providers[name] = open_provider(self._accounts[name], self.budgets[name])
            return self._providers[name]

    async def close(self) -> None:
        """Give all connections back."""
        for provider in self._providers.values():
            await provider.close()

    def facts(
        self, name: str, held: str | None, kinds: Iterable[str], stretch: float
    ) -> AccountFacts:
        """What is to be shown of an account.

        Args:
            name: The account.
            held: Why it waits for a person; `None` when it does not.
            kinds: Kinds of the jobs that are watched there.
            stretch: How much its budget stretches the intervals between looks.
        """
        account = self._accounts[name]
        watched = [find_kind(account.provider, kind) for kind in kinds]
        slowest = max((k for k in watched if k), key=lambda kind: kind.floor, default=None)
        budget = self.budgets[name]
        return AccountFacts(
            name=name,
            provider=account.provider,
            provider_label=PROVIDER_LABELS[account.provider],
            label=account.label,
            allows_actions=account.allow_actions,
            is_held=held is not None,
            held_reason=held or "",
            calls=budget.calls,
            day_left=budget.limits.day_left,
            stretch=stretch,
            floor=slowest.floor / account.time_scale if slowest else 0.0,
            floor_source=slowest.floor_source if slowest else "",
        )
