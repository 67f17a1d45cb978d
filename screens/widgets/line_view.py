"""The ground of our widgets: lines of spans, painted by the line and only where they changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.paint import EMPTY, Line, Palette, Tone, fit, strip


class PaintedView(ScrollView):
    """Knows the theme's tones, which are the theme's variables `tone-…`.

    They are not component classes: eleven of those for each of some twenty widgets cost a tenth
    of the time to the first picture.
    """

    DEFAULT_CSS = "PaintedView { scrollbar-size: 1 1; }"

    _palette: Palette | None = None
    _ground: Style | None = None

    def palette(self) -> Palette:
        """The terminal styles of the tones, without background."""
        if self._palette is None:
            self._palette = palette_of(tuple(sorted(self.app.theme_variables.items())))
        return self._palette

    def ground(self) -> Style:
        """The terminal style of the widget where nothing is said."""
        if self._ground is None:
            self._ground = self.rich_style
        return self._ground

    def notify_style_update(self) -> None:
        """Forget the styles: the theme, or the focus, has changed."""
        self._palette = None
        self._ground = None
        super().notify_style_update()

    def _on_focus(self, event: events.Focus) -> None:
        """Take the focus. Textual's own repaints the whole widget, up to 20 kB a key."""
        event.prevent_default()
        self.has_focus = True
        self.repaint_focus()
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def _on_blur(self, event: events.Blur) -> None:
        """Lose the focus, as lightly."""
        event.prevent_default()
        self.has_focus = False
        self.repaint_focus()
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))

    def repaint_focus(self) -> None:
        """Repaint what looks different with the focus than without; here nothing does."""


@lru_cache(maxsize=4)
def palette_of(variables: tuple[tuple[str, str], ...]) -> Palette:
    """The styles of a theme's tones: a colour each, and what `…-style` adds to it."""
    known = dict(variables)
    palette: dict[tuple[Tone, bool], Style] = {}
    for tone in Tone:
        more = Style.parse(known.get(f"tone-{tone}-style", ""))
        style = Style(color=Color.parse(known[f"tone-{tone}"]).rich_color) + more
        palette[tone, False] = style
        palette[tone, True] = style + Style(bold=True)
    return palette


class LineView(PaintedView):
    """Lines that scroll when there are more than fit."""

    DEFAULT_CSS = """
    LineView {
        height: auto;
    }
    """

    def __init__(
        self,
        lines: Sequence[Line] = (),
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        can_focus: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.can_focus = can_focus
        self._lines: Sequence[Line] = tuple(lines)
        self.virtual_size = Size(0, len(self._lines))

    @property
    def room(self) -> int:
        """Cells of a line, without those that a scrollbar may take."""
        return max(1, self.scrollable_content_region.width)

    def show(self, lines: Sequence[Line]) -> None:
        """Show `lines`, repainting those that differ from what stands there."""
        old, self._lines = self._lines, tuple(lines)
        if len(old) != len(self._lines):
            # Setting it repaints and lays out anew by itself.
            self.virtual_size = Size(0, len(self._lines))
            return
        width, height = self.size
        top = self.scroll_offset.y
        changed = [
            Region(0, at - top, width, 1)
            for at, (before, after) in enumerate(zip(old, self._lines, strict=True))
            if before != after and 0 <= at - top < height
        ]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        at = y + self.scroll_offset.y
        line = self._lines[at] if at < len(self._lines) else EMPTY
        width = self.room
        return strip(fit(line, width), width, self.palette(), self.ground())
