"""Updates that write a change's own cells.

Textual writes an update from the left edge of the widget it is in: one cell at the right end of
a table costs its whole line, some 500 bytes in true colour.
"""

from __future__ import annotations

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor
from textual.reactive import Reactive
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget


class CellsUpdate(ChopsUpdate):
    """Writes each changed span from where it begins."""

    def render_segments(self, console: Console) -> str:
        """The update as the terminal gets it."""
        written: list[str] = []
        for y, start, stop in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= stop or end <= start:
                    continue
                first = max(x, start)
                piece = strip.crop(first - x, min(end, stop) - x)
                written += (Control.move_to(first, y).segment.text, piece.render(console))
        return "".join(written)


class CellsCompositor(Compositor):
    """Textual's, but for the writing of what changed in part."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last time; `None` when nothing did."""
        update = super().render_partial_update()
        if update is None:
            return None
        return CellsUpdate(update.chops, update.spans, update.chop_ends)


class LightScreen(Screen[ScreenResultType]):
    """A screen that writes little: our screens stand on it."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """What has the focus. Textual's own repaints the whole screen when it moves."""

    def __init__(
        self, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(name, id, classes)
        self._compositor = CellsCompositor()

    def key_pressed(self) -> None:
        """A key is about to act, or to be found without meaning."""
