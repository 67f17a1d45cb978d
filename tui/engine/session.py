"""One session: the configuration, the watchlist, the memory and the poller, put together.

It fits `screens.ports` without knowing it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from providers.facts import AccountFacts, Guess, ListFacts, Said
from providers.listing import Records
from providers.model import JobRef, Look, Presence
from providers.reading import Reading
from providers.watched import Event, Watched
from tui.engine.account_facts import facts_of
from tui.engine.actions import Actions
from tui.engine.alerts import Alerts
from tui.engine.causes_desk import CausesDesk
from tui.engine.clock import Clock
from tui.engine.config import Config
from tui.engine.config_in_use import ConfigInUse
from tui.engine.connections import Connections
from tui.engine.copies import Copies
from tui.engine.elsewhere import Others
from tui.engine.keeping import Keeper
from tui.engine.last_looks import LastLooks
from tui.engine.naming import asked_text
from tui.engine.notes import Notes
from tui.engine.notices import Notices
from tui.engine.other_kind import other_kind
from tui.engine.poller import Poller
from tui.engine.pulse import Pulse, Work
from tui.engine.reader import Reader, is_read_unasked
from tui.engine.recent import Recent
from tui.engine.recognize import recognize
from tui.engine.record_shelf import RecordShelf
from tui.engine.setup import Setup
from tui.engine.store import Store
from tui.engine.taking import Taking
from tui.engine.times import Times
from tui.engine.unlock import unlock
from tui.engine.upkeep import Upkeep
from tui.engine.view_choices import ViewChoices
from tui.engine.watchlist import Watchlist


class Session:
    """Everything behind the screens. Made before the first paint, run after it."""

    def __init__(
        self,
        config: Config,
        watchlist: Watchlist,
        store: Store,
        clock: Clock,
        shelf: RecordShelf,
        journal: Path | None = None,
        errors: Path | None = None,
    ) -> None:
        """Ask nobody yet.

        Args:
            config: Accounts and settings.
            watchlist: The jobs to follow.
            store: What was seen earlier.
            clock: Tells the time.
            shelf: Where jobs' records are kept.
            journal: The journal of actions; `None` for none: every action is refused then.
            errors: What people know about causes of failure; `None` for nothing.
        """
        accounts = dict(config.accounts)
        # More of them may come while the desk is open; all that follows sees them come.
        config = self._config = replace(config, accounts=accounts)
        self._store = store
        self._clock = clock
        self._on_news: Callable[[], None] = lambda: None
        self._connections = Connections(config.accounts, clock, store.database)
        told = (lambda reading: self._on_news()), self._accept
        self._reader = Reader(self._connections.provider, shelf, clock, *told)
        self._poller = Poller(
            accounts=config.accounts,
            provider_of=self._connections.provider,
            budgets=self._connections.budgets,
            store=store,
            clock=clock,
            on_news=self._news,
            on_look=self._looked,
        )
        self.watchlist = Keeper(config, watchlist, store, clock, self._poller, self._watching)
        """The jobs that are saved."""
        in_use = ConfigInUse(config, lambda: self._on_news())
        self.setup = Setup(in_use, accounts, self._connections, self.watchlist)
        """What sets accounts up."""
        self.alerts = Alerts(self._poller)
        """Rings when jobs end or change."""
        self.notes = Notes(config, self.watchlist, store, self._poller, self.alerts)
        """What the user notes on them."""
        self.looks = LastLooks(store, clock, self._poller)
        """What has changed since the user last looked."""
        self.choices = ViewChoices(store)
        """Where the user was."""
        self._pulse = Pulse(clock, self._works)
        self._actions = Actions(
            config.accounts,
            self._connections.provider,
            journal,
            clock,
            *(self._poller, self.watchlist.open_unsaved, lambda: self._on_news()),
        )
        self.causes = CausesDesk(errors, clock, store.database, self._poller.row, self.reading)
        """Why records failed."""
        provider_of, row_of = self._connections.provider, self._poller.row
        reads = self.reading, self.records
        of = self.raw, provider_of, config.accounts, clock, store.how_read
        self.exports = Taking(row_of, self.reading, self.records, *of)
        """What takes records away."""
        self.calls = self._connections.calls
        """What was asked of whom."""
        self.calls.listen(lambda: self._on_news())
        self.copies = Copies(config.accounts, row_of, *reads, self.exports.ticket, self.raw)
        """What makes the texts that are copied."""
        self.how_read = store.how_read
        self.times = Times(config.accounts, store, clock)
        """In which zone times are shown."""
        self.finding = Others(config, store, self.watchlist.others)
        """What finds jobs that the list shown does not hold."""
        used = config.path, shelf, self._poller.rows, clock, lambda: self._on_news()
        self._upkeep = Upkeep(store.database, watchlist, *used)
        self._is_over: asyncio.Event | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._recent = Recent()
        self._notices = Notices(self.watchlist.lists, store, in_use)

    def open(self, unsaved: Iterable[JobRef] = (), told: Iterable[str] = ()) -> None:
        """Read the watchlist and what is remembered of its jobs. Asks no vendor.

        Jobs `unsaved` are followed too; `told` is what else a person should know, a line each.
        """
        self.watchlist.open()
        self.watchlist.open_unsaved(unsaved)
        self._notices.unclear, self._notices.told = self._actions.open(), tuple(told)
        self.looks.open()

    async def run(self, on_news: Callable[[], None]) -> None:
        """Poll and read until cancelled; then close the connections.

        Args:
            on_news: Called on the event loop whenever something changed. It must not block.
        """
        self._on_news = on_news
        self._is_over = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                tasks.create_task(self._poller.run(), name="poller")
                tasks.create_task(self._actions.run(), name="actions")
                tasks.create_task(self._pulse.run(), name="pulse")
                tasks.create_task(self._upkeep.run(), name="upkeep")
        finally:
            self._tasks = None
            try:
                await self._actions.finish()
            finally:
                self._is_over.set()
                self._reader.close()
                await self._connections.close()
                # Where the user was, and what they saw last.
                await self._pulse.beat()
                self._store.close()

    async def ended(self) -> None:
        """Wait until `run` has ended: actions that were under way are by then."""
        if self._is_over is not None:
            await self._is_over.wait()

    @property
    def notices(self) -> Sequence[str]:
        """What a person should know at the start: files that are broken or can't be written."""
        return self._notices.all()

    def rows(self) -> Sequence[Watched]:
        """The jobs of the current list and those opened without saving."""
        return self._poller.rows()

    def accounts(self) -> Sequence[AccountFacts]:
        """The configured accounts, in the configuration's order."""
        at_work = self._config.accounts, self._connections.budgets, self._poller.rows()
        return facts_of(*at_work, self._poller.held(), self._poller.stretch)

    def lists(self) -> Sequence[ListFacts]:
        """The watchlists, the current one among them even when it is empty."""
        return self.watchlist.lists.facts()

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

    def records(self, ref: JobRef) -> Records | None:
        """The records that have been read; `None` when there are none to be seen."""
        return self._reader.records(ref)

    def recognize(self, text: str) -> Sequence[Guess]:
        """The jobs that a pasted text names."""
        return recognize(text, self._config.accounts)

    def other_kind(self, ref: JobRef) -> JobRef | None:
        """What else a job may be that the vendor has never known; `None` for any other job."""
        row = self._poller.row(ref)
        if row is None or row.job is not None or row.presence is not Presence.GONE:
            return None
        return other_kind(ref, self._config.accounts, self.watchlist.is_known)

    @property
    def is_paused(self) -> bool:
        """Whether polling rests."""
        return self._poller.is_paused

    @property
    def actions(self) -> Actions:
        """What changes something at a vendor."""
        return self._actions

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
        self.watchlist.open_unsaved(refs)
        self._actions.mark()

    async def unlock(
        self, account: str, in_terminal: Callable[[], AbstractContextManager[None]]
    ) -> Said:
        """Get a held account's secrets anew, its commands with the real terminal, and go on.

        Args:
            account: Its name.
            in_terminal: Gives the terminal back to the shell while it is entered.
        """
        return await unlock(self._config, self._poller, account, in_terminal)

    def _news(self, event: Event | None) -> None:
        if event is not None:
            self._recent.add(event)
            self.alerts.hear(event)
            self.looks.hear(event.ref)
        self._on_news()

    def _watching(self) -> None:
        """What is watched has changed."""
        self._actions.mark()
        self.looks.hear_all()
        self._on_news()

    def _works(self) -> Sequence[Work]:
        files = self.watchlist.look, self.setup.in_use.look
        return (self.looks.keeping(), self.choices.keeping(), *files)

    def _looked(self, look: Look) -> None:
        self._actions.seen(look)
        if self._tasks is not None and is_read_unasked(look, self.reading(look.job.ref)):
            self._reader.begin(look, self._tasks)

    def _accept(self, look: Look) -> None:
        self._poller.accept(look)
        self._on_news()
