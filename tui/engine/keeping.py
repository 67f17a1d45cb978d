"""The watchlist at work: changes of it, and which jobs are followed because of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from providers.facts import ListFacts, Said
from providers.model import JobRef
from tui.engine.clock import Clock
from tui.engine.config import Config
from tui.engine.first_row import first_row
from tui.engine.lists import Lists, Step
from tui.engine.naming import jobs_text, short
from tui.engine.poller import Poller
from tui.engine.store import Store
from tui.engine.watchlist import Add, Operation, Remove, Watch, Watchlist, WatchlistError


class Keeper:
    """Keeps what is followed in step with the watchlist."""

    def __init__(
        self,
        config: Config,
        watchlist: Watchlist,
        store: Store,
        clock: Clock,
        poller: Poller,
        on_change: Callable[[], None],
    ) -> None:
        self._config = config
        self._lists = Lists(watchlist)
        self._store = store
        self._clock = clock
        self._poller = poller
        self._on_change = on_change

    def open(self) -> None:
        """Read the watchlist, and follow the jobs of the list that was shown last.

        Raises:
            WatchlistError: It can't be read.
        """
        self._lists.read(self._store.choice("list"))
        self._follow_list()

    def facts(self) -> Sequence[ListFacts]:
        """The watchlists, the current one among them even when it is empty."""
        return self._lists.facts()

    def others(self) -> Sequence[Watch]:
        """The watches of the lists that are not shown."""
        return self._lists.others()

    def is_known(self, ref: JobRef) -> bool:
        """Whether a job is followed, or stands in any list."""
        return self._poller.row(ref) is not None or self._lists.find(ref) is not None

    def follow_account(self, name: str) -> None:
        """Follow the jobs of an account anew that was not configured before."""
        for row in self._poller.rows():
            if row.ref.account == name:
                self._poller.unfollow(row.ref)
                watch = self._lists.find(row.ref) or Watch(row.ref)
                self._follow(watch, is_saved=row.is_saved)
        self._on_change()

    def open_unsaved(self, refs: Iterable[JobRef]) -> None:
        """Follow jobs without saving them."""
        for ref in refs:
            if self._poller.row(ref) is None:
                self._follow(Watch(ref), is_saved=self._lists.find(ref) is not None)

    async def add(self, refs: Sequence[JobRef]) -> Said:
        """Save these jobs into the current list, and follow them."""
        now = self._clock.now()
        new = [ref for ref in refs if self._lists.find(ref) is None]
        if not new:
            return Said(f"{jobs_text(refs)}: watched already")
        current = self._lists.current
        operations = tuple(Add(Watch(ref, current, added=now)) for ref in new)
        undo = tuple(Remove(ref) for ref in new)
        is_open = all(self._poller.row(ref) is not None for ref in new)
        return await self._change(
            operations, Step(f"added {jobs_text(new)} to {current}", undo, keeps_open=is_open)
        )

    async def remove(self, ref: JobRef) -> Said:
        """Take a job off the watchlist; what is remembered of it stays."""
        watch = self._lists.find(ref)
        if watch is None:
            self._poller.unfollow(ref)
            self._on_change()
            return Said(f"closed {short(ref)}, which was not saved")
        done = f"removed {short(ref)}; u brings it back"
        return await self._change((Remove(ref),), Step(done, (Add(watch),)))

    async def replace(self, ref: JobRef, other: JobRef) -> Said:
        """Watch `other` in the place of `ref`, with its list, memo, alert and interval."""
        watch = self._lists.find(ref)
        done = f"{short(ref)} is {other.kind} now, not {ref.kind}"
        if watch is None:
            self._poller.unfollow(ref)
            self.open_unsaved([other])
            self._on_change()
            return Said(done)
        operations = (Remove(ref), Add(replace(watch, ref=other)))
        return await self._change(operations, Step(done, (Remove(other), Add(watch))))

    async def toggle_saved(self, ref: JobRef) -> Said:
        """Save the job into the current list, or take it off while it stays open here."""
        watch = self._lists.find(ref)
        if watch is None:
            return await self.add([ref])
        step = Step(f"{short(ref)} is not saved now", (Add(watch),))
        return await self._change((Remove(ref),), step, keeps_open=True)

    async def undo(self) -> Said:
        """Take back the last change of the watchlist."""
        step = self._lists.last_step()
        if step is None:
            return Said("nothing to undo")
        said = await self._change(step.undo, None, keeps_open=step.keeps_open)
        if said.is_trouble:
            self._lists.put_back(step)
            return said
        return Said(f"undone: {step.done}")

    async def switch_list(self, name: str) -> Said:
        """Show another watchlist; a name that none has begins an empty one.

        Jobs that were opened without saving stay.
        """
        self._lists.current = name
        for row in self._poller.rows():
            if row.is_saved:
                self._poller.unfollow(row.ref)
        self._follow_list()
        self._on_change()
        said = f"watchlist {name}: {jobs_text([watch.ref for watch in self._lists.shown()])}"
        await asyncio.to_thread(self._store.choose, "list", name)
        return Said(said)

    async def _change(
        self, operations: tuple[Operation, ...], step: Step | None, *, keeps_open: bool = False
    ) -> Said:
        try:
            await self._lists.change(operations, step)
        except WatchlistError as error:
            return Said(str(error), is_trouble=True)
        for operation in operations:
            match operation:
                case Add(watch) if self._poller.row(watch.ref) is not None:
                    self._poller.mark_saved(watch.ref, True, watch.memo)
                case Add(watch) if watch.list_name == self._lists.current:
                    self._follow(watch, is_saved=True)
                case Remove(ref) if keeps_open:
                    self._poller.mark_saved(ref, False)
                case Remove(ref):
                    self._poller.unfollow(ref)
                case _:
                    pass
        self._on_change()
        return Said(step.done if step else "")

    def _follow_list(self) -> None:
        for watch in self._lists.shown():
            if self._poller.row(watch.ref) is not None:
                self._poller.mark_saved(watch.ref, True, watch.memo)
            else:
                self._follow(watch, is_saved=True)

    def _follow(self, watch: Watch, *, is_saved: bool) -> None:
        row, kind = first_row(watch, self._config, self._store, is_saved=is_saved)
        self._poller.follow(row, kind, watch.interval)
