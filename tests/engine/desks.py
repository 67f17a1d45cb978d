"""Sessions on one folder, as a user's terminals have them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from providers.model import JobRef
from providers.watched import Watched
from tui.engine.config import Config, parse_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Watch, Watchlist

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock

CONFIG = (
    '[accounts.acme]\nprovider = "fusebill"\napi_key = { env = "KEY" }\n'
    '[accounts.wills]\nprovider = "willsuite"\ntoken = { env = "KEY" }\n'
)


class Terminal:
    """One session on the folder, run as long as a test lets it."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.watchlist = Watchlist(folder / "watchlist.toml")
        self.store = Store(folder / "state.sqlite3")
        config: Config = parse_config(CONFIG, folder / "config.toml", {})
        shelf = RecordShelf(folder / "records")
        self.session = Session(config, self.watchlist, self.store, clock, shelf)
        self.rung: list[str] = []
        self.session.alerts.ring_by(self.rung.append)
        self.news = 0
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def _hear(self) -> None:
        self.news += 1

    async def pass_time(self, seconds: float) -> None:
        """Run it for so long."""
        if self._task is None:
            self._task = asyncio.create_task(self.session.run(self._hear))
        await self._clock.pass_time(seconds)
        if self._task.done():
            self._task.result()

    def row(self, ref: JobRef) -> Watched:
        """One row of the list."""
        return next(row for row in self.session.rows() if row.ref == ref)

    def refs(self) -> set[JobRef]:
        """The jobs that are shown."""
        return {row.ref for row in self.session.rows()}

    def saved(self) -> dict[JobRef, Watch]:
        """What the file holds."""
        return {watch.ref: watch for watch in self.watchlist.read()}

    async def end(self) -> None:
        """Leave it."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self.store.close()
