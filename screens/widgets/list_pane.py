"""The pane of a list, as high as the list is long, where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.containers import Vertical
from textual.geometry import Size
from textual.message import Message

AROUND: Final = 3
"""Lines beside the rows: the rule, the header, and air below."""
LEAST: Final = 7
"""Rows for which there is room, however few there are: as many as an empty list says lines."""


class ListPane(Vertical):
    """Takes the height of its rows, hidden ones included: a filter moves no pane."""

    @dataclass
    class Fitted(Message):
        """It has another size, and perhaps room for other columns."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = LEAST

    def on_resize(self) -> None:
        """Tell that the columns may be other ones."""
        self.post_message(self.Fitted())

    def hold(self, rows: int) -> None:
        """Be high enough for so many rows, whether they are all shown or not."""
        rows = max(LEAST, rows)
        if rows != self._rows:
            self._rows = rows
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines that it would fill; the style sheet says how many it gets at most."""
        return self._rows + AROUND
