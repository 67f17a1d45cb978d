"""The watchlist at work: changes of it, and which jobs are followed because of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from providers.facts import Said
from providers.model import JobRef
from tui.engine.clock import Clock
from tui.engine.config import Config
from tui.engine.first_row import first_row
from tui.engine.lists import Lists, Step
from tui.engine.naming import brief, jobs_text, short
from tui.engine.poller import Poller
from tui.engine.store import Store
from tui.engine.watch import Add, Change, ChangeBack, Operation, Remove, Value, Watch
from tui.engine.watchlist import Watchlist, WatchlistError


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
        self.lists = Lists(watchlist)
        """What the file holds."""
        self._store = store
        self._clock = clock
        self._poller = poller
        self._on_change = on_change
        self._open: set[JobRef] = set()
        """Jobs that are shown here whether or not they stand in the list."""
        self._is_told_of_locks = False

    def open(self) -> None:
        """Read the watchlist, and follow the jobs of the list that was shown last."""
        self.lists.open(self._store.choice("list"))
        self._follow()

    def others(self) -> Sequence[Watch]:
        """The watches of the lists that are not shown."""
        return self.lists.others()

    def is_known(self, ref: JobRef) -> bool:
        """Whether a job is followed, or stands in any list."""
        return self._poller.row(ref) is not None or self.lists.find(ref) is not None

    def look(self) -> Callable[[], None] | None:
        """Look whether somebody else has changed the file. It may wait for a slow disk.

        Returns:
            What shows it, to be called on the event loop; `None` where nothing is new.
        """
        take = self.lists.look()
        return None if take is None else lambda: self._take(take)

    def _take(self, take: Callable[[], bool]) -> None:
        if take():
            self._follow()
            self._on_change()

    def follow_account(self, name: str) -> None:
        """Follow the jobs of an account anew that was not configured before."""
        for row in self._poller.rows():
            if row.ref.account == name:
                self._poller.unfollow(row.ref)
        self._follow()
        self._on_change()

    def open_unsaved(self, refs: Iterable[JobRef]) -> None:
        """Follow jobs without saving them."""
        self._open.update(refs)
        self._follow()

    async def add(self, refs: Sequence[JobRef]) -> Said:
        """Save these jobs into the current list, and follow them."""
        wanted = tuple(dict.fromkeys(refs))
        new = [ref for ref in wanted if self.lists.find(ref) is None]
        old = [ref for ref in wanted if ref not in new]
        there = f"watched already{self._elsewhere(old)}"
        if not new:
            return Said(f"{jobs_text(wanted)}: {there}")
        undo = tuple(Remove(ref) for ref in new)
        done = f"added {jobs_text(new)} to {self.lists.current}"
        said = await self._change(self.adding(new), self._step(done, undo))
        if not old or said.is_trouble:
            return said
        return Said(f"{said.text}; {jobs_text(old)} {there}")

    def list_of(self, ref: JobRef) -> str | None:
        """The list that a job is saved in; `None` when it is not saved."""
        watch = self.lists.find(ref)
        return None if watch is None else watch.list_name

    def _elsewhere(self, refs: Iterable[JobRef]) -> str:
        """On which lists jobs are that the one shown has not; empty for none."""
        names = {self.list_of(ref) or "" for ref in refs} - {"", self.lists.current}
        return f" on {', '.join(sorted(names))}" if names else ""

    def adding(self, refs: Iterable[JobRef]) -> tuple[Operation, ...]:
        """What saves jobs into the current list."""
        now = self._clock.now()
        return tuple(Add(Watch(ref, self.lists.current, added=now)) for ref in refs)

    async def remove(self, refs: Sequence[JobRef]) -> Said:
        """Take jobs off the watchlist; what is remembered of them stays."""
        watches = [watch for ref in refs if (watch := self.lists.find(ref)) is not None]
        if not watches:
            self._open.difference_update(refs)
            self._follow()
            self._on_change()
            was = "which was" if len(refs) == 1 else "which were"
            return Said(f"closed {jobs_text(refs)}, {was} not saved")
        back = "it" if len(refs) == 1 else "them"
        done = f"removed {jobs_text(refs)}; u brings {back} back"
        step = self._step(done, tuple(map(Add, watches)))
        operations = tuple(Remove(watch.ref) for watch in watches)
        return await self._change(operations, step, closed=refs)

    async def replace(self, ref: JobRef, other: JobRef) -> Said:
        """Watch `other` in the place of `ref`, with its list, memo, alert and interval."""
        watch = self.lists.find(ref)
        done = f"{short(ref)} is {other.kind} now, not {ref.kind}"
        if watch is None:
            self._open.discard(ref)
            self.open_unsaved([other])
            self._on_change()
            return Said(done)
        operations = (Remove(ref), Add(replace(watch, ref=other)))
        step = self._step(done, (Remove(other), Add(watch)))
        return await self._change(operations, step, closed=[ref])

    async def toggle_saved(self, refs: Sequence[JobRef]) -> Said:
        """Save jobs into the current list, or, if all are saved, unsave them; they stay open."""
        watches = [watch for ref in refs if (watch := self.lists.find(ref)) is not None]
        if len(watches) < len(refs):
            return await self.add(refs)
        self._open.update(refs)
        are = "is" if len(refs) == 1 else "are"
        step = self._step(f"{jobs_text(refs)} {are} not saved now", tuple(map(Add, watches)))
        return await self._change(tuple(map(Remove, refs)), step)

    async def set_field(self, refs: Sequence[JobRef], key: str, value: Value, done: str) -> Said:
        """Set a field of jobs' watches; those that are not saved are saved by that.

        Args:
            refs: The jobs.
            key: `list`, `memo`, `alert` or `interval`.
            value: What it is set to; `None` drops it.
            done: What is said of it.
        """
        operations: list[Operation] = []
        undo: list[Operation] = []
        for ref in refs:
            watch = self.lists.find(ref)
            if watch is None and value is None:
                continue
            if watch is None:
                operations += self.adding([ref])
                undo.append(Remove(ref))
            else:
                undo.append(ChangeBack(ref, key, watch.value(key), value))
            operations.append(Change(ref, key, value))
        # What is moved to another list leaves this one, also if it was opened here by hand.
        closed = refs if key == "list" else ()
        return await self._change(tuple(operations), self._step(done, tuple(undo)), closed=closed)

    async def undo(self) -> Said:
        """Take back the last change of the watchlist."""
        step = self.lists.last_step()
        if step is None:
            return Said("nothing to undo")
        said = await self._change(step.undo, None)
        if said.is_trouble:
            self.lists.put_back(step)
            return said
        if step.list_name != self.lists.current and not self.lists.shown():
            await self.switch_list(step.list_name)
        kept = self.lists.kept_out(step.undo)
        if kept:
            others = f"{jobs_text(kept)} changed elsewhere since, and left so"
            return Said(f"{others}; undone otherwise: {step.done}")
        there = "" if step.list_name == self.lists.current else f" (on {step.list_name})"
        return Said(f"undone: {step.done}{there}")

    async def switch_list(self, name: str) -> Said:
        """Show another watchlist; a name that none has begins an empty one.

        Jobs that were opened without saving stay.
        """
        self.lists.current = name
        self._open = {ref for ref in self._open if self.lists.find(ref) is None}
        self._follow()
        self._on_change()
        said = f"watchlist {name}: {jobs_text([watch.ref for watch in self.lists.shown()])}"
        await asyncio.to_thread(self._store.choose, "list", name)
        return Said(said)

    def _step(self, done: str, undo: tuple[Operation, ...]) -> Step:
        return Step(done, undo, self.lists.current)

    async def _change(
        self,
        operations: tuple[Operation, ...],
        step: Step | None,
        *,
        closed: Iterable[JobRef] = (),
    ) -> Said:
        try:
            await self.lists.change(operations, step)
        except WatchlistError as error:
            return Said(brief(str(error), self.lists.folder), is_trouble=True)
        self._open.difference_update(closed)
        self._follow()
        self._on_change()
        done = step.done if step else ""
        if done and not self.lists.has_locks and not self._is_told_of_locks:
            self._is_told_of_locks = True
            return Said(f"{done}; no locks where the list lies, so it was read again")
        return Said(done)

    def _follow(self) -> None:
        """Follow what is to be shown, and nothing else."""
        shown = {watch.ref: watch for watch in self.lists.shown()}
        wanted = dict.fromkeys((*shown, *self._open))
        for row in self._poller.rows():
            if row.ref not in wanted:
                self._poller.unfollow(row.ref)
        for ref in wanted:
            watch = self.lists.find(ref)
            if self._poller.row(ref) is not None:
                self._poller.note(ref, watch)
            else:
                kept = watch or Watch(ref)
                first = first_row(kept, self._config, self._store, is_saved=watch is not None)
                self._poller.follow(*first, kept.interval)
