"""The accounts at work: their adapters, opened when first needed, and what each may ask."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from providers.base import Account, Provider
from providers.facts import AccountFacts
from providers.kinds import PROVIDER_LABELS, find_kind
from providers.model import JobRef
from providers.registry import open_provider
from tui.engine.budget import Budget
from tui.engine.call_log import CallLog, LoggedGate
from tui.engine.claims import Claims
from tui.engine.clock import Clock
from tui.engine.database import Database
from tui.engine.guest import Guest
from tui.engine.token_store import TokenStore


class Connections:
    """One adapter and one budget an account."""

    def __init__(self, accounts: Mapping[str, Account], clock: Clock, database: Database) -> None:
        """Open nothing yet.

        Args:
            accounts: The configured ones, by name.
            clock: Tells the time.
            database: Where access tokens and budgets are kept for all sessions.
        """
        self._accounts = accounts
        self._clock = clock
        self._database = database
        self._tokens = TokenStore(database)
        self._claims = Claims(database, clock)
        self._providers: dict[str, Provider] = {}
        self._opening = threading.Lock()
        self.calls = CallLog()
        """What was asked of whom."""
        self.budgets = {
            name: Budget(account, clock, database) for name, account in accounts.items()
        }

    def provider(self, name: str) -> Provider:
        """The account's adapter. To be called beside the event loop: the first call imports it."""
        with self._opening:
            if name not in self._providers:
                account = self._accounts[name]
                budget = self.budgets[name]
                gate = LoggedGate(budget, self.calls)
                provider = open_provider(account, gate, self._tokens)
                self._providers[name] = Guest(provider, account, budget, self._claims, self._clock)
            return self._providers[name]

    def add(self, account: Account) -> None:
        """Let there be another account, which its owner has put among the others."""
        self.budgets[account.name] = Budget(account, self._clock, self._database)

    async def close(self) -> None:
        """Give all connections back."""
        for provider in self._providers.values():
            await provider.close()
        for budget in self.budgets.values():
            await budget.close()
        await asyncio.to_thread(self._claims.let_go)

    def facts(
        self,
        watched: Iterable[JobRef],
        held: Mapping[str, str],
        stretch_of: Callable[[str], float],
    ) -> list[AccountFacts]:
        """What is to be shown of the accounts, in the configuration's order.

        Args:
            watched: The jobs that are watched.
            held: Accounts that wait for a person, and why.
            stretch_of: How much an account's budget stretches the intervals between looks.
        """
        kinds: dict[str, set[str]] = {}
        for ref in watched:
            kinds.setdefault(ref.account, set()).add(ref.kind)
        return [
            self._facts(account, held.get(name), kinds.get(name, set()), stretch_of(name))
            for name, account in self._accounts.items()
        ]

    def _facts(
        self, account: Account, held: str | None, kinds: Iterable[str], stretch: float
    ) -> AccountFacts:
        watched = [find_kind(account.provider, kind) for kind in kinds]
        slowest = max((k for k in watched if k), key=lambda kind: kind.floor, default=None)
        budget = self.budgets[account.name]
        closed = budget.closed
        return AccountFacts(
            name=account.name,
            provider=account.provider,
            provider_label=PROVIDER_LABELS[account.provider],
            label=account.label,
            allows_actions=account.allow_actions,
            is_held=held is not None,
            held_reason=held or (budget.why(closed) if closed else ""),
            calls=budget.calls,
            day_share=budget.day_share,
            day_left=budget.limits.day_left,
            held_until=datetime.fromtimestamp(closed.until, UTC) if closed else None,
            stretch=stretch,
            floor=slowest.floor / account.time_scale if slowest else 0.0,
            floor_source=slowest.floor_source if slowest else "",
        )
