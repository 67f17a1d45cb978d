"""One look at one job: who makes it, what comes of it, and who is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from providers.base import Account, Provider
from providers.errors import ProviderError, RateLimited, Unauthorized
from providers.model import Exchange, Job, JobRef, Look, Presence
from providers.pace import Pace, grown, pace_of, sample_of
from providers.watched import Event, Watched
from tui.engine.budget import Held
from tui.engine.claims import Claim, Claims, Granted, Heard, Later, Outcome, outcome_of
from tui.engine.clock import Clock
from tui.engine.guest import NO_LIMIT, ROOM
from tui.engine.history import MOST, History
from tui.engine.holds import Holds
from tui.engine.news import NO_CHANGE, describe, event_of, line_of
from tui.engine.planner import Planner
from tui.engine.single_look import keep_look, presence_after
from tui.engine.store import Kept, Store
from tui.engine.tracked import Tracked

FRESH: Final = 5.0
"""Seconds for which another session's look is as good as the first of our own."""
BUSY: Final = 1.0
"""Seconds after which a job is tried again that another session is asking about."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a look needs to know and whom it tells."""

    accounts: Mapping[str, Account]
    provider_of: Callable[[str], Provider]
    jobs: Mapping[JobRef, Tracked]
    """Those that are followed; its owner goes on changing it."""
    store: Store
    clock: Clock
    on_news: Callable[[Event | None], None]
    on_look: Callable[[Look], None]


class Looking:
    """Makes looks, and takes those that were made elsewhere."""

    def __init__(self, desk: Desk, planner: Planner, holds: Holds, claims: Claims) -> None:
        self._desk = desk
        self._history = History(desk.store.database)
        self._planner = planner
        self._holds = holds
        self._claims = claims

    async def look(self, tracked: Tracked) -> None:
        """Ask about a job that is due, unless another session does or has just done so."""
        claim = await asyncio.to_thread(self._claim, tracked)
        match claim:
            case Later(wait, is_busy):
                self._planner.put_back(tracked, wait, is_seen=not is_busy)
            case Heard(serial, outcome):
                await self.hear(tracked, serial, outcome)
            case Granted(serial, asked_before):
                tracked.serial = serial
                await self._ask(tracked, asked_before)

    async def take(self, look: Look) -> None:
        """Take a look that was made beside polling, with all that one of our own brings."""
        tracked = self._desk.jobs.get(look.job.ref)
        if tracked is not None:
            tracked.taken += 1
            await self._seen(tracked, look)
        else:
            keep = partial(keep_look, self._desk.store, self._claims, Watched(look.job.ref))
            await asyncio.to_thread(keep, look, self._desk.clock.now())

    async def hear(self, tracked: Tracked, serial: int, outcome: Outcome) -> None:
        """Show what another session was told, which it has kept."""
        ref = tracked.row.ref
        tracked.serial = serial
        tracked.taken += 1
        kept, raw, event = await asyncio.to_thread(self._kept, ref)
        samples = await asyncio.to_thread(self._history.samples, ref)
        if self._desk.jobs.get(ref) is not tracked:
            return
        tracked.samples = samples
        # One that was shown already: whoever looked had nothing to add to the timeline.
        news = None if event == tracked.last_event else event
        tracked.last_event = event
        error = outcome.raised()
        if error is not None:
            self._mark_failed(tracked, error)
        elif kept is not None:
            self._mark_seen(tracked, Look(kept.job, raw), kept.seen_at)
            self._desk.on_look(Look(kept.job, raw))
        self._desk.on_news(news)

    def _claim(self, tracked: Tracked) -> Claim:
        ref = tracked.row.ref
        account = self._desk.accounts[ref.account]
        return self._claims.begin(
            ref,
            tracked.serial,
            fresh=FRESH / account.time_scale,
            floor=tracked.kind.floor / account.time_scale if tracked.kind else 0.0,
            room=ROOM.get(account.provider, NO_LIMIT),
            wait=max(0.05, BUSY / account.time_scale),
        )

    async def _ask(self, tracked: Tracked, asked_before: float) -> None:
        ref = tracked.row.ref
        taken = tracked.taken
        try:
            provider = await asyncio.to_thread(self._desk.provider_of, ref.account)
            if tracked.samples is None:
                tracked.samples = await asyncio.to_thread(self._history.samples, ref)
            look = await provider.fetch(ref)
        except ProviderError as error:
            await self._failed(tracked, error, asked_before)
        except Exception:
            # An adapter broke its promise. One bad adapter must not stop the others' polling.
            log.exception("%s: the adapter failed", ref)
            bug = ProviderError("a bug in its adapter; see the log")
            await self._failed(tracked, bug, asked_before)
        else:
            if tracked.taken == taken and self._is_followed(tracked):
                await self._seen(tracked, look)
            else:
                # Dropped meanwhile; or what has been heard meanwhile may be newer than this.
                await asyncio.to_thread(self._claims.end, ref)

    async def _seen(self, tracked: Tracked, look: Look) -> None:
        before, job = tracked.row.job, look.job
        seen_at = self._desk.clock.now()
        self._mark_seen(tracked, look, seen_at)
        event, is_fold = self._event(
            tracked, describe(before, job), before, job, None, look.exchanges
        )

        def keep() -> int:
            self._desk.store.keep(job, look.raw, seen_at, look.exchanges)
            self._history.add(job.ref, sample_of(job, seen_at))
            self._desk.store.add_event(event, replaces_last=is_fold)
            return self._claims.tell(job.ref, Outcome())

        await self._told(tracked, keep)
        self._desk.on_look(look)
        self._desk.on_news(event)

    async def _failed(self, tracked: Tracked, error: ProviderError, asked_before: float) -> None:
        ref = tracked.row.ref
        was_asked = not isinstance(error, Held | Unauthorized)
        if not self._is_followed(tracked):
            await asyncio.to_thread(self._claims.end, ref, None if was_asked else asked_before)
            return
        self._mark_failed(tracked, error)
        job = tracked.row.job
        event, is_fold = self._event(tracked, NO_CHANGE, job, job, str(error), error.exchanges)
        outcome = outcome_of(error)

        def keep() -> int | None:
            self._desk.store.add_event(event, replaces_last=is_fold)
            if outcome is not None:
                return self._claims.tell(ref, outcome)
            self._claims.end(ref, None if was_asked else asked_before)
            return tracked.serial

        await self._told(tracked, keep)
        self._desk.on_news(event)

    async def _told(self, tracked: Tracked, keep: Callable[[], int | None]) -> None:
        """Keep what came of a look and tell the other sessions, of which it is no news to us."""
        tracked.is_telling = True
        try:
            tracked.serial = await asyncio.to_thread(keep)
        finally:
            tracked.is_telling = False

    def _mark_seen(self, tracked: Tracked, look: Look, seen_at: datetime) -> None:
        now = self._desk.clock.monotonic()
        before, job = tracked.row.job, look.job
        is_moved = before is None or before.counts != job.counts or before.state is not job.state
        tracked.moved_at = now if is_moved else tracked.moved_at
        tracked.unchanged = 0 if is_moved else tracked.unchanged + 1
        tracked.raw = look.raw
        tracked.samples = grown(tracked.samples or (), sample_of(job, seen_at), MOST)
        tracked.error = None
        time_scale = self._desk.accounts[job.ref.account].time_scale
        is_still = tracked.stands_still(job, now, time_scale)
        tracked.row = replace(
            tracked.row,
            job=job,
            presence=Presence.LIVE,
            trouble=None,
            seen_at=seen_at,
            is_old=False,
            is_still=is_still,
            still_since=self._still_since(tracked) if is_still else None,
            pace=None if is_still else self._pace(tracked, seen_at, is_moved=is_moved),
            restarted_at=self._restarted_at(tracked.row, job),
            is_held=False,
        )
        self._planner.after_answer(tracked, job.state)
        self._holds.keep(tracked)

    def _pace(self, tracked: Tracked, seen_at: datetime, *, is_moved: bool) -> Pace | None:
        """How fast it goes; a look that brought nothing leaves that as it was, or ends it."""
        pace = pace_of(tracked.samples or (), seen_at)
        return pace if is_moved or pace is None else tracked.row.pace or pace

    def _still_since(self, tracked: Tracked) -> datetime:
        """When the figures moved last, as far as any session saw it."""
        if tracked.samples:
            return tracked.samples[-1].at
        passed = self._desk.clock.monotonic() - tracked.moved_at
        return self._desk.clock.now() - timedelta(seconds=passed)

    def _restarted_at(self, row: Watched, job: Job) -> datetime | None:
        """When the job was seen to go on again after its end."""
        if job.state.is_final:
            return None
        has_ended = row.job is not None and row.job.state.is_final
        return self._desk.clock.now() if has_ended else row.restarted_at

    def _mark_failed(self, tracked: Tracked, error: ProviderError) -> None:
        account = tracked.row.ref.account
        tracked.error = error
        self._planner.after_failure(tracked, error)
        tracked.row = replace(
            tracked.row,
            trouble=str(error),
            presence=presence_after(error, tracked.row.presence),
            pace=None,
        )
        if isinstance(error, Unauthorized):
            tracked.due = self._desk.clock.monotonic()
            self._holds.hold(account, error, self._desk.jobs.values())
        if isinstance(error, RateLimited):
            self._planner.put_off(account)
        self._holds.keep(tracked)

    def _event(
        self,
        tracked: Tracked,
        what: str,
        before: Job | None,
        after: Job | None,
        trouble: str | None,
        exchanges: tuple[Exchange, ...],
    ) -> tuple[Event, bool]:
        """A look's line of the timeline, and whether it takes the place of the last one."""
        now = self._desk.clock.now()
        event = event_of(tracked.row, now, what, before, after, trouble, exchanges)
        tracked.last_event, is_fold = line_of(tracked.last_event, event)
        return tracked.last_event, is_fold

    def _kept(self, ref: JobRef) -> tuple[Kept | None, bytes, Event | None]:
        store = self._desk.store
        return store.jobs([ref]).get(ref), store.raw(ref) or b"", store.last_event(ref)

    def _is_followed(self, tracked: Tracked) -> bool:
        return self._desk.jobs.get(tracked.row.ref) is tracked
