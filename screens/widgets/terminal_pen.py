"""Writes for a terminal: where to, in which colours, and what; each only where it is another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


MOST_BACK: Final = 3
"""Cells that are gone back by a character each."""


class Pen:
    """One update of the terminal."""

    def __init__(self, system: ColorSystem, width: int) -> None:
        """Write in the colours of `system`, on lines of `width` cells."""
        self._system = system
        self._width = width
        self._style = NULL
        self._place: tuple[int, int] | None = None
        self._is_column_sure = False
        """Whether the terminal is in our column: of signs beyond ASCII it may think otherwise."""
        self._written: list[str] = []

    def move(self, x: int, y: int) -> None:
        """Go on at another place, counted from 0."""
        if self._place != (x, y):
            self._written.append(min(self._ways(x, y), key=len))
            self._is_column_sure = True
        self._place = (x, y)

    def _ways(self, x: int, y: int) -> Iterator[str]:
        """What takes the terminal to another place."""
        yield f"\x1b[{y + 1};{x + 1}H"
        # Behind the last cell of a line, terminals do not agree about where they are.
        if not self._place or self._place[0] >= self._width:
            return
        column, line = self._place
        vertical = _step(y - line, "B", "A")
        yield f"{vertical}\x1b[{x + 1}G"
        if self._is_column_sure:
            yield vertical + _step(x - column, "C", "D")
            if vertical and 0 < column - x <= MOST_BACK:
                yield vertical + "\b" * (column - x)

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
        if any(look_of(self._style, self._system)):
            self._written.append("\x1b[m")
        self._style = NULL
        return "".join(self._written)

    def _put(self, text: str, style: Style) -> None:
        old = self._style
        if style is not old and text and not (text.isspace() and is_same_blank(style, old)):
            if codes := _between(old, style, self._system):
                self._written.append(f"\x1b[{codes}m")
            self._style = style
        self._is_column_sure = self._is_column_sure and text.isascii()
        self._written.append(text)


def _step(by: int, ahead: str, back: str) -> str:
    """What goes so many cells or lines on, or back where that is below 0."""
    if not by:
        return ""
    count = "" if abs(by) == 1 else abs(by)
    return f"\x1b[{count}{ahead if by > 0 else back}"


class Look(NamedTuple):
    """A style as the terminal is told it."""

    attributes: frozenset[str]
    color: str
    ground: str


@lru_cache(maxsize=1_000)
def look_of(style: Style, system: ColorSystem) -> Look:
    """What a terminal of such colours is told of a style."""
    bits = style._attributes & style._set_attributes
    color, ground = style.color, style.bgcolor
    return Look(
        frozenset(code for at, code in enumerate(SGR_STYLES) if bits & (1 << at)),
        ";".join(color.downgrade(system).get_ansi_codes()) if color else "",
        ";".join(ground.downgrade(system).get_ansi_codes(foreground=False)) if ground else "",
    )


@lru_cache(maxsize=4_000)
def _between(old: Style, new: Style, system: ColorSystem) -> str:
    """What makes a terminal that writes in one style write in the other."""
    was, now = look_of(old, system), look_of(new, system)
    ended = {_ENDED_BY[code] for code in was.attributes - now.attributes}
    kept = {code for code in was.attributes if _ENDED_BY[code] not in ended}
    codes = sorted(ended) + sorted(now.attributes - kept)
    if was.color != now.color:
        codes.append(now.color or "39")
    if was.ground != now.ground:
        codes.append(now.ground or "49")
    return ";".join(codes)
