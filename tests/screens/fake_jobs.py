"""What the screens stand on in tests: jobs that are what a test says, and a log of what was asked.

It fits the port as the engine does, so the real app opens on it. Nothing here waits for anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from textual import events
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from providers.base import Account
from providers.facts import AccountFacts, Guess, ListFacts, Said
from providers.listing import Records
from providers.model import Exchange, JobRef, Record
from providers.reading import Reading
from providers.settled import Setting
from providers.watched import Event, Watched
from screens.desk import DeskScreen
from screens.widgets.line_view import LineView
from screens.widgets.table import LineTable
from tests.screens.fake_actions import FakeActions
from tests.screens.fake_calls import FakeCalls
from tests.screens.fake_causes import FakeCauses
from tests.screens.fake_clipboard import FakeClipboard
from tests.screens.fake_exports import FakeExports
from tests.screens.fake_finding import FakeFinding
from tests.screens.fake_setup import FakeSetup
from tests.screens.fake_times import FakeTimes
from tests.screens.fake_watchlist import (
    FakeAlerts,
    FakeChoices,
    FakeLooks,
    FakeNotes,
    FakeWatchlist,
)
from tests.screens.listed_records import ListedRecords
from tui.app import BulkJobsApp
from tui.engine.copies import Copies

NOW = datetime(2026, 3, 2, 12, 4, 31, tzinfo=UTC)
"""When every test takes place."""


@dataclass
class FakeJobs:
    """Everything the port speaks of, to be set; `asked` says what was done with it."""

    watched: list[Watched] = field(default_factory=list)
    facts: list[AccountFacts] = field(default_factory=list)
    watchlists: list[ListFacts] = field(default_factory=lambda: [ListFacts("main", 0, True)])
    timelines: Mapping[JobRef, Sequence[Event]] = field(default_factory=dict)
    happened: Sequence[Event] = ()
    bodies: Mapping[JobRef, bytes] = field(default_factory=dict)
    calls_of: Mapping[JobRef, tuple[Exchange, ...]] = field(default_factory=dict)
    readings: dict[JobRef, Reading] = field(default_factory=dict)
    others: Mapping[JobRef, JobRef] = field(default_factory=dict)
    guesses: Callable[[str], Sequence[Guess]] = lambda text: ()
    notices: Sequence[str] = ()
    clipboard: FakeClipboard = field(default_factory=FakeClipboard)
    configured: Mapping[str, Account] = field(default_factory=dict)
    """What the addresses of jobs are made of."""
    is_paused: bool = False
    is_reading: bool = False
    actions: FakeActions = field(default_factory=FakeActions)
    causes: FakeCauses = field(default_factory=FakeCauses)
    exports: FakeExports = field(default_factory=FakeExports)
    calls: FakeCalls = field(default_factory=FakeCalls)
    times: FakeTimes = field(default_factory=lambda: FakeTimes(NOW))
    setup: FakeSetup = field(default_factory=FakeSetup)
    finding: FakeFinding = field(default_factory=FakeFinding)
    unlocking: Callable[[], Said] = lambda: Said("crm answers again")
    """What comes of unlocking, while it has the terminal where `is_prompting`."""
    is_prompting: bool = False
    asked: list[tuple[str, object]] = field(default_factory=list)
    tell: Callable[[], None] = lambda: None
    """Makes the app tell its screens that there is news."""

    watchlist: FakeWatchlist = field(init=False)
    notes: FakeNotes = field(init=False)
    looks: FakeLooks = field(init=False)
    choices: FakeChoices = field(default_factory=FakeChoices)
    alerts: FakeAlerts = field(default_factory=FakeAlerts)

    def __post_init__(self) -> None:
        """The causes are counted from the readings set here, whenever they are asked for."""
        self.causes.jobs = self
        self.watchlist = FakeWatchlist(self)
        self.notes = FakeNotes(self)
        self.looks = FakeLooks(self)

    async def run(self, on_news: Callable[[], None]) -> None:
        """Nothing happens by itself."""
        self.tell = on_news
        await asyncio.Event().wait()

    @property
    def copies(self) -> Copies:
        """The engine's own: what is copied is what people paste."""
        return Copies(
            self.configured,
            lambda ref: next((row for row in self.watched if row.ref == ref), None),
            self.reading,
            self.records,
            self.exports.ticket,
            self.raw,
        )

    def rows(self) -> Sequence[Watched]:
        return tuple(self.watched)

    def accounts(self) -> Sequence[AccountFacts]:
        return tuple(self.facts)

    def lists(self) -> Sequence[ListFacts]:
        return tuple(self.watchlists)

    def events(self, ref: JobRef) -> Sequence[Event]:
        return self.timelines.get(ref, ())

    def recent(self) -> Sequence[Event]:
        return self.happened

    def how_read(self, ref: JobRef, /) -> tuple[Exchange, ...]:
        return self.calls_of.get(ref, ())

    def raw(self, ref: JobRef) -> bytes | None:
        return self.bodies.get(ref)

    def reading(self, ref: JobRef) -> Reading | None:
        return self.readings.get(ref)

    def records(self, ref: JobRef) -> Records | None:
        reading = self.readings.get(ref)
        return reading.listed if isinstance(reading, Read) else None

    def recognize(self, text: str) -> Sequence[Guess]:
        return self.guesses(text)

    def other_kind(self, ref: JobRef) -> JobRef | None:
        return self.others.get(ref)

    def poll_now(self, refs: Sequence[JobRef]) -> Said:
        self.asked.append(("poll_now", tuple(refs)))
        return Said("too soon: asked again at 12:05:00")

    def pause(self, is_paused: bool) -> Said:
        self.is_paused = is_paused
        return Said("polling paused; p goes on" if is_paused else "polling goes on")

    def read_records(self, ref: JobRef) -> None:
        self.asked.append(("read_records", ref))

    def stop_reading(self, ref: JobRef) -> bool:
        was, self.is_reading = self.is_reading, False
        return was

    def open_unsaved(self, refs: Iterable[JobRef]) -> None:
        self.asked.append(("open_unsaved", tuple(refs)))

    async def unlock(
        self, account: str, in_terminal: Callable[[], AbstractContextManager[None]]
    ) -> Said:
        self.asked.append(("unlock", account))
        if not self.is_prompting:
            return self.unlocking()
        with in_terminal():
            return self.unlocking()


@dataclass(frozen=True, slots=True)
class Read(Reading):
    """A reading, and the records that were read."""

    listed: ListedRecords = field(default_factory=ListedRecords)


def read(ref: JobRef, records: Sequence[Record], *, is_over: bool = True) -> Read:
    """A reading of these records, with the causes counted from them."""
    listed = ListedRecords(records)
    return Read(
        ref,
        count=len(records),
        faulty=sum(1 for record in records if record.state.is_bad or record.problems),
        expected=len(records) if is_over else 4 * len(records),
        received_bytes=48_300,
        groups=tuple(listed.groups()),
        is_over=is_over,
        read_at=NOW if is_over else None,
        listed=listed,
    )


def app_on(
    jobs: FakeJobs,
    *,
    theme: str = "dark",
    keymap: Mapping[str, str] | None = None,
    settings: Sequence[Setting] = (),
) -> BulkJobsApp:
    """The real app on these jobs."""
    return BulkJobsApp(
        jobs,
        theme=theme,
        keymap=keymap,
        now=lambda: NOW,
        read_settings=lambda: settings,
        clipboard=jobs.clipboard.given,
    )


async def news(pilot: Pilot[int]) -> None:
    """Let the desk hear that something is new, without the app's pause for gathering."""
    app = pilot.app
    assert isinstance(app, BulkJobsApp)
    app._announce()
    await settled(pilot)


async def settled(pilot: Pilot[int]) -> None:
    """Until what was begun is done, the work beside the loop included."""
    await pilot.pause()
    await _workers(pilot)


async def press(pilot: Pilot[int], *pressed: str) -> None:
    """Press keys, and wait for what they bring about."""
    for key in pressed:
        await pilot.press(key)
        await _workers(pilot)


async def _workers(pilot: Pilot[int]) -> None:
    for _ in range(3):
        begun = [each for each in pilot.app.workers if each.group != "session"]
        if not begun:
            return
        for worker in begun:
            with suppress(WorkerCancelled):
                await worker.wait()
        await pilot.pause()


async def paste(pilot: Pilot[int], text: str) -> None:
    """Paste into what has the focus."""
    focused = pilot.app.screen.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await settled(pilot)


def shown(pilot: Pilot[int]) -> list[str]:
    """The lines of the whole screen, as a person sees them."""
    return [strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips()]


def cursor(pilot: Pilot[int]) -> str | None:
    """The ref of the desk's job under the cursor."""
    return pilot.app.screen_stack[0].query_one("#jobs", LineTable).cursor_key


def listed(pilot: Pilot[int]) -> list[str]:
    """Ids of the desk's jobs in the order they are shown."""
    desk = pilot.app.screen_stack[0]
    assert isinstance(desk, DeskScreen)
    return [row.ref.id for row in desk._shown]


def foot(pilot: Pilot[int]) -> str:
    """What the last line above the keys says."""
    return shown(pilot)[-2].strip()


def text_of(pilot: Pilot[int], widget_id: str) -> str:
    """All lines that a view holds, those out of sight included."""
    view = pilot.app.screen.query_one(f"#{widget_id}", LineView)
    return "\n".join("".join(span.text for span in line) for line in view._lines)
