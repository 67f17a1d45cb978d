"""Writes for a terminal: where to, in which colours, and what; each only where it is another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import SGR_STYLES

from screens.widgets.terminal_picture import NULL, Cell, is_same_blank

_ENDED_BY: Final = {
    **dict.fromkeys(("1", "2"), "22"),
    "3": "23",
    **dict.fromkeys(("4", "21"), "24"),
    **dict.fromkeys(("5", "6"), "25"),
    "7": "27",
    "8": "28",
    "9": "29",
    **dict.fromkeys(("51", "52"), "54"),
    "53": "55",
}
"""What takes an attribute away again, and with it those that share it."""


class Pen:
    """One update of the terminal."""

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._style = NULL
        self._place: tuple[int, int] | None = None
        self._written: list[str] = []

    def move(self, x: int, y: int) -> None:
        """Go on at another place, counted from 0."""
        if self._place == (x, y):
            return
        ahead = x - self._place[0] if self._place and self._place[1] == y else 0
        self._written.append(f"\x1b[{ahead}C" if ahead > 0 else f"\x1b[{y + 1};{x + 1}H")
        self._place = (x, y)

    def write(self, cells: Iterable[Cell]) -> None:
        """Write cells side by side."""
        x, y = self._place or (0, 0)
        for text, style in cells:
            self._put(text, style)
            x += 1
        self._place = (x, y)

    def write_text(self, text: str, style: Style | None) -> None:
        """Write text of one style."""
        x, y = self._place or (0, 0)
        self._put(text, style or NULL)
        self._place = (x + cell_len(text), y)

    def finish(self) -> str:
        """All that was written; the terminal is left without colours."""
        if any(_look(self._style, self._system)):
            self._written.append("\x1b[0m")
        self._style = NULL
        return "".join(self._written)

    def _put(self, text: str, style: Style) -> None:
        old = self._style
        if style is not old and text and not (text.isspace() and is_same_blank(style, old)):
            if codes := _between(old, style, self._system):
                self._written.append(f"\x1b[{codes}m")
            self._style = style
        self._written.append(text)


class _Look(NamedTuple):
    """A style as the terminal is told it."""

    attributes: frozenset[str]
    color: str
    ground: str


@lru_cache(maxsize=1_000)
def _look(style: Style, system: ColorSystem) -> _Look:
    bits = style._attributes & style._set_attributes
    color, ground = style.color, style.bgcolor
    return _Look(
        frozenset(code for at, code in enumerate(SGR_STYLES) if bits & (1 << at)),
        ";".join(color.downgrade(system).get_ansi_codes()) if color else "",
        ";".join(ground.downgrade(system).get_ansi_codes(foreground=False)) if ground else "",
    )


@lru_cache(maxsize=4_000)
def _between(old: Style, new: Style, system: ColorSystem) -> str:
    """What makes a terminal that writes in one style write in the other."""
    was, now = _look(old, system), _look(new, system)
    ended = {_ENDED_BY[code] for code in was.attributes - now.attributes}
    kept = {code for code in was.attributes if _ENDED_BY[code] not in ended}
    codes = sorted(ended) + sorted(now.attributes - kept)
    if was.color != now.color:
        codes.append(now.color or "39")
    if was.ground != now.ground:
        codes.append(now.ground or "49")
    return ";".join(codes)
