"""Finding jobs on lists that are not shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from providers.base import Account
from providers.watched import Elsewhere
from tui.engine.first_row import first_row
from tui.engine.store import Store
from tui.engine.watchlist import Watch


class Others:
    """Says what is remembered of the jobs that nobody follows now."""

    def __init__(
        self,
        accounts: Mapping[str, Account],
        store: Store,
        others: Callable[[], Sequence[Watch]],
    ) -> None:
        """Look for nothing yet.

        Args:
            accounts: The configured ones, by name.
            store: What is remembered.
            others: The watches of the lists that are not shown.
        """
        self._accounts = accounts
        self._store = store
        self._others = others

    async def elsewhere(self) -> Sequence[Elsewhere]:
        """The jobs of the lists that are not shown, by list, as they were last seen."""
        watches = sorted(self._others(), key=lambda watch: watch.list_name)
        return await asyncio.to_thread(self._remembered, watches)

    def _remembered(self, watches: Sequence[Watch]) -> Sequence[Elsewhere]:
        return [
            Elsewhere(
                watch.list_name, first_row(watch, self._accounts, self._store, is_saved=True)[0]
            )
            for watch in watches
        ]
