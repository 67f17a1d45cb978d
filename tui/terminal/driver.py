"""Textual's way to the terminal, as ours: it survives odd bytes, and a terminal that goes."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from tui.terminal.keyboard import Keyboard
from tui.terminal.modes import (
    REDRAW,
    Attributes,
    Modes,
    attributes,
    is_in_front,
    raw,
    set_attributes,
    size_of,
)
from tui.terminal.ringing import BELL, ringing
from tui.terminal.tmux import lets_through
from tui.terminal.writer import Writer

if TYPE_CHECKING:
    from textual.app import App

INPUT: Final = 0
OUTPUT: Final = 1
RESIZE_PACE: Final = 0.05
"""Seconds that sizes are gathered for: a window that is dragged changes dozens of times."""
NAME: Final = "bulkjobs"


class TerminalDriver(Driver):
    """Draws on the standard output, and reads keys from the standard input."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size or size_of(OUTPUT))
        self._modes = Modes(os.environ, has_mouse=mouse)
        self._title = NAME
        self._before: Attributes | None = None
        self._writer: Writer | None = None
        self._keyboard: Keyboard | None = None
        self._is_resizing = False
        self._asking_tmux = threading.Lock()
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop_for_shell)
        self._loop.add_signal_handler(signal.SIGCONT, self._continued)
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)

    @property
    def can_suspend(self) -> bool:
        """It can."""
        return True

    # The terminal taken and given back

    def start_application_mode(self) -> None:
        """Take the terminal."""
        self._writer = Writer(OUTPUT, self._caught_up)
        self._before = attributes(INPUT)
        self._writer.write(self._modes.begin(self._title))
        set_attributes(INPUT, raw(self._before))
        self._keyboard = Keyboard(INPUT, self.process_message, self._gone)
        self._tell_size()

    def disable_input(self) -> None:
        """Read no more."""
        keyboard, self._keyboard = self._keyboard, None
        if keyboard is not None:
            keyboard.end()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self.disable_input()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.end(self._modes.end())
            set_attributes(INPUT, self._before)

    def resume_application_mode(self) -> None:
        """Take a terminal that was lent; not at the end, when nobody would give it back."""
        if not (self._app._exit or self._app._closing):
            super().resume_application_mode()

    def give_back(self) -> None:
        """Give the terminal back at once, from any thread, while all else may hang."""
        if self._writer is not None:
            set_attributes(INPUT, self._before)
            self._writer.end(self._modes.end())

    def write(self, data: str) -> None:
        """Write it, soon."""
        if self._writer is not None:
            self._writer.write(data)

    # What is typed

    def process_message(self, message: Message) -> None:
        """Pass on what was typed; a mouse that was not asked for has nothing to say."""
        if isinstance(message, events.MouseEvent):
            width, height = self._size or (0, 0)
            if not self._mouse or message.x >= width or message.y >= height:
                return
        super().process_message(message)

    # The title, the bell, and the whole picture

    def set_title(self, title: str) -> None:
        """Set the terminal's title, unless that is what it says."""
        if title != self._title:
            self._title = title
            self.write(self._modes.title(title))

    def ring(self, text: str) -> None:
        """Call a person who looks elsewhere."""
        self.write(ringing(text, os.environ))
        if text and os.environ.get("TMUX"):
            asking = threading.Thread(target=self._ring_through_tmux, args=(text,), daemon=True)
            asking.start()

    def _ring_through_tmux(self, text: str) -> None:
        """Send the notice too, where tmux says that it lets it through."""
        # Many jobs may end at once: one question at a time.
        with self._asking_tmux:
            passes = lets_through()
        if passes:
            notice = ringing(text, os.environ, passes=True).removeprefix(BELL)
            # At the end of the program the event loop may have gone first.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self.write, notice)

    def _caught_up(self) -> None:
        """The terminal takes pictures again, and some were missed."""
        # At the end of the program the event loop may have gone first.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.draw_anew)

    def draw_anew(self) -> None:
        """Draw the whole screen, whatever stands there."""
        self.write(REDRAW)
        self._app.refresh(layout=True)

    # What the system says

    def _gone(self) -> None:
        """There is no terminal any more: a hang-up, whether the system says so or not."""
        os.kill(os.getpid(), signal.SIGHUP)

    def _resized(self) -> None:
        if not self._is_resizing:
            self._is_resizing = True
            self._loop.call_later(RESIZE_PACE, self._tell_size)

    def _tell_size(self) -> None:
        self._is_resizing = False
        if self._writer is not None:
            self._size = size_of(OUTPUT)
            size = Size(*self._size)
            self._app.post_message(events.Resize(size, size))

    def _stop_for_shell(self) -> None:
        """Ctrl+Z, or the system asks: give the terminal to the shell, and stop."""
        if self._auto_restart:
            self.stop_application_mode()
        signal.raise_signal(signal.SIGSTOP)

    def _continued(self) -> None:
        """The shell, or the system, lets us go on; whatever stands on the screen is not ours."""
        if not self._auto_restart:
            return
        if not is_in_front(INPUT):
            # In the background there is no screen to draw on.
            signal.raise_signal(signal.SIGSTOP)
            return
        self.stop_application_mode()
        self.start_application_mode()
        self.draw_anew()
        self._app.post_message(self.SignalResume())


def leave_signals(loop: asyncio.AbstractEventLoop) -> None:
    """Let the system's signals be what they were."""
    for number in (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH):
        loop.remove_signal_handler(number)
