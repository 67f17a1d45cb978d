"""The watchlists as one session sees them: what is on them, which is shown, what can be undone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from providers.facts import ListFacts
from providers.model import JobRef
from tui.engine.naming import brief
from tui.engine.watch import MAIN, ChangeBack, Operation, Watch
from tui.engine.watchlist import Seen, Stamp, Watchlist

YOUNG: Final = 2.0
"""Seconds for which a file may change again without looking any other from outside."""

_ROOM: Final = 76
"""Characters of what stands over the keys of a narrow terminal."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change, and how it is taken back."""

    done: str
    """The change in a few words."""
    undo: tuple[Operation, ...]
    list_name: str = MAIN
    """The list that was shown."""


class Lists:
    """Reads the watchlist, and changes it by operations that can be taken back."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._watchlist = watchlist
        self._watches: tuple[Watch, ...] = ()
        self._by_ref: dict[JobRef, Watch] = {}
        self._undo: list[Step] = []
        self._stamp: Stamp | None = None
        self._is_young = False
        self._good: bytes | None = None
        self._is_gone = False
        self._changes = 0
        self.trouble = ""
        """Why the file can't be read as it is now; empty when it can."""
        self.current = MAIN
        """The list that is shown, and that new jobs go into."""

    @property
    def has_locks(self) -> bool:
        """Whether changes are made under a lock that the system vouches for."""
        return self._watchlist.has_locks

    @property
    def folder(self) -> Path:
        """Where the file is."""
        return self._watchlist.path.parent

    def open(self, wanted: str | None) -> None:
        """Read the file, or its backup where it is broken; show the list wanted if it has jobs."""
        self.take(self._watchlist.look())
        if self.trouble:
            self._hold(self._watchlist.saved() or ())
        if wanted and any(watch.list_name == wanted for watch in self._watches):
            self.current = wanted

    def look(self) -> Callable[[], bool] | None:
        """Look whether the file is another one than before. It may wait for a slow disk.

        Returns:
            What takes it, on the event loop, and says whether anything is new by it; `None` where
            it is the same.
        """
        changes, stamp = self._changes, self._watchlist.stamp()
        if stamp == self._stamp and not self._is_young and stamp is not None:
            return None
        seen = self._watchlist.look()
        if seen.trouble and self._good is not None:
            # Whatever was kept as the backup before is older.
            self._watchlist.save(self._good)
        # What was read before a change of our own would take that back for a moment.
        return lambda: self._changes == changes and self.take(seen)

    def take(self, seen: Seen) -> bool:
        """Take the file as it was seen; where that is broken or gone, what is known stays.

        Returns:
            Whether anything is new by it.
        """
        before = (self._watches, self.trouble)
        self._stamp = seen.stamp
        # Two changes in one tick of the file system's clock look alike from outside.
        self._is_young = seen.stamp is not None and time.time() - seen.stamp[0] / 1e9 < YOUNG
        was_gone, self._is_gone = self._is_gone, seen.content is None and not seen.trouble
        if seen.trouble:
            self.trouble = self._with_way_out(seen.trouble)
        elif not self._is_gone:
            self._good = seen.content
            self.trouble = ""
            self._hold(seen.watches)
        elif self._good is not None and was_gone:
            # Some editors take it away for a moment before the new one stands there.
            name = self._watchlist.path.name
            self.trouble = self._with_way_out(f"{name} is gone; its jobs are still shown")
        return (self._watches, self.trouble) != before

    def shown(self) -> list[Watch]:
        """The watches of the current list."""
        return self.on(self.current)

    def on(self, name: str) -> list[Watch]:
        """The watches of a list."""
        return [watch for watch in self._watches if watch.list_name == name]

    def all(self) -> tuple[Watch, ...]:
        """The watches of all lists."""
        return self._watches

    def others(self) -> list[Watch]:
        """The watches of the other lists."""
        return [watch for watch in self._watches if watch.list_name != self.current]

    def find(self, ref: JobRef) -> Watch | None:
        """The watch of a job, on whichever list; `None` when it is not saved."""
        return self._by_ref.get(ref)

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
            watches = await asyncio.to_thread(self._watchlist.apply, operations)
            self._changes += 1
            self._hold(watches)
        if undo is not None:
            self._undo.append(undo)

    def kept_out(self, operations: Sequence[Operation]) -> list[JobRef]:
        """The jobs of which something was not set back, because somebody else has set it since."""
        return [
            step.ref
            for step in operations
            if isinstance(step, ChangeBack)
            and (watch := self.find(step.ref)) is not None
            and watch.value(step.key) != step.value
        ]

    def last_step(self) -> Step | None:
        """What undoing would take back, taken off; `None` when there is nothing."""
        return self._undo.pop() if self._undo else None

    def put_back(self, step: Step) -> None:
        """Put a step back that could not be undone."""
        self._undo.append(step)

    def _hold(self, watches: tuple[Watch, ...]) -> None:
        self._watches = watches
        self._by_ref = {watch.ref: watch for watch in reversed(watches)}

    def _with_way_out(self, said: str) -> str:
        """What is wrong with the file, with where the last good version is, in one line."""
        said = brief(said, self.folder)
        saved = self._watchlist.saved() if self._good is None else self._watches
        if saved is None:
            return said
        jobs = f"its .bak has {len(saved):,} job{'' if len(saved) == 1 else 's'}"
        where, colon, what = said.partition(": ")
        if not colon or len(said) + len(jobs) + 2 <= _ROOM:
            return f"{said}; {jobs}"
        # Of what is wrong, the place is enough to find it.
        return f"{where}, {jobs}: {what}"
