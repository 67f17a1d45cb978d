"""Where a table's cursor and its window stand, in numbers: no screen, no rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows are on screen, and which of them the cursor is on."""

    top: int = 0
    """The first row shown."""
    at: int = 0
    """The cursor's row."""
    count: int = 0
    """Rows in all."""
    height: int = 0
    """Rows that fit."""

    @property
    def last_top(self) -> int:
        """The window's lowest place."""
        return max(0, self.count - self.height)

    @property
    def shown(self) -> range:
        """The rows on screen."""
        return range(self.top, min(self.count, self.top + self.height))

    @property
    def thumb(self) -> range:
        """Lines of the window that the scrollbar's thumb covers; empty when all rows fit."""
        if self.count <= self.height or self.height <= 0:
            return range(0)
        size = max(1, self.height * self.height // self.count)
        start = self.top * (self.height - size) // self.last_top
        return range(start, start + size)

    def scrolled(self, top: int) -> Window:
        """The window with `top` as its first row, as near as it goes; the cursor stays."""
        top = max(0, min(top, self.last_top))
        return Window(top, self.at, self.count, self.height)

    def moved(self, at: int) -> Window:
        """The cursor on row `at`, or the nearest there is.

        When it leaves the window, the window moves by half its height: a screen repainted once
        in ten keys instead of at every one.
        """
        at = max(0, min(at, self.count - 1))
        top = self.top
        half = self.height // 2
        if at < top:
            top = min(at, top - half) if at >= top - half else at - half
        elif at >= top + self.height:
            below = at - self.height + 1
            top = max(below, top + half) if below <= top + half else at - half
        return Window(top, at, self.count, self.height).scrolled(top)

    def paged(self, rows: int) -> Window:
        """Window and cursor moved by `rows` together, so the cursor keeps its line."""
        at = max(0, min(self.at + rows, self.count - 1))
        return self.scrolled(self.top + rows).moved(at)

    def resized(self, height: int) -> Window:
        """The window at another height, still showing the cursor if it did, or had no height."""
        seen = self.at in self.shown or not self.height
        window = Window(self.top, self.at, self.count, height).scrolled(self.top)
        return window.moved(window.at) if seen else window

    def replaced(self, count: int, at: int) -> Window:
        """The window over other rows, among which the cursor's row is now `at`.

        The cursor keeps its line on screen. Only a window that stood at the very top stays
        there, while it shows the cursor: what comes in above must be seen.
        """
        top = self.top + at - self.at
        if self.top == 0 and at < self.height:
            top = 0
        return Window(top, at, count, self.height).scrolled(top)
