"""What the user's other sessions hear from the vendors, shown here without asking again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from providers.model import JobRef
from tui.engine.budget import Budget
from tui.engine.claims import Claims
from tui.engine.clock import Clock
from tui.engine.database import Database
from tui.engine.looking import Looking
from tui.engine.planner import Planner
from tui.engine.tracked import Tracked

PAUSE: Final = 1.0
"""Seconds between looks at the file; one that nobody has changed costs a few microseconds."""


class Neighbours:
    """Listens to the file that the sessions share."""

    def __init__(
        self,
        database: Database,
        claims: Claims,
        looking: Looking,
        planner: Planner,
        jobs: Mapping[JobRef, Tracked],
        budgets: Mapping[str, Budget],
        clock: Clock,
        on_plan: Callable[[], None],
    ) -> None:
        """Listen to nothing yet.

        Args:
            database: The file.
            claims: Where looks are told.
            looking: Takes what others have told.
            planner: Puts jobs off that may not be asked about now.
            jobs: Those that are followed.
            budgets: What each account may ask, by name.
            clock: Tells the time.
            on_plan: Called when it has changed when jobs are asked. It must not block.
        """
        self._database = database
        self._claims = claims
        self._looking = looking
        self._planner = planner
        self._jobs = jobs
        self._budgets = budgets
        self._clock = clock
        self._on_plan = on_plan
        self._version = -1
        self._last = -1

    async def listen(self) -> None:
        """Take what others tell until cancelled; ends at once where nobody shares the file."""
        while self._database.is_shared:
            version = await asyncio.to_thread(lambda: self._database.version)
            if version != self._version:
                self._version = version
                await self._take_news()
            await self._clock.rest(PAUSE, asyncio.Event())

    async def _take_news(self) -> None:
        self._last, news = await asyncio.to_thread(self._claims.news, self._last)
        is_moved = False
        by_ref = {str(ref): tracked for ref, tracked in self._jobs.items()} if news else {}
        for ref, (serial, outcome) in news.items():
            tracked = by_ref.get(ref)
            if tracked is not None and not tracked.is_telling and tracked.serial != serial:
                await self._looking.hear(tracked, serial, outcome)
                is_moved = True
        for account, budget in self._budgets.items():
            await budget.refresh()
            is_moved = self._planner.put_off(account) or is_moved
        if is_moved:
            self._on_plan()
