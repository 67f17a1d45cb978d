"""What is switched on in a terminal to draw there, and off again to give it back."""

from __future__ import annotations

import os
import termios
import tty
from collections.abc import Mapping
from typing import Final

_KITTY_KEYS: Final = 0b11001
"""Tell keys apart that are the same bytes otherwise, with the text that they stand for."""
_MOUSE: Final = (1000, 1003, 1015, 1006)
_NO_TITLES: Final = ("linux", "vt")
"""What a terminal's name begins with whose title can't be set: some of them print it instead."""

REDRAW: Final = "\x1b(B\x0f\x1b[0m\x1b[r\x1b[?7l\x1b[?25l\x1b[2J"
"""Takes back what noise on the line may have switched on, and wipes the screen."""


class Modes:
    """The sequences for one terminal."""

    def __init__(self, environ: Mapping[str, str], *, has_mouse: bool) -> None:
        name = environ.get("TERM", "")
        self.has_titles = not name.startswith(_NO_TITLES)
        # It prints the question's last letter.
        self._asks = environ.get("TERM_PROGRAM") != "Apple_Terminal"
        self._mouse = _MOUSE if has_mouse else ()

    def begin(self, title: str) -> str:
        """What takes the screen."""
        title = f"\x1b[22;0t{self.title(title)}" if self.has_titles else ""
        mouse = "".join(f"\x1b[?{mode}h" for mode in self._mouse)
        synchronized = "\x1b[?2026$p" if self._asks else ""
        return (
            f"{title}\x1b[?1049h{mouse}\x1b[?25l\x1b[>{_KITTY_KEYS}u"
            f"{synchronized}\x1b[?2004h\x1b[?7l"
        )

    def end(self) -> str:
        """What gives it back."""
        mouse = "".join(f"\x1b[?{mode}l" for mode in self._mouse)
        title = "\x1b[23;0t" if self.has_titles else ""
        # The keys' protocol is the other screen's own: it goes before that does.
        return f"\x1b[?2004l\x1b[?7h{mouse}\x1b[<u\x1b[?1049l\x1b[?25h{title}"

    def title(self, text: str) -> str:
        """What sets the terminal's title; empty where that can't be."""
        return f"\x1b]0;{text}\x07" if self.has_titles else ""


Attributes = list[int | list[bytes | int]]
"""What `termios` gives and takes."""


def attributes(handle: int) -> Attributes | None:
    """How the terminal treats what is typed; `None` when it is none, or gone."""
    try:
        return termios.tcgetattr(handle)
    except (termios.error, OSError):
        return None


def set_attributes(handle: int, wanted: Attributes | None) -> None:
    """Let it treat what is typed so, if it still can."""
    if wanted is None:
        return
    try:
        termios.tcsetattr(handle, termios.TCSANOW, wanted)
    except (termios.error, OSError):
        return


def raw(before: Attributes | None) -> Attributes | None:
    """Attributes by which each key comes at once and as it is."""
    if before is None:
        return None
    changed: Attributes = [each[:] if isinstance(each, list) else each for each in before]
    local, taken, signs = changed[tty.LFLAG], changed[tty.IFLAG], changed[tty.CC]
    assert isinstance(local, int)
    assert isinstance(taken, int)
    assert isinstance(signs, list)
    changed[tty.LFLAG] = local & ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    changed[tty.IFLAG] = taken & ~(
        termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
    )
    signs[termios.VMIN] = 1
    return changed


def is_in_front(handle: int) -> bool:
    """Whether the terminal is ours just now, and not the shell's."""
    try:
        return os.tcgetpgrp(handle) == os.getpgrp()
    except OSError:
        # It is not our session's own, so no shell shares it.
        return True


def size_of(handle: int) -> tuple[int, int]:
    """Columns and lines; 80 and 24 where it says none."""
    try:
        width, height = os.get_terminal_size(handle)
    except OSError:
        return 80, 24
    return width or 80, height or 24
