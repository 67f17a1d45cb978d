"""An app that is at home in its terminal: looks, title, bell, the shell, and a decent end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable

from rich.console import RenderableType
from textual import work
from textual.color import Color
from textual.filter import Monochrome, NoColor
from textual.worker import WorkerFailed

from providers.facts import Said
from screens import themes
from screens.commands import tell
from screens.plain_lines import PlainLines, plainer
from tui.demo_visit import demo_command, visit_demo
from tui.engine.choices import Chosen
from tui.manners import Manners
from tui.resizing import ResizedApp
from tui.terminal.driver import TerminalDriver, leave_signals

log = logging.getLogger(__name__)


class TerminalApp(ResizedApp[int], inherit_bindings=False):
    """Holds no state of its own but the look."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        manners: Manners,
        look: Chosen | str,
        on_bug: Callable[[str, BaseException], None] = lambda what, error: None,
    ) -> None:
        """Draw nothing yet.

        Args:
            manners: How to behave here.
            look: The theme, and what remembers another that is chosen.
            on_bug: Called with what stopped over a bug, before the program ends over it.
        """
        super().__init__(driver_class=TerminalDriver)
        self._manners = manners
        self._look = look
        self._on_bug = on_bug
        self._plain = PlainLines(is_ascii=manners.is_ascii, is_colourless=manners.is_colourless)
        if self._plain.enabled:
            self._filters = plainer(self._filters, self._plain, (NoColor, Monochrome))
        for each in themes.ALL:
            self.register_theme(each)
        self.animation_level = "none"
        wanted = look if isinstance(look, str) else look.value
        self._wear(wanted if wanted in themes.NAMES and not manners.is_colourless else themes.FIRST)

    # The look

    def _wear(self, theme: str) -> None:
        # Before the theme: all that stands on the screen is painted anew with it.
        chosen = next(each for each in themes.ALL if each.name == theme)
        self._plain.bad = Color.parse(chosen.variables["tone-failed"]).rich_color
        self.theme = theme

    def action_theme(self) -> None:
        """Another look, and remember it."""
        if self._manners.is_colourless:
            tell(self, Said("no colours are wanted here: NO_COLOR, or --no-color"))
            return
        at = themes.NAMES.index(self.theme)
        theme = themes.NAMES[(at + 1) % len(themes.NAMES)]
        self._wear(theme)
        if isinstance(self._look, Chosen):
            self._look.choose(theme)
        tell(self, Said(f"theme {theme}: {themes.WORDS[theme]}"))

    # The terminal

    @property
    def _terminal(self) -> TerminalDriver | None:
        return self._driver if isinstance(self._driver, TerminalDriver) else None

    def ring(self, text: str) -> None:
        """Ring the bell, and show `text` on the person's own desktop where that can arrive."""
        if self._terminal is not None:
            self._terminal.ring(text)

    def say_in_title(self, needing: int) -> None:
        """Tell in the terminal's title how many jobs need a person."""
        if self._terminal is not None:
            self._terminal.set_title(f"({needing}!) bulkjobs" if needing else "bulkjobs")

    def action_redraw(self) -> None:
        """Draw the whole screen anew: the line may be noisy, or somebody else have written."""
        if self._terminal is not None:
            self._terminal.draw_anew()
        else:
            self.refresh(layout=True)

    def action_suspend(self) -> None:
        """Go to the shell; its `fg` comes back."""
        if self._terminal is None or not _has_shell():
            tell(self, Said("no shell to go to: none started the program here"))
            return
        # All that the shell counts as one with the program, as the terminal's own Ctrl+Z does.
        os.killpg(os.getpgrp(), signal.SIGTSTP)

    @work(group="demo", exclusive=True)
    async def action_demo(self) -> None:
        """Let the demo have the terminal, and come back."""
        tell(self, await visit_demo(self.app, demo_command(self._manners)))

    def give_terminal_back(self) -> None:
        """Give it back from any thread, when all else may hang."""
        if self._terminal is not None:
            self._terminal.give_back()

    def leave_signals(self) -> None:
        """Let the system's signals be what they were."""
        if self._terminal is not None:
            leave_signals(asyncio.get_running_loop())

    # Bugs

    def _handle_exception(self, error: Exception) -> None:
        """Leave over a bug: in Textual's own words it would come with all local variables."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        self.stop_over("the desk", cause if isinstance(cause, Exception) else error)

    def panic(self, *renderables: RenderableType) -> None:
        """Leave over a bug that Textual has words for, which are left unsaid."""
        self.stop_over("the desk", RuntimeError("panic"))

    def stop_over(self, what: str, error: Exception) -> None:
        """Leave over a bug, with the place of it written down."""
        log.error("%s stopped over a bug", what, exc_info=error)
        self._on_bug(what, error)
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def _has_shell() -> bool:
    """Whether a shell with job control is there: of another process group, in our session."""
    parent = os.getppid()
    try:
        return os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != os.getpgrp()
    except OSError:
        return False
