"""Updates that write the cells that changed.

Textual writes an update from the left edge of the widget it is in, whether it stood there before
or not: one cell at the right end of a table costs its whole line, some 500 bytes in true colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual._styles_cache import StylesCache
from textual.await_complete import AwaitComplete
from textual.await_remove import AwaitRemove
from textual.reactive import Reactive
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from screens.widgets.leaving import Leaving
from screens.widgets.terminal_order import written
from screens.widgets.terminal_pen import Pen
from screens.widgets.terminal_picture import Picture, Piece, cells_of


class CellsUpdate(ChopsUpdate):
    """Writes pieces of lines, and remembers that they stand there."""

    def __init__(self, pieces: Sequence[Piece], picture: Picture, width: int) -> None:
        super().__init__([], [], [])
        self._pieces = pieces
        self._picture = picture
        self._width = width

    def render_segments(self, console: Console) -> str:
        """The update as the terminal gets it."""
        for piece in self._pieces:
            self._picture.written(piece)
        return written(self._pieces, _system(console), self._width)


class WholeUpdate(LayoutUpdate):
    """Writes all of the screen, and remembers that it stands there."""

    def __init__(self, update: LayoutUpdate, picture: Picture) -> None:
        super().__init__(update.strips, update.region)
        self._picture = picture

    def render_segments(self, console: Console) -> str:
        """The update as the terminal gets it."""
        lines = [[each for strip in line for each in strip] for line in self.strips]
        pen = Pen(_system(console), self.region.width)
        for y, line in enumerate(lines):
            pen.move(0, y)
            for text, style, _ in line:
                pen.write_text(text, style)
        self._picture.stands(lines)
        return pen.finish()


def _system(console: Console) -> ColorSystem:
    return console._color_system or ColorSystem.TRUECOLOR


class CellsCompositor(Compositor):
    """Textual's, but for the writing."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = Picture()

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """All of the screen, whatever stands there."""
        return WholeUpdate(super().render_full_update(simplify), self.picture)

    def render_partial_update(self) -> ChopsUpdate | None:
        """What looks otherwise than the last time; `None` when nothing does."""
        update = super().render_partial_update()
        if update is None:
            return None
        pieces: list[Piece] = []
        for y, start, stop in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is None or x >= stop or end <= start:
                    continue
                first = max(x, start)
                shown = strip.crop(first - x, min(end, stop) - x)
                pieces.extend(self.picture.differences(Piece(y, first, cells_of(shown))))
        return CellsUpdate(pieces, self.picture, self.size.width) if pieces else None


class LightScreen(Leaving, Screen[ScreenResultType]):
    """A screen that writes little: our screens stand on it."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """What has the focus. Textual's own repaints the whole screen when it moves."""

    def __init__(
        self, name: str | None = None, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(name, id, classes)
        self._compositor: CellsCompositor = CellsCompositor()

    def on_screen_suspend(self) -> None:
        """Another screen will stand where this one does."""
        self._compositor.picture.forget()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave, once. What was typed behind that key may ask again, and would take the next
        screen away, or end the program where there is none."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def remove(self) -> AwaitRemove:
        """Leave, and what is under way: Textual stops work only when its widgets are gone."""
        for node in self.walk_children(with_self=True):
            self.workers.cancel_node(node)
        # Textual remembers two colours for each widget there ever was, and with them its lines:
        # 300 kB for each screen that was opened, up to 30 MB.
        StylesCache.get_inner_outer.cache_clear()
        return super().remove()

    def key_pressed(self) -> None:
        """A key is about to act, or to be found without meaning."""
