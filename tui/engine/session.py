"""One session: the configuration, the watchlist, the memory and the poller, put together.

It fits `screens.ports` without knowing it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from providers.facts import AccountFacts, Guess, ListFacts, Said
from providers.model import JobRef, Look, Presence
from providers.reading import Reading
from providers.watched import Event, Watched
from tui.engine.clock import Clock
from tui.engine.config import Config
from tui.engine.connections import Connections
from tui.engine.first_row import first_row
from tui.engine.lists import Lists, Step
from tui.engine.naming import asked_text, jobs_text, short
from tui.engine.other_kind import other_kind
from tui.engine.poller import Poller
from tui.engine.reader import Reader, is_read_unasked
from tui.engine.recent import Recent
from tui.engine.recognize import recognize
from tui.engine.results import save_result
from tui.engine.store import Store
from tui.engine.watchlist import Add, Operation, Remove, Watch, Watchlist, WatchlistError


class Session:
    """Everything behind the screens. Made before the first paint, run after it."""

    def __init__(
        self,
        config: Config,
        watchlist: Watchlist,
        store: Store,
        clock: Clock,
    ) -> None:
        self._config = config
        self._lists = Lists(watchlist)
        self._store = store
        self._clock = clock
        self._on_news: Callable[[], None] = lambda: None
        self._connections = Connections(config.accounts, clock)
        self._reader = Reader(
            self._connections.provider, clock, lambda reading: self._on_news(), self._accept
        )
        self._poller = Poller(
            accounts=config.accounts,
            provider_of=self._connections.provider,
            budgets=self._connections.budgets,
            store=store,
            clock=clock,
            on_news=self._news,
            on_look=self._looked,
        )
        self._tasks: asyncio.TaskGroup | None = None
        self._recent = Recent()
        self._notices: list[str] = []

    def open(self, unsaved: Iterable[JobRef] = ()) -> None:
        """Read the watchlist and what is remembered of its jobs. Asks no vendor."""
        notices = (self._config.notice, self._store.trouble)
        self._notices.extend(notice for notice in notices if notice)
        try:
            self._lists.read(self._store.choice("list"))
        except WatchlistError as error:
            self._notices.append(str(error))
        self._follow_list()
        self.open_unsaved(unsaved)

    async def run(self, on_news: Callable[[], None]) -> None:
        """Poll and read until cancelled; then close the connections.

        Args:
            on_news: Called on the event loop whenever something changed. It must not block.
        """
        self._on_news = on_news
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                tasks.create_task(self._poller.run(), name="poller")
        finally:
            self._tasks = None
            await self._connections.close()
            self._store.close()

    # What is seen

    @property
    def notices(self) -> Sequence[str]:
        """What a person should know at the start: files that are broken or can't be written."""
        return tuple(self._notices)

    def rows(self) -> Sequence[Watched]:
        """The jobs of the current list and those opened without saving."""
        return self._poller.rows()

    def accounts(self) -> Sequence[AccountFacts]:
        """The configured accounts, in the configuration's order."""
        refs = [row.ref for row in self._poller.rows()]
        return self._connections.facts(refs, self._poller.held(), self._poller.stretch)

    def lists(self) -> Sequence[ListFacts]:
        """The watchlists, the current one among them even when it is empty."""
        return self._lists.facts()

    def events(self, ref: JobRef) -> Sequence[Event]:
        """The job's timeline, oldest first."""
        return self._store.events(ref)

    def recent(self) -> Sequence[Event]:
        """What happened of late at all jobs, oldest first."""
        return self._recent.all()

    def raw(self, ref: JobRef) -> bytes | None:
        """The body of the last answer; `None` when none is kept."""
        return self._poller.raw(ref) or self._store.raw(ref)

    def reading(self, ref: JobRef) -> Reading | None:
        """What has been read of the job's records; `None` when nothing has."""
        return self._reader.reading(ref)

    def recognize(self, text: str) -> Sequence[Guess]:
        """The jobs that a pasted text names."""
        return recognize(text, self._config.accounts)

    def other_kind(self, ref: JobRef) -> JobRef | None:
        """What else a job may be that the vendor has never known; `None` for any other job."""
        row = self._poller.row(ref)
        if row is None or row.job is not None or row.presence is not Presence.GONE:
            return None
        return other_kind(ref, self._config.accounts, self._is_known)

    @property
    def is_paused(self) -> bool:
        """Whether polling rests."""
        return self._poller.is_paused

    # What is done

    def poll_now(self, refs: Sequence[JobRef]) -> Said:
        """Ask now about these jobs, though not under a vendor's floor."""
        later = self._poller.nudge(refs)
        self._on_news()
        return Said(asked_text(refs, later, self._config.accounts))

    def pause(self, is_paused: bool) -> Said:
        """Let polling rest, or go on."""
        self._poller.pause(is_paused)
        return Said("polling paused; p goes on" if is_paused else "polling goes on")

    def read_records(self, ref: JobRef) -> None:
        """Begin to read the job's records."""
        row = self._poller.row(ref)
        if row is not None and row.job is not None and self._tasks is not None:
            self._reader.begin(Look(row.job, self.raw(ref) or b""), self._tasks)

    def stop_reading(self, ref: JobRef) -> bool:
        """Stop reading the job's records; says whether that was under way."""
        return self._reader.stop(ref)

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
            self._on_news()
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
            self._on_news()
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

    def switch_list(self, name: str) -> Said:
        """Show another watchlist; a name that none has begins an empty one.

        Jobs that were opened without saving stay.
        """
        self._lists.current = name
        self._store.choose("list", name)
        for row in self._poller.rows():
            if row.is_saved:
                self._poller.unfollow(row.ref)
        self._follow_list()
        self._on_news()
        return Said(f"watchlist {name}: {jobs_text([watch.ref for watch in self._lists.shown()])}")

    async def save_result(self, ref: JobRef) -> Said:
        """Save the job's result file into the working folder, and say where."""
        row = self._poller.row(ref)
        if row is None or row.job is None:
            return Said(f"{short(ref)} has not been seen yet", is_trouble=True)
        look = Look(row.job, self.raw(ref) or b"")
        return await save_result(look, self._connections.provider, Path.cwd())

    # How it hangs together

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
        self._on_news()
        return Said(step.done if step else "")

    def _is_known(self, ref: JobRef) -> bool:
        return self._poller.row(ref) is not None or self._lists.find(ref) is not None

    def _follow_list(self) -> None:
        for watch in self._lists.shown():
            if self._poller.row(watch.ref) is not None:
                self._poller.mark_saved(watch.ref, True, watch.memo)
            else:
                self._follow(watch, is_saved=True)

    def _follow(self, watch: Watch, *, is_saved: bool) -> None:
        row, kind = first_row(watch, self._config.accounts, self._store, is_saved=is_saved)
        self._poller.follow(row, kind, watch.interval)

    def _news(self, event: Event | None) -> None:
        if event is not None:
            self._recent.add(event)
        self._on_news()

    def _looked(self, look: Look) -> None:
        if self._tasks is not None and is_read_unasked(look, self.reading(look.job.ref)):
            self._reader.begin(look, self._tasks)

    def _accept(self, look: Look) -> None:
        self._poller.accept(look)
        self._on_news()
