"""A terminal in a few lines: it puts what it is given into cells, as far as our screens need it."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len

_PIECE: Final = re.compile(r"\x1b\[([0-9;?<>=]*)([A-Za-z])|\x1b\][^\x07]*\x07|\x1b.|[^\x1b]", re.S)
_ENDS: Final = {
    "22": {"1", "2"},
    "23": {"3"},
    "24": {"4", "21"},
    "25": {"5", "6"},
    "27": {"7"},
    "28": {"8"},
    "29": {"9"},
}
_STEPS: Final = {"A": (0, -1), "B": (0, 1), "C": (1, 0), "D": (-1, 0)}
Shown = tuple[str, str, str, frozenset[str]]
"""Text, colour, ground, and what else it looks like."""


class PlayedTerminal:
    """Cells by their line and column."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Shown] = {}
        self._x = self._y = 0
        self._color = self._ground = ""
        self._looks: set[str] = set()

    def feed(self, data: str) -> None:
        """Act upon what was written."""
        for found in _PIECE.finditer(data):
            numbers, letter = found[1], found[2]
            if letter in _STEPS:
                across, down = _STEPS[letter]
                self._x += across * int(numbers or 1)
                self._y += down * int(numbers or 1)
            elif letter == "H":
                row, column = (numbers or "1;1").split(";")
                self._x, self._y = int(column) - 1, int(row) - 1
            elif letter == "G":
                self._x = int(numbers) - 1
            elif found[0] == "\b":
                self._x -= 1
            elif letter == "m":
                self._take(numbers.split(";"))
            elif letter is None and not found[0].startswith("\x1b") and found[0] not in "\r\n":
                self._put(found[0])

    def lines(self, width: int, height: int) -> list[list[Shown]]:
        """All that is seen; of a blank, only its ground."""
        nothing: Shown = (" ", "", "", frozenset())
        rows = [[self.cells.get((y, x), nothing) for x in range(width)] for y in range(height)]
        return [[_seen(cell) for cell in row] for row in rows]

    def _put(self, character: str) -> None:
        width = cell_len(character)
        if width == 0:
            is_wide = not self.cells[self._y, self._x - 1][0]
            before = (self._y, self._x - 1 - is_wide)
            self.cells[before] = (self.cells[before][0] + character, *self.cells[before][1:])
            return
        for at in (self._x, self._x + width):
            # The other half of a wide character that is written over is lost.
            if (half := self.cells.get((self._y, at))) and not half[0]:
                self.cells[self._y, at - (at == self._x)] = ("?", *half[1:])
        for step in range(width):
            text = "" if step else character
            look = (self._color, self._ground, frozenset(self._looks))
            self.cells[self._y, self._x + step] = (text, *look)
        self._x += width

    def _take(self, codes: list[str]) -> None:
        while codes:
            code = codes.pop(0)
            if code in ("", "0"):
                self._color = self._ground = ""
                self._looks.clear()
            elif code in ("38", "48"):
                count = 4 if codes[0] == "2" else 2
                color, codes = ";".join([code, *codes[:count]]), codes[count:]
                self._color, self._ground = (
                    (color, self._ground) if code == "38" else (self._color, color)
                )
            elif code in _ENDS:
                self._looks -= _ENDS[code]
            elif len(code) > 1 and code[:-1] in ("3", "9"):
                self._color = "" if code == "39" else code
            elif len(code) > 1 and code[:-1] in ("4", "10"):
                self._ground = "" if code == "49" else code
            else:
                self._looks.add(code)


def _seen(cell: Shown) -> Shown:
    text, _, ground, looks = cell
    return (" ", "", ground, frozenset()) if text == " " and not looks & {"4", "7", "9"} else cell
