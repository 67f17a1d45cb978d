"""The app: opens the desk, runs the engine behind it, and carries the news between them."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import ClassVar, Final

from textual import work
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from screens import desk, keys, themes
from screens.desk import DeskScreen
from screens.messages import JobsChanged
from tui.engine.session import Session

DESK_STYLES: Final = Path(desk.__file__).with_name("desk.tcss")
PACE: Final = 0.1
"""Seconds that news is gathered for before it is shown: ten jobs that move at once are one
repaint."""

log = logging.getLogger(__name__)


class BulkJobsApp(App[int], inherit_bindings=False):
    """Holds no state of its own but the theme."""

    # Textual loads the styles of screens that are pushed, and the desk is not: it is the ground.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", DESK_STYLES]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(keys.QUIT)

    def __init__(
        self,
        session: Session,
        *,
        theme: str = "terminal",
        keymap: Mapping[str, str] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_painted: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        for each in themes.ALL:
            self.register_theme(each)
        self.theme = theme
        self.animation_level = "none"
        self._session = session
        self._now = now
        self._on_painted = on_painted
        self._is_news_due = False
        if keymap:
            self.set_keymap(dict(keymap))

    def get_default_screen(self) -> Screen[None]:
        """The desk is the ground that all other screens stand on."""
        return DeskScreen(self._session, self._now)

    def on_mount(self) -> None:
        """Begin to ask once the first picture is on the screen."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        # The command line turned the collector off for the start; what stands now stays.
        gc.freeze()
        gc.enable()
        self._on_painted()
        self._run_session()

    @work(exclusive=True, group="session", exit_on_error=False)
    async def _run_session(self) -> None:
        """Runs for the life of the app."""
        await self._session.run(self._hear)

    def _hear(self) -> None:
        """There is news. Several at once are shown once."""
        if not self._is_news_due:
            self._is_news_due = True
            self.set_timer(PACE, self._announce)

    def _announce(self) -> None:
        """Post the news to every screen on the stack. Touches no widget."""
        self._is_news_due = False
        for screen in self.screen_stack:
            screen.post_message(JobsChanged())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when polling dies, rather than showing old figures for ever."""
        if event.worker.group == "session" and event.state is WorkerState.ERROR:
            log.error("polling stopped", exc_info=event.worker.error)
            self.notify(
                "Polling stopped over a bug; the figures are old from now on. See the log.",
                severity="error",
                markup=False,
                timeout=3600,
            )

    def _fatal_error(self) -> None:
        """Leave over a bug: to the log goes where it was, never what the variables held.

        Textual's own would print every local variable, tokens among them.
        """
        log.error("stopped over a bug", exc_info=self._exception)
        self._close_messages_no_wait()

    def action_help_quit(self) -> None:
        """Ctrl+C: say how to leave."""
        self.notify("q leaves the program", markup=False)
