"""Asks once about some jobs, for commands that have no screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from providers.base import Provider
from providers.errors import NotFound, ProviderError, Rejected, Unauthorized
from providers.kinds import Kind, find_kind
from providers.model import JobRef, Look
from providers.watched import Watched
from tui.engine.clock import Clock
from tui.engine.config import Config
from tui.engine.connections import Connections
from tui.engine.store import Store
from tui.engine.token_store import TokenStore
from tui.engine.tracked import presence_after

AT_ONCE = 4
"""Requests under way at one account."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking about one job."""

    row: Watched
    error: ProviderError | None = None
    look: Look | None = None
    """What was just heard; `None` when nothing was."""


class Once:
    """Opens each account at most once, and keeps what it hears."""

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self._connections = Connections(config.accounts, clock, TokenStore(store.database))
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._refused: dict[str, Unauthorized] = {}

    async def close(self) -> None:
        """Give all connections back."""
        await self._connections.close()

    async def ask_all(self, refs: Sequence[JobRef]) -> list[Asked]:
        """Ask about all of them, a few at once; the answers stand in the order asked."""
        return list(await asyncio.gather(*(self.ask(ref) for ref in refs)))

    async def ask(self, ref: JobRef) -> Asked:
        """Ask about one job, or answer from the store within the vendor's floor."""
        account = self._config.accounts.get(ref.account)
        kind = find_kind(account.provider, ref.kind) if account else None
        if account is None or kind is None:
            what = f"no account {ref.account!r} is configured"
            if account is not None:
                what = f"{account.provider} has no kind {ref.kind!r}"
            return Asked(Watched(ref, trouble=what))
        row = self._remembered(Watched(ref, provider=account.provider))
        if row.seen_at is not None and self._is_too_soon(row.seen_at, kind, account.time_scale):
            return Asked(row)
        turn = self._turns.setdefault(ref.account, asyncio.Semaphore(AT_ONCE))
        async with turn:
            try:
                look = await self._fetched(ref)
            except ProviderError as error:
                presence = presence_after(error, row.presence)
                return Asked(replace(row, trouble=str(error), presence=presence), error)
        return Asked(self._kept(row, look), look=look)

    @asynccontextmanager
    async def looked_at(self, ref: JobRef) -> AsyncIterator[tuple[Provider, Look]]:
        """The job's adapter and a look at it, as fresh as the vendor's floor allows.

        Raises:
            ProviderError: The vendor can't be asked, or refuses.
        """
        asked = await self.ask(ref)
        if asked.error is not None:
            raise asked.error
        if asked.row.job is None:
            raise NotFound(asked.row.trouble or "it is not known")
        look = asked.look
        if look is None:
            raw = self._store.raw(ref)
            if raw is None:
                raise Rejected("its last answer was too long to keep; too soon to ask again")
            look = Look(asked.row.job, raw)
        yield self._connections.provider(ref.account), look

    async def _fetched(self, ref: JobRef) -> Look:
        """A look, unless the account's credentials were refused before: each try counts.

        Raises:
            ProviderError: The vendor can't be asked, or refuses.
        """
        before = self._refused.get(ref.account)
        if before is not None:
            raise before
        try:
            return await self._connections.provider(ref.account).fetch(ref)
        except Unauthorized as error:
            self._refused[ref.account] = error
            raise

    def _remembered(self, row: Watched) -> Watched:
        kept = self._store.jobs([row.ref]).get(row.ref)
        if kept is None:
            return row
        return replace(row, job=kept.job, seen_at=kept.seen_at, is_old=True)

    def _is_too_soon(self, seen_at: datetime, kind: Kind, time_scale: float) -> bool:
        since = (self._clock.now() - seen_at.astimezone(UTC)).total_seconds()
        return 0 <= since < kind.floor / time_scale

    def _kept(self, row: Watched, look: Look) -> Watched:
        seen_at = self._clock.now()
        self._store.keep(look.job, look.raw, seen_at)
        return replace(row, job=look.job, seen_at=seen_at, is_old=False)
