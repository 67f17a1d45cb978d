"""Lines without what a terminal lacks, or its reader does not want: colours, or all but ASCII."""

from __future__ import annotations

from collections.abc import Sequence

from rich.color import Color as TerminalColor
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from screens.ascii_text import OK_CELL, to_ascii

BAD_CELL = "╍"
BAD_ASCII = "x"


class PlainLines(LineFilter):
    """The last that happens to a line before it is written, whichever widget it is of."""

    def __init__(self, *, is_ascii: bool, is_colourless: bool) -> None:
        super().__init__(enabled=is_ascii or is_colourless)
        self.is_ascii = is_ascii
        self.is_colourless = is_colourless
        self.bad: TerminalColor | None = None
        """The colour in which bars show what failed: without it, another sign has to."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The line's segments, as plain as wanted and as wide as before."""
        return [self._plain(segment) for segment in segments]

    def _plain(self, segment: Segment) -> Segment:
        text, style, control = segment
        if control:
            return segment
        if style is not None and style.color is not None and style.color == self.bad:
            text = text.replace(OK_CELL, BAD_ASCII if self.is_ascii else BAD_CELL)
        if self.is_ascii:
            text = to_ascii(text)
        if self.is_colourless and style is not None:
            style = style.without_color
        return Segment(text, style)


def plainer(
    filters: Sequence[LineFilter], plain: PlainLines, unwanted: tuple[type[LineFilter], ...]
) -> list[LineFilter]:
    """These filters and ours as the last, without those whose work it does."""
    return [*(each for each in filters if not isinstance(each, unwanted)), plain]
