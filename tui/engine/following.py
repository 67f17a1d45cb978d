"""Follows named jobs without a screen, until there is nothing more to be seen of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from providers.errors import ProviderError
from providers.model import JobRef, JobState
from providers.watched import Event, Watched
from tui.engine.clock import Clock
from tui.engine.config import Config
from tui.engine.connections import Connections
from tui.engine.first_row import first_row
from tui.engine.poller import Poller
from tui.engine.store import Store
from tui.engine.watchlist import Watch


@dataclass(frozen=True, slots=True)
class Followed:
    """A job as it stands now."""

    row: Watched
    error: ProviderError | None = None
    """Why the last look at it brought nothing; `None` when it did, or none was made."""
    is_settled: bool = True
    """Whether what came of the last look has been written down and told."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be seen of it before a person does something."""
        job = self.row.job
        if not self.is_settled:
            return False
        if job is not None and not self.row.is_old and job.state is JobState.AWAITING_ACTION:
            return True
        return self.row.next_look_at is None


class Following:
    """Polls as the desk does: with its floors, budgets and claims, and beside its sessions."""

    def __init__(
        self,
        config: Config,
        store: Store,
        clock: Clock,
        on_event: Callable[[Event, Followed], None] = lambda event, followed: None,
    ) -> None:
        """Follow nothing yet.

        Args:
            config: The accounts.
            store: What was seen earlier, and where answers are kept.
            clock: Tells the time.
            on_event: Called on the event loop after each look, with the job as it stands then. An
                OSError of it, such as that nobody reads any more, ends the run.
        """
        self._config = config
        self._store = store
        self._on_event = on_event
        self._connections = Connections(config.accounts, clock, store.database)
        self._poller = Poller(
            accounts=config.accounts,
            provider_of=self._connections.provider,
            budgets=self._connections.budgets,
            store=store,
            clock=clock,
            on_news=self._hear,
        )
        self._moved = asyncio.Event()
        self._unheard: OSError | None = None

    def follow(self, watches: Iterable[Watch]) -> None:
        """Begin to follow jobs."""
        for watch in watches:
            row, kind = first_row(watch, self._config, self._store, is_saved=True)
            self._poller.follow(row, kind, watch.interval)

    def jobs(self) -> Sequence[Followed]:
        """All of them, as of now, in the order in which they were given."""
        return [self._followed(row) for row in self._poller.rows()]

    def job(self, ref: JobRef) -> Followed | None:
        """One of them; `None` when it is not followed."""
        row = self._poller.row(ref)
        return self._followed(row) if row else None

    async def run(self, within: float | None = None) -> bool:
        """Poll until all are over.

        Args:
            within: Seconds after which to give up; `None` for never.

        Returns:
            Whether all are over.

        Raises:
            OSError: Whoever hears of it has failed.
        """
        polling = asyncio.create_task(self._poller.run(), name="poller")
        polling.add_done_callback(lambda _: self._moved.set())
        try:
            async with asyncio.timeout(within):
                while not all(each.is_over for each in self.jobs()):
                    self._moved.clear()
                    if polling.done():
                        await polling
                    if self._unheard is not None:
                        break
                    await self._moved.wait()
            if self._unheard is not None:
                raise self._unheard
            return True
        except TimeoutError:
            return False
        finally:
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling

    async def close(self) -> None:
        """Give all connections back."""
        await self._connections.close()

    def _followed(self, row: Watched) -> Followed:
        return Followed(row, self._poller.error(row.ref), self._poller.is_settled(row.ref))

    def _hear(self, event: Event | None) -> None:
        followed = self.job(event.ref) if event else None
        if event is not None and followed is not None:
            try:
                self._on_event(event, followed)
            except OSError as error:
                self._unheard = error
        self._moved.set()
