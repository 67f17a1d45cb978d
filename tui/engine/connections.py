"""The accounts at work: their adapters, opened when first needed, and what each may ask."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from providers.base import Account, Provider
from providers.registry import WITH_TOKENS, open_provider
from tui.engine.budget import Budget
from tui.engine.call_log import CallLog, LoggedGate
from tui.engine.claims import Claims
from tui.engine.clock import Clock
from tui.engine.database import Database
from tui.engine.guest import Guest

if TYPE_CHECKING:
    # Only what signs in by tokens loads what keeps them: 7 ms.
    from providers.tokens import TokenCache


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
        self._tokens: TokenCache | None = None
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
                tokens = self._token_cache() if account.provider in WITH_TOKENS else None
                provider = open_provider(account, gate, tokens)
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
        if self._claims.holds_any:
            await asyncio.to_thread(self._claims.let_go)

    def _token_cache(self) -> TokenCache:
        """Where the accounts' tokens are kept, one for all of them."""
        if self._tokens is None:
            from tui.engine.token_store import TokenStore

            self._tokens = TokenStore(self._database)
        return self._tokens
