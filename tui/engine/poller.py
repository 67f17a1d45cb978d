"""Looks at jobs when they are due, keeps what came of it, and never stops over an error."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from providers.acting import Sent
from providers.base import Account, Provider
from providers.errors import ProviderError
from providers.kinds import Kind
from providers.model import JobRef, Look
from providers.watched import Event, Watched
from tui.engine.budget import Budget
from tui.engine.claims import Claims
from tui.engine.clock import Clock
from tui.engine.first_row import noted
from tui.engine.holds import Holds
from tui.engine.looking import Desk, Looking
from tui.engine.neighbours import Neighbours
from tui.engine.planner import Planner
from tui.engine.single_look import room_for
from tui.engine.store import Store
from tui.engine.stretches import Stretches
from tui.engine.tracked import Punctuality, Tracked
from tui.engine.watch import Watch

SOON: Final = 0.5
"""Seconds that are as good as now to whoever asks."""

GLANCE: Final = 30.0
"""Seconds of rest after which to see whether the time of day was set."""
ASLEEP: Final = 20.0
"""Seconds by which a rest that was too long tells of a machine that slept, or of our standing
still in the shell's background."""
SET: Final = 2.0
"""Seconds by which the time of day must jump to be told."""


class Poller:
    """Follows jobs of all accounts."""

    def __init__(
        self,
        *,
        accounts: Mapping[str, Account],
        provider_of: Callable[[str], Provider],
        budgets: Mapping[str, Budget],
        store: Store,
        clock: Clock,
        on_news: Callable[[Event | None], None],
        on_look: Callable[[Look], None] = lambda look: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Follow nothing yet.

        Args:
            accounts: The configured ones, by name.
            provider_of: Opens an account's adapter, which sees to its budget; may take as long
                as an import.
            budgets: What each account may ask, by name.
            store: Where answers are kept.
            clock: Tells the time.
            on_news: Called on the event loop after each look. It must not block.
            on_look: Called with each answer.
            chance: Gives numbers from 0 to 1, evenly spread.
        """
        self._accounts = accounts
        self._clock = clock
        self._on_news = on_news
        self._jobs: dict[JobRef, Tracked] = {}
        self._busy: dict[str, int] = {}
        self._stretches = Stretches(budgets, clock)
        self._planner = Planner(accounts, self._jobs, self._stretches, clock, chance)
        self._holds = Holds(self._planner)
        desk = Desk(accounts, provider_of, self._jobs, store, clock, on_news, on_look)
        self._claims = Claims(store.database, clock)
        self._looking = Looking(desk, self._planner, self._holds, self._claims)
        self._neighbours = Neighbours(
            store.database,
            self._claims,
            self._looking,
            self._planner,
            self._jobs,
            budgets,
            clock,
            self._replanned,
        )
        self._wake = asyncio.Event()
        self._offset = clock.now().timestamp() - clock.monotonic()
        self.is_paused = False
        self.punctuality = Punctuality()

    def follow(self, row: Watched, kind: Kind | None, interval: float | None = None) -> None:
        """Begin to follow a job.

        Its first look is due at once, unless it is over or its last, of an earlier session
        perhaps, is more recent than the vendor's floor allows.

        Args:
            row: What is known of it already.
            kind: What it is; `None` when its account is not configured.
            interval: Seconds between looks, as the user set them; `None` for the kind's own.
        """
        now = self._clock.monotonic()
        is_over = row.job is not None and row.job.state.is_final
        tracked = Tracked(row, kind, interval, moved_at=now)
        self._jobs[row.ref] = tracked
        if kind is not None and row.seen_at is not None:
            since = (self._clock.now() - row.seen_at).total_seconds()
            tracked.last_look = now - since if since >= 0 else None
        if kind is not None and not is_over:
            tracked.due = self._planner.earliest(tracked)
            self._holds.keep(tracked)
        self._planner.say_when(tracked)
        self._wake.set()

    def unfollow(self, ref: JobRef) -> None:
        """Stop following a job. A look under way ends, and nothing is kept of it."""
        self._jobs.pop(ref, None)

    def note(self, ref: JobRef, watch: Watch | None) -> None:
        """Say how the job stands in the watchlist; `None` where it does not."""
        tracked = self._jobs.get(ref)
        if tracked is None:
            return
        tracked.row = noted(tracked.row, watch)
        if tracked.interval != tracked.row.interval:
            tracked.interval = tracked.row.interval
            self._planner.repace(tracked)
            self._wake.set()

    def mark(
        self, ref: JobRef, *, is_news: bool | None = None, has_rung: bool | None = None
    ) -> None:
        """Say whether there is news of the job for whoever looks; what is `None` stays."""
        tracked = self._jobs.get(ref)
        if tracked is not None:
            row = tracked.row
            wanted = (
                row.is_news if is_news is None else is_news,
                row.has_rung if has_rung is None else has_rung,
            )
            if wanted != (row.is_news, row.has_rung):
                tracked.row = replace(row, is_news=wanted[0], has_rung=wanted[1])

    def mark_sent(self, ref: JobRef, sent: Sent | None) -> None:
        """Say what action is on its way to the job; `None` when none is, or its end is known."""
        tracked = self._jobs.get(ref)
        if tracked is not None:
            tracked.row = replace(tracked.row, sent=sent)
            self._planner.hasten(tracked)
            self._wake.set()

    def row(self, ref: JobRef) -> Watched | None:
        """One job, as of now; `None` when it is not followed."""
        tracked = self._jobs.get(ref)
        return tracked.row if tracked else None

    def accept(self, look: Look) -> None:
        """Take the facts of an answer that came with a job's records."""
        tracked = self._jobs.get(look.job.ref)
        if tracked is not None:
            tracked.row = replace(
                tracked.row, job=look.job, seen_at=self._clock.now(), is_old=False
            )

    async def take(self, look: Look) -> None:
        """Take a look that was made elsewhere, with all that one of our own brings."""
        await self._looking.take(look)
        self._wake.set()

    def rows(self) -> tuple[Watched, ...]:
        """All jobs followed, as of now."""
        return tuple(tracked.row for tracked in self._jobs.values())

    def raw(self, ref: JobRef) -> bytes | None:
        """The last answer's body, if one came in this session."""
        tracked = self._jobs.get(ref)
        return tracked.raw if tracked and tracked.raw else None

    def error(self, ref: JobRef) -> ProviderError | None:
        """Why the last look at a job brought nothing, or its account is held; else `None`."""
        tracked = self._jobs.get(ref)
        return tracked.error if tracked else None

    def is_settled(self, ref: JobRef) -> bool:
        """Whether what came of the last look at a job has been written down."""
        tracked = self._jobs.get(ref)
        return tracked is None or not tracked.is_telling

    def held(self) -> Mapping[str, str]:
        """Accounts that wait for a person, and why."""
        return self._holds.all()

    def stretch(self, account: str) -> float:
        """How much the account's budget stretches its intervals; 1 when not at all."""
        return self._stretches.last(account)

    def nudge(self, refs: Iterable[JobRef]) -> dict[JobRef, float]:
        """Ask now, but neither under the vendor's floor nor before it wants to be asked again.

        Returns:
            For each job that is asked later than now: seconds until then.
        """
        now = self._clock.monotonic()
        later: dict[JobRef, float] = {}
        for ref in refs:
            tracked = self._jobs.get(ref)
            if tracked is None or tracked.kind is None:
                continue
            self._holds.release(ref.account, self._jobs.values())
            begin = self._planner.earliest(tracked)
            if begin - now >= SOON:
                later[ref] = begin - now
            tracked.due = begin
            self._planner.say_when(tracked)
        self._wake.set()
        return later

    def pause(self, is_paused: bool) -> None:
        """Stop asking, or go on. What became due meanwhile is asked once."""
        self.is_paused = is_paused
        self._wake.set()

    async def run(self) -> None:
        """Poll until cancelled, and show what other sessions hear."""
        try:
            async with asyncio.TaskGroup() as looks:
                looks.create_task(self._neighbours.listen(), name="neighbours")
                while True:
                    self._wake.clear()
                    self._see_the_time()
                    rest = self._start_due(looks)
                    await self._rest(rest)
        finally:
            await asyncio.to_thread(self._claims.let_go)

    async def _rest(self, seconds: float | None) -> None:
        """Wait until something is due, or has to be done."""
        begun = self._clock.monotonic()
        most = GLANCE if seconds is None else min(seconds, GLANCE)
        await self._clock.rest(most, self._wake)
        now = self._clock.monotonic()
        if now - begun - most > ASLEEP:
            late = [each for each in self._jobs.values() if each.due is not None and each.due < now]
            self._planner.wake(sorted(late, key=lambda tracked: tracked.due or 0.0))

    def _see_the_time(self) -> None:
        """Say anew when jobs are asked next, where the time of day was set meanwhile."""
        offset = self._clock.now().timestamp() - self._clock.monotonic()
        if abs(offset - self._offset) > SET:
            self._offset = offset
            for tracked in self._jobs.values():
                self._planner.say_when(tracked)
            self._on_news(None)

    def _start_due(self, looks: asyncio.TaskGroup) -> float | None:
        """Begin the looks that are due; gives seconds until the next is, `None` for never."""
        if self.is_paused:
            return None
        now = self._clock.monotonic()
        soonest: float | None = None
        waiting = sorted(
            (t for t in self._jobs.values() if t.due is not None and not t.is_looking),
            key=lambda tracked: tracked.due or 0.0,
        )
        for tracked in waiting:
            due = tracked.due or 0.0
            if due > now:
                soonest = due - now
                break
            account = tracked.row.ref.account
            # The end of a look wakes the loop, so one that finds no room is not forgotten.
            if self._busy.get(account, 0) < room_for(self._accounts[account].provider):
                self._busy[account] = self._busy.get(account, 0) + 1
                tracked.is_looking = True
                self.punctuality.looks += 1
                self.punctuality.latest = max(self.punctuality.latest, now - due)
                looks.create_task(self._look(tracked), name=f"look {tracked.row.ref}")
        return soonest

    def _replanned(self) -> None:
        self._wake.set()
        self._on_news(None)

    async def _look(self, tracked: Tracked) -> None:
        try:
            await self._looking.look(tracked)
        finally:
            tracked.is_looking = False
            self._busy[tracked.row.ref.account] -= 1
            self._wake.set()
