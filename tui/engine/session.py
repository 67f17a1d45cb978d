"""One session: the configuration, the watchlist, the memory and the poller, put together.

It fits `screens.ports` without knowing it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from providers.errors import ProviderError
from providers.facts import AccountFacts, Guess, ListFacts, Said
from providers.kinds import find_kind
from providers.model import JobRef, Look
from providers.reading import Reading
from providers.watched import Event, Watched
from tui.engine.clock import Clock
from tui.engine.config import Config
from tui.engine.connections import Connections
from tui.engine.files import free_name, safe_name
from tui.engine.lists import Lists
from tui.engine.naming import jobs_text, short
from tui.engine.poller import Poller
from tui.engine.reader import Reader, is_read_unasked
from tui.engine.recognize import recognize
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
            self._connections.provider, clock, self._reading_changed, self._accept
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
        self._recent: deque[Event] = deque(maxlen=200)
        self.notices: list[str] = []
        """What a person should know at the start: files that are broken or can't be written."""

    def open(self, unsaved: Iterable[JobRef] = ()) -> None:
        """Read the watchlist and what is remembered of its jobs. Asks no vendor."""
        if self._store.trouble:
            self.notices.append(self._store.trouble)
        try:
            self._lists.read(self._store.choice("list"))
        except WatchlistError as error:
            self.notices.append(str(error))
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

    def rows(self) -> Sequence[Watched]:
        """The jobs of the current list and those opened without saving."""
        return self._poller.rows()

    def accounts(self) -> Sequence[AccountFacts]:
        """The configured accounts, in the configuration's order."""
        held = self._poller.held()
        kinds: dict[str, set[str]] = {}
        for row in self._poller.rows():
            kinds.setdefault(row.ref.account, set()).add(row.ref.kind)
        return [
            self._connections.facts(
                name, held.get(name), kinds.get(name, ()), self._poller.stretch(name)
            )
            for name in self._config.accounts
        ]

    def lists(self) -> Sequence[ListFacts]:
        """The watchlists, the current one among them even when it is empty."""
        return self._lists.facts()

    def events(self, ref: JobRef) -> Sequence[Event]:
        """The job's timeline, oldest first."""
        return self._store.events(ref)

    def recent(self) -> Sequence[Event]:
        """What happened of late at all jobs, oldest first."""
        return tuple(self._recent)

    def raw(self, ref: JobRef) -> bytes | None:
        """The body of the last answer; `None` when none is kept."""
        return self._poller.raw(ref) or self._store.raw(ref)

    def reading(self, ref: JobRef) -> Reading | None:
        """What has been read of the job's records; `None` when nothing has."""
        return self._reader.reading(ref)

    def recognize(self, text: str) -> Sequence[Guess]:
        """The jobs that a pasted text names."""
        return recognize(text, self._config.accounts)

    @property
    def is_paused(self) -> bool:
        """Whether polling rests."""
        return self._poller.is_paused

    # What is done

    def poll_now(self, refs: Sequence[JobRef]) -> Said:
        """Ask now about these jobs, though not under a vendor's floor."""
        later = self._poller.nudge(refs)
        self._on_news()
        if not later:
            return Said(f"asking about {jobs_text(refs)}")
        ref, seconds = next(iter(later.items()))
        kind = find_kind(self._config.accounts[ref.account].provider, ref.kind)
        source = kind.floor_source if kind else ""
        return Said(f"{short(ref)}: too soon, asking in {seconds:.0f} s ({source})")

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
        known = {row.ref for row in self._poller.rows()}
        for ref in refs:
            if ref not in known:
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
        return await self._change(operations, undo, f"added {jobs_text(new)} to {current}")

    async def remove(self, ref: JobRef) -> Said:
        """Take a job off the watchlist; what is remembered of it stays."""
        watch = self._lists.find(ref)
        if watch is None:
            self._poller.unfollow(ref)
            self._on_news()
            return Said(f"closed {short(ref)}, which was not saved")
        return await self._change(
            (Remove(ref),), (Add(watch),), f"removed {short(ref)}; u brings it back"
        )

    async def toggle_saved(self, ref: JobRef) -> Said:
        """Save the job into the current list, or take it off while it stays open here."""
        watch = self._lists.find(ref)
        if watch is None:
            return await self.add([ref])
        said = await self._change((Remove(ref),), (Add(watch),), f"{short(ref)} is not saved now")
        if not said.is_trouble:
            self.open_unsaved([ref])
            self._on_news()
        return said

    async def undo(self) -> Said:
        """Take back the last change of the watchlist."""
        step = self._lists.last_step()
        if step is None:
            return Said("nothing to undo")
        said = await self._change(step[1], None, f"undone: {step[0]}")
        if said.is_trouble:
            self._lists.put_back(step)
        return said

    def switch_list(self, name: str) -> Said:
        """Show another watchlist; a name that none has begins an empty one."""
        self._lists.current = name
        self._store.choose("list", name)
        for row in self._poller.rows():
            self._poller.unfollow(row.ref)
        self._follow_list()
        self._on_news()
        return Said(f"watchlist {name}: {jobs_text([row.ref for row in self._poller.rows()])}")

    async def save_result(self, ref: JobRef) -> Said:
        """Save the job's result file into the working folder, and say where."""
        row = self._poller.row(ref)
        if row is None or row.job is None:
            return Said(f"{short(ref)} has not been seen yet", is_trouble=True)
        path = free_name(Path.cwd(), f"{ref.account}-{ref.kind}-{safe_name(ref.id)}", ".zip")
        try:
            provider = await asyncio.to_thread(self._connections.provider, ref.account)
            size = await provider.save_result(Look(row.job, self.raw(ref) or b""), str(path))
        except ProviderError as error:
            return Said(str(error), is_trouble=True)
        except OSError as error:
            return Said(f"{path}: {error.strerror}", is_trouble=True)
        return Said(f"saved {size:,} bytes as {path}")

    # How it hangs together

    async def _change(
        self, operations: tuple[Operation, ...], undo: tuple[Operation, ...] | None, done: str
    ) -> Said:
        try:
            await self._lists.change(operations, (done, undo) if undo else None)
        except WatchlistError as error:
            return Said(str(error), is_trouble=True)
        for operation in operations:
            match operation:
                case Add(watch) if watch.list_name == self._lists.current:
                    self._poller.unfollow(watch.ref)
                    self._follow(watch, is_saved=True)
                case Remove(ref):
                    self._poller.unfollow(ref)
                case _:
                    pass
        self._on_news()
        return Said(done)

    def _follow_list(self) -> None:
        for watch in self._lists.shown():
            self._follow(watch, is_saved=True)

    def _follow(self, watch: Watch, *, is_saved: bool) -> None:
        ref = watch.ref
        account = self._config.accounts.get(ref.account)
        kind = find_kind(account.provider, ref.kind) if account else None
        row = Watched(ref, is_saved=is_saved, memo=watch.memo)
        if account is not None and kind is not None:
            row = replace(row, provider=account.provider)
        elif account is not None:
            row = replace(row, trouble=f"{account.provider} has no kind {ref.kind!r}")
        else:
            row = replace(row, trouble=f"no account {ref.account!r} is configured")
        kept = self._store.jobs([ref]).get(ref)
        if kept is not None:
            is_old = not kept.job.state.is_final
            row = replace(row, job=kept.job, seen_at=kept.seen_at, is_old=is_old)
        self._poller.follow(row, kind, watch.interval)

    def _news(self, event: Event | None) -> None:
        if event is not None:
            if event.times > 1:
                # Folded into an earlier line, which it replaces.
                old = next(
                    (e for e in self._recent if (e.ref, e.at) == (event.ref, event.at)), None
                )
                if old is not None:
                    self._recent.remove(old)
            self._recent.append(event)
        self._on_news()

    def _looked(self, look: Look) -> None:
        if self._tasks is not None and is_read_unasked(look, self.reading(look.job.ref)):
            self._reader.begin(look, self._tasks)

    def _accept(self, look: Look) -> None:
        self._poller.accept(look)
        self._on_news()

    def _reading_changed(self, reading: Reading) -> None:
        self._on_news()
