"""The app: opens the desk, runs the engine behind it, and carries the news between them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final, Protocol

from textual import events, on, work
from textual._path import CSSPathType
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.dom import NoScreen
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from providers.copying import Placed, Road
from providers.model import JobRef
from providers.settled import Setting
from providers.text import safe
from screens import desk, keys, themes
from screens.anywhere import Anywhere
from screens.carded import CardedScreen
from screens.commands import Command
from screens.desk import DeskScreen
from screens.everywhere import Everywhere
from screens.key_names import first_label
from screens.keymap import as_keymap
from screens.messages import BrowseAsked, CopyAsked, CopyPlaced, JobsChanged, TimesTurned
from screens.ports import Jobs
from screens.ports_copy import Clipboard
from screens.widgets.line_view import PaintedView
from screens.widgets.table_updates import LightScreen
from tui.browser import open_page
from tui.engine.choices import Chosen
from tui.manners import USUAL, Manners
from tui.pacing import Pacing
from tui.terminal_app import TerminalApp

DESK_STYLES: Final = Path(desk.__file__).with_name("desk.tcss")

LONGEST_LINK: Final = 120
"""Characters of a link that are shown."""


class Alerts(Protocol):
    """What rings when a job ends or changes."""

    def ring_by(self, ring: Callable[[str], None]) -> None:
        """From now on, ring by this.

        Args:
            ring: Given why it rings, in one line, on the event loop.
        """
        ...


class Engine(Jobs, Protocol):
    """What is behind the screens, and runs as long as they do."""

    @property
    def alerts(self) -> Alerts:
        """What rings when a job ends or changes."""
        ...

    async def run(self, on_news: Callable[[], None]) -> None:
        """Ask the vendors until cancelled.

        Args:
            on_news: Called on the event loop whenever something changed.
        """
        ...


class NoClipboard:
    """Stands where nobody gave the app a clipboard."""

    async def put(self, text: str) -> Placed:
        """Say so."""
        return Placed(Road.NONE, trouble="there is no clipboard here")


class BulkJobsApp(Anywhere, TerminalApp, inherit_bindings=False):
    """Runs the engine behind the desk."""

    # Textual loads the styles of screens that are pushed, and the desk is not: it is the ground.
    CSS_PATH: ClassVar[CSSPathType | None] = ["app.tcss", DESK_STYLES]
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.APP, *keys.PROGRAM)

    def __init__(
        self,
        session: Engine,
        *,
        manners: Manners = USUAL,
        theme: Chosen | str = themes.FIRST,
        keymap: Mapping[str, str] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_painted: Callable[[], None] = lambda: None,
        on_bug: Callable[[str, BaseException], None] = lambda what, error: None,
        start_at: JobRef | None = None,
        commands: Sequence[Command] = (),
        read_settings: Callable[[], Sequence[Setting]] = lambda: (),
        clipboard: Callable[[Callable[[str], bool]], Clipboard] = lambda write: NoClipboard(),
    ) -> None:
        super().__init__(manners, theme, on_bug)
        self._everywhere = Everywhere(self, session, commands)
        # The one way for escape sequences that are not Textual's.
        self._roads = clipboard(self._write_sequence)
        self._start_at = start_at
        self.read_settings = read_settings
        self._session = session
        self._now = now
        self._on_painted = on_painted
        self._is_news_due = False
        self._pacing = Pacing()
        if keymap:
            self.set_keymap(as_keymap(keymap))

    @property
    def jobs(self) -> Jobs:
        """What is behind the screens."""
        return self._session

    def get_default_screen(self) -> Screen[None]:
        """The desk is the ground that all other screens stand on."""
        return DeskScreen(self._session, self._here, self._start_at)

    def _here(self) -> datetime:
        """The time, by the clock that the person has chosen."""
        return self._session.times.by(self._now())

    def on_mount(self) -> None:
        """Begin to ask once the first picture is on the screen."""
        self.call_after_refresh(self._begin)

    async def on_event(self, event: events.Event) -> None:
        """Let a key act before the next one is looked at.

        Textual sends it to the widget and back up through all that hold it, while those typed
        ahead go to the widget as well: the words behind `/` would be commands.
        """
        is_key = isinstance(event, events.Key) and not event.is_forwarded
        if not is_key or not self.screen_stack:
            await super().on_event(event)
            return
        assert isinstance(event, events.Key)
        self._pacing.key_pressed()
        screen = self.screen
        try:
            if not await self._acted(event):
                await super().on_event(event)
        except (NoMatches, NoScreen):
            # While a key's action waits for a field, the key before it may take the screen down.
            if screen in self.screen_stack:
                raise

    async def _acted(self, key: events.Key) -> bool:
        """Do what a key is bound to, where no field has it; says whether that was anything."""
        if not isinstance(self.focused, PaintedView):
            return False
        if isinstance(self.screen, LightScreen):
            self.screen.key_pressed()
        return await self._check_bindings(key.key)

    def _begin(self) -> None:
        # The command line turned the collector off for the start; what stands now stays.
        gc.freeze()
        gc.enable()
        self._on_painted()
        self._tell_title()
        self._session.alerts.ring_by(self.ring)
        self._run_session()

    @work(exclusive=True, group="session", exit_on_error=False)
    async def _run_session(self) -> None:
        """Runs for the life of the app."""
        await self._session.run(self._hear)

    def _hear(self) -> None:
        """There is news. Several at once are shown once."""
        if not self._is_news_due:
            self._is_news_due = True
            self.set_timer(self._pacing.wait, self._announce)

    def _announce(self) -> None:
        """Post the news to every screen on the stack. Touches no widget."""
        self._is_news_due = False
        self._pacing.shown()
        self._tell_title()
        for screen in self.screen_stack:
            screen.post_message(JobsChanged())

    def _tell_title(self) -> None:
        self.say_in_title(sum(row.verdict.needs_attention for row in self._session.rows()))

    def _write_sequence(self, sequence: str) -> bool:
        """Give an escape sequence to the terminal; false where there is none."""
        if self._driver is None:
            return False
        self._driver.write(sequence)
        return True

    def copy_to_clipboard(self, text: str) -> None:
        """Textual's own fields copy by the same roads; what is pasted in the program is as ever."""
        self._clipboard = text
        self._copy(text, "what was selected")

    @on(CopyAsked)
    def copy(self, event: CopyAsked) -> None:
        """Send a text by the first road that there is."""
        event.stop()
        self._copy(event.copied.text, event.copied.what)

    @on(BrowseAsked)
    def browse(self, event: BrowseAsked) -> None:
        """Open a page, or copy its link."""
        event.stop()
        self._browse(event.url)

    @work(group="copy")
    async def _copy(self, text: str, what: str) -> None:
        placed = await self._roads.put(text)
        self.screen.post_message(CopyPlaced(what, placed))

    @work(group="copy")
    async def _browse(self, url: str) -> None:
        if await open_page(url):
            self.notify(f"opened {safe(url)} in the browser", markup=False)
        else:
            self._copy(url, safe(url, LONGEST_LINK))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """End when polling does: the figures would be old from then on, and look like new ones."""
        if event.worker.group == "session" and event.state is WorkerState.ERROR:
            error = event.worker.error
            self.stop_over("polling", error if isinstance(error, Exception) else RuntimeError())

    @work(group="times")
    async def action_times(self) -> None:
        """Times by the next clock, on every screen at once."""
        said = await self._session.times.turn()
        for screen in self.screen_stack:
            screen.post_message(TimesTurned())
        self._announce()
        if isinstance(self.screen, CardedScreen):
            self.screen.say(said)
        else:
            self.notify(said.text, markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action of the app may be done now."""
        return self._everywhere.may(action)

    async def action_help(self) -> None:
        """The keys that work on the screen."""
        await self._everywhere.help()

    async def action_palette(self) -> None:
        """Find an action or a place by its name."""
        await self._everywhere.palette()

    def action_help_quit(self) -> None:
        """Ctrl+C: say how to leave."""
        moved = self._keymap
        key = first_label(keys.CLOSE, moved) or first_label(keys.QUIT, moved)
        self.notify(f"{key} leaves the program" if key else "no key leaves it", markup=False)
