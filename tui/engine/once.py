"""Asks once about some jobs, for commands that have no screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from providers.base import Account, Provider
from providers.errors import NotFound, ProviderError, Rejected, Unauthorized
from providers.kinds import Kind, find_kind
from providers.model import JobRef, Look
from providers.watched import Watched
from tui.engine.budget import Held
from tui.engine.claims import Claim, Claims, Granted, Heard, Later, Outcome, outcome_of
from tui.engine.clock import Clock
from tui.engine.config import Config
from tui.engine.connections import Connections
from tui.engine.guest import NO_LIMIT, ROOM
from tui.engine.single_look import keep_look, presence_after, room_for
from tui.engine.store import Store

PATIENCE: Final = 5.0
"""Seconds to wait for the answer that another session is waiting for."""
STEP: Final = 0.1
"""Seconds between looks at whether it has come."""


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
        self._connections = Connections(config.accounts, clock, store.database)
        self._claims = Claims(store.database, clock)
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._refused: dict[str, Unauthorized] = {}

    async def close(self) -> None:
        """Give all connections and claims back."""
        await self._connections.close()
        if self._claims.holds_any:
            await asyncio.to_thread(self._claims.let_go)

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
        turn = self._turns.setdefault(ref.account, asyncio.Semaphore(room_for(account.provider)))
        async with turn:
            claim = await self._claimed(row, account, kind)
            match claim:
                case Granted(_, asked_before):
                    return await self._asked(row, asked_before)
                case Heard(_, outcome):
                    return self._heard(row, outcome)
                case Later(wait, is_busy):
                    return self._as_remembered(row, wait, is_busy)

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

    async def _claimed(self, row: Watched, account: Account, kind: Kind) -> Claim:
        """A claim of the look; waits a moment for another session that is asking just now."""
        known: int | None = None
        waited = 0.0
        while True:
            claim = await asyncio.to_thread(self._claim, row.ref, known, account, kind)
            if not (isinstance(claim, Later) and claim.is_busy) or waited >= PATIENCE:
                return claim
            if known is None:
                known = await asyncio.to_thread(self._claims.serial, row.ref)
            await self._clock.rest(STEP, asyncio.Event())
            waited += STEP

    def _claim(self, ref: JobRef, known: int | None, account: Account, kind: Kind) -> Claim:
        return self._claims.begin(
            ref,
            known,
            fresh=0.0,
            floor=kind.floor / account.time_scale,
            room=ROOM.get(account.provider, NO_LIMIT),
            wait=STEP,
        )

    async def _asked(self, row: Watched, asked_before: float) -> Asked:
        ref = row.ref
        try:
            look = await self._fetched(ref)
        except ProviderError as error:
            await self._tell_failure(ref, error, asked_before)
            return Asked(_failed(row, error), error)
        seen_at = self._clock.now()
        kept = partial(keep_look, self._store, self._claims, row)
        return Asked(await asyncio.to_thread(kept, look, seen_at), look=look)

    async def _tell_failure(self, ref: JobRef, error: ProviderError, asked_before: float) -> None:
        """Let other sessions know of what concerns them too."""
        outcome = outcome_of(error)
        if outcome is not None:
            await asyncio.to_thread(self._claims.tell, ref, outcome)
        else:
            was_asked = not isinstance(error, Held | Unauthorized)
            await asyncio.to_thread(self._claims.end, ref, None if was_asked else asked_before)

    def _heard(self, row: Watched, outcome: Outcome) -> Asked:
        """What another session was told a moment ago."""
        error = outcome.raised()
        if error is not None:
            return Asked(_failed(row, error), error)
        fresh = self._remembered(row)
        look = Look(fresh.job, self._store.raw(row.ref) or b"") if fresh.job else None
        return Asked(replace(fresh, is_old=False), look=look)

    def _as_remembered(self, row: Watched, wait: float, is_busy: bool) -> Asked:
        """What is known of a job that is not to be asked about now."""
        fresh = self._remembered(row)
        if fresh.job is not None:
            return Asked(fresh)
        why = (
            "another session is asking about it, and has no answer yet"
            if is_busy
            else f"it was asked about a moment ago; its vendor wants {wait:.0f} s more in between"
        )
        error = Held(why, retry_after=wait)
        return Asked(_failed(row, error), error)

    async def _fetched(self, ref: JobRef) -> Look:
        """A look, unless the account's credentials were refused before: each try counts.

        Raises:
            ProviderError: The vendor can't be asked, or refuses.
        """
        before = self._refused.get(ref.account)
        if before is not None:
            raise before
        try:
            # Nobody waits for a screen here, and a thread would only hand the loading to and fro.
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


def _failed(row: Watched, error: ProviderError) -> Watched:
    return replace(row, trouble=str(error), presence=presence_after(error, row.presence))
