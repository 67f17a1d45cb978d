"""Looks at jobs when they are due, keeps what came of it, and never stops over an error."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from providers.acting import Sent
from providers.base import Account, Provider
from providers.errors import ProviderError, Unauthorized
from providers.kinds import Kind
from providers.model import Exchange, Job, JobRef, Look, Presence
from providers.watched import Event, Watched
from tui.engine.budget import Budget
from tui.engine.clock import Clock
from tui.engine.holds import Holds
from tui.engine.news import NO_CHANGE, describe, event_of, folded
from tui.engine.planner import Planner
from tui.engine.store import Store
from tui.engine.stretches import Stretches
from tui.engine.tracked import Punctuality, Tracked, presence_after

SOON: Final = 0.5
"""Seconds that are as good as now to whoever asks."""
AT_ONCE: Final = 4
"""Looks under way at one account."""
log = logging.getLogger(__name__)


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
            provider_of: Opens an account's adapter; may take as long as an import.
            budgets: What each account may ask, by name.
            store: Where answers are kept.
            clock: Tells the time.
            on_news: Called on the event loop after each look. It must not block.
            on_look: Called with each answer.
            chance: Gives numbers from 0 to 1, evenly spread.
        """
        self._accounts = accounts
        self._provider_of = provider_of
        self._store = store
        self._clock = clock
        self._on_news = on_news
        self._on_look = on_look
        self._jobs: dict[JobRef, Tracked] = {}
        self._busy: dict[str, int] = {}
        self._stretches = Stretches(budgets, clock)
        self._planner = Planner(accounts, self._jobs, self._stretches, clock, chance)
        self._holds = Holds(self._planner)
        self._wake = asyncio.Event()
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

    def mark_saved(self, ref: JobRef, is_saved: bool, memo: str = "") -> None:
        """Say whether the job stands in the watchlist, and with which memo."""
        tracked = self._jobs.get(ref)
        if tracked is not None:
            tracked.row = replace(tracked.row, is_saved=is_saved, memo=memo)

    def mark_sent(self, ref: JobRef, sent: Sent | None) -> None:
        """Say what action is on its way to the job; `None` when none is, or its end is known."""
        tracked = self._jobs.get(ref)
        if tracked is not None:
            tracked.row = replace(tracked.row, sent=sent)

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

    def rows(self) -> tuple[Watched, ...]:
        """All jobs followed, as of now."""
        return tuple(tracked.row for tracked in self._jobs.values())

    def raw(self, ref: JobRef) -> bytes | None:
        """The last answer's body, if one came in this session."""
        tracked = self._jobs.get(ref)
        return tracked.raw if tracked and tracked.raw else None

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
        """Poll until cancelled."""
        async with asyncio.TaskGroup() as looks:
            while True:
                self._wake.clear()
                rest = self._start_due(looks)
                await self._clock.rest(rest, self._wake)

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
            if self._busy.get(account, 0) < AT_ONCE:
                self._busy[account] = self._busy.get(account, 0) + 1
                tracked.is_looking = True
                self.punctuality.looks += 1
                self.punctuality.latest = max(self.punctuality.latest, now - due)
                looks.create_task(self._look(tracked), name=f"look {tracked.row.ref}")
        return soonest

    async def _look(self, tracked: Tracked) -> None:
        ref = tracked.row.ref
        try:
            provider = await asyncio.to_thread(self._provider_of, ref.account)
            look = await provider.fetch(ref)
        except ProviderError as error:
            await self._failed(tracked, error)
        except Exception:
            # An adapter broke its promise. One bad adapter must not stop the others' polling.
            log.exception("%s: the adapter failed", ref)
            await self._failed(tracked, ProviderError("a bug in its adapter; see the log"))
        else:
            await self._seen(tracked, look)
        finally:
            tracked.is_looking = False
            self._busy[ref.account] -= 1
            self._wake.set()

    async def _seen(self, tracked: Tracked, look: Look) -> None:
        now = self._clock.monotonic()
        before, job = tracked.row.job, look.job
        ref = tracked.row.ref
        if self._jobs.get(ref) is not tracked:
            return
        what = describe(before, job)
        is_moved = before is None or before.counts != job.counts or before.state is not job.state
        tracked.moved_at = now if is_moved else tracked.moved_at
        tracked.unchanged = 0 if is_moved else tracked.unchanged + 1
        tracked.raw = look.raw
        seen_at = self._clock.now()
        tracked.row = replace(
            tracked.row,
            job=job,
            presence=Presence.LIVE,
            trouble=None,
            seen_at=seen_at,
            is_old=False,
            is_still=tracked.stands_still(job, now, self._accounts[ref.account].time_scale),
            is_held=False,
        )
        self._planner.after_answer(tracked, job.state)
        self._holds.keep(tracked)
        await asyncio.to_thread(self._store.keep, job, look.raw, seen_at)
        self._on_look(look)
        await self._tell(tracked, what, before, job, None, look.exchanges)

    async def _failed(self, tracked: Tracked, error: ProviderError) -> None:
        if self._jobs.get(tracked.row.ref) is not tracked:
            return
        self._planner.after_failure(tracked, error)
        tracked.row = replace(
            tracked.row, trouble=str(error), presence=presence_after(error, tracked.row.presence)
        )
        if isinstance(error, Unauthorized):
            tracked.due = self._clock.monotonic()
            self._holds.hold(tracked.row.ref.account, str(error), self._jobs.values())
        self._holds.keep(tracked)
        job = tracked.row.job
        await self._tell(tracked, NO_CHANGE, job, job, str(error), error.exchanges)

    async def _tell(
        self,
        tracked: Tracked,
        what: str,
        before: Job | None,
        after: Job | None,
        trouble: str | None,
        exchanges: tuple[Exchange, ...],
    ) -> None:
        event = event_of(tracked.row, self._clock.now(), what, before, after, trouble, exchanges)
        whole = folded(tracked.last_event, event)
        tracked.last_event = whole or event
        await asyncio.to_thread(
            self._store.add_event, tracked.last_event, replaces_last=whole is not None
        )
        self._on_news(tracked.last_event)
