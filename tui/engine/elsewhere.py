"""Finding jobs on lists that are not shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from providers.watched import Elsewhere
from tui.engine.config import Config
from tui.engine.first_row import first_row
from tui.engine.store import Store
from tui.engine.watchlist import Watch


class Others:
    """Says what is remembered of the jobs that nobody follows now."""

    def __init__(
        self,
        config: Config,
        store: Store,
        others: Callable[[], Sequence[Watch]],
    ) -> None:
        """Look for nothing yet.

        Args:
            config: The accounts, and the file they stand in.
            store: What is remembered.
            others: The watches of the lists that are not shown.
        """
        self._config = config
        self._store = store
        self._others = others

    async def elsewhere(self) -> Sequence[Elsewhere]:
        """The jobs of the lists that are not shown, by list, as they were last seen."""
        watches = sorted(self._others(), key=lambda watch: watch.list_name)
        return await asyncio.to_thread(self._remembered, watches)

    def _remembered(self, watches: Sequence[Watch]) -> Sequence[Elsewhere]:
        return [
            Elsewhere(
                watch.list_name, first_row(watch, self._config, self._store, is_saved=True)[0]
            )
            for watch in watches
        ]
