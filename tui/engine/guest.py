"""An account's adapter, used as a guest in the customer's account uses it.

Whoever asks through it, and for whatever: a refusal as one request too many rests the account for
all sessions, and where the vendor answers only so many requests at once, or gives out so many
results a minute, that is kept to over all sessions as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, ClassVar, Final

from providers.base import Account, Provider, RecordStream
from providers.calls import errand
from providers.errors import RateLimited
from providers.kinds import Kind
from providers.model import JobRef, Look, Record
from tui.engine.budget import Budget, Held
from tui.engine.claims import Claims, Granted
from tui.engine.clock import Clock

if TYPE_CHECKING:
    # 3 ms, which looking is spared.
    from providers.acting import Plan

ROOM: Final[Mapping[str, int]] = {"zoho": 2}
"""Requests under way at one account, from all sessions. Zoho's smallest edition answers five at
once, those of all programs of an organisation together. Source: Zoho CRM, "API Limits"."""
NO_LIMIT: Final = 1_000
PATIENCE: Final = 30.0
"""Seconds to wait for room among the requests under way."""
STEP: Final = 0.5


class Guest:
    """Fits `Provider`."""

    name: ClassVar[str] = "guest"
    kinds: ClassVar[Mapping[str, Kind]] = {}
    """It stands for any adapter; what kinds there are is asked of `providers.kinds`."""

    def __init__(
        self, provider: Provider, account: Account, budget: Budget, claims: Claims, clock: Clock
    ) -> None:
        """Stand for `provider`.

        Args:
            provider: The account's adapter.
            account: Whose.
            budget: What it may ask.
            claims: What is under way, over all sessions.
            clock: Tells the time.
        """
        self._provider = provider
        self._room = ROOM.get(account.provider)
        self._account = account
        self._budget = budget
        self._claims = claims
        self._clock = clock

    async def fetch(self, ref: JobRef) -> Look:
        """Ask the vendor about one job; room for it has been claimed with the look."""
        async with self._minding("look", ref):
            return await self._provider.fetch(ref)

    @asynccontextmanager
    async def records(self, look: Look) -> AsyncIterator[RecordStream]:
        """Read the job's records."""
        async with (
            self._minding("records", look.job.ref),
            self._lane(look.job.ref, "records"),
            self._provider.records(look) as stream,
        ):
            yield stream

    def plan(self, look: Look, action: str, records: Sequence[Record] | None) -> Plan:
        """What an action would do. Sends nothing."""
        return self._provider.plan(look, action, records)

    async def act(self, look: Look, action: str) -> Look:
        """Do something to the job."""
        async with self._minding(action, look.job.ref):
            return await self._provider.act(look, action)

    async def save_result(self, look: Look, path: str) -> int:
        """Write the job's result file to `path`."""
        ref = look.job.ref
        async with self._minding("result", ref), self._lane(ref, "result"):
            if (self._account.provider, ref.kind) == ("zoho", "read"):
                await self._budget.download()
            return await self._provider.save_result(look, path)

    async def close(self) -> None:
        """Give the connections back."""
        await self._provider.close()

    @asynccontextmanager
    async def _minding(self, what: str, ref: JobRef) -> AsyncIterator[None]:
        try:
            with errand(what, ref):
                yield
        except Held:
            raise
        except RateLimited as error:
            await self._budget.hold(error.retry_after)
            raise

    @asynccontextmanager
    async def _lane(self, ref: JobRef, what: str) -> AsyncIterator[None]:
        """One of the requests that may be under way.

        Raises:
            Held: There is no room for long.
        """
        if self._room is None:
            yield
            return
        # Beside the looks at the same job, and counted with them.
        own = JobRef(ref.account, f"{ref.kind} {what}", ref.id)
        waited = 0.0
        while not await asyncio.to_thread(self._has_room, own):
            if waited >= PATIENCE:
                raise Held(
                    f"{ref.account}: {self._room} requests are under way already; try again",
                    retry_after=STEP,
                )
            await self._clock.rest(STEP, asyncio.Event())
            waited += STEP
        try:
            yield
        finally:
            await asyncio.to_thread(self._claims.end, own)

    def _has_room(self, ref: JobRef) -> bool:
        room = self._room or NO_LIMIT
        claim = self._claims.begin(ref, None, fresh=0.0, floor=0.0, room=room, wait=STEP)
        return isinstance(claim, Granted)
