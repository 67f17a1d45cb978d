"""The watchlists as one session sees them: what is on them, which is shown, what can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from providers.facts import ListFacts
from providers.model import JobRef
from tui.engine.watchlist import MAIN, Operation, Watch, Watchlist


@dataclass(frozen=True, slots=True)
class Step:
    """A change, and how it is taken back."""

    done: str
    """The change in a few words."""
    undo: tuple[Operation, ...]
    keeps_open: bool = False
    """Whether a job that is taken off the list by taking it back stays open."""


class Lists:
    """Reads the watchlist, and changes it by operations that can be taken back."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._watchlist = watchlist
        self._watches: tuple[Watch, ...] = ()
        self._undo: list[Step] = []
        self.current = MAIN
        """The list that is shown, and that new jobs go into."""

    def read(self, wanted: str | None) -> None:
        """Read the file, and show the list that was wanted if it has jobs.

        Raises:
            WatchlistError: It can't be read.
        """
        self._watches = self._watchlist.read()
        if wanted and any(watch.list_name == wanted for watch in self._watches):
            self.current = wanted

    def shown(self) -> list[Watch]:
        """The watches of the current list."""
        return [watch for watch in self._watches if watch.list_name == self.current]

    def others(self) -> list[Watch]:
        """The watches of the other lists."""
        return [watch for watch in self._watches if watch.list_name != self.current]

    def find(self, ref: JobRef) -> Watch | None:
        """The watch of a job, on whichever list; `None` when it is not saved."""
        return next((watch for watch in self._watches if watch.ref == ref), None)

    def facts(self) -> Sequence[ListFacts]:
        """All lists by name, the current one among them even when it is empty."""
        sizes = {self.current: 0}
        for watch in self._watches:
            sizes[watch.list_name] = sizes.get(watch.list_name, 0) + 1
        return [ListFacts(name, size, name == self.current) for name, size in sorted(sizes.items())]

    async def change(self, operations: tuple[Operation, ...], undo: Step | None = None) -> None:
        """Apply the operations to the file, and remember how to take them back.

        Raises:
            WatchlistError: The file can't be changed; nothing is.
        """
        if operations:
            self._watches = await asyncio.to_thread(self._watchlist.apply, operations)
        if undo is not None:
            self._undo.append(undo)

    def last_step(self) -> Step | None:
        """What undoing would take back, taken off; `None` when there is nothing."""
        return self._undo.pop() if self._undo else None

    def put_back(self, step: Step) -> None:
        """Put a step back that could not be undone."""
        self._undo.append(step)
