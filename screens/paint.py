"""Text on its way to the terminal: spans of one tone each, and how they fit a width.

Every widget of ours paints spans. `strip` is where they become what the terminal gets, and it
passes each through `safe`: text of a vendor has no other road to the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from providers.text import safe


class Tone(StrEnum):
    """What a piece of text means; the theme says what that looks like."""

    PLAIN = "plain"
    BRIGHT = "bright"
    """What the reader acts upon."""
    DIM = "dim"
    """Labels, and what is over."""
    RULE = "rule"
    """Lines between things."""
    ACCENT = "accent"
    """Where the focus is."""
    FAILED = "failed"
    DOUBT = "doubt"
    """Partly, or not to be trusted."""
    YOURS = "yours"
    """Yours to act upon."""
    LINK = "link"
    """The way to the vendor, or the credentials, are at fault."""
    MOVING = "moving"
    DONE = "done"
    LOUD = "loud"
    """Where one is, when something is about to be changed there."""


class Span(NamedTuple):
    """Text of one tone."""

    text: str
    tone: Tone = Tone.PLAIN
    is_strong: bool = False


Line = Sequence[Span]
"""One line of the screen, left to right."""

Palette = Mapping[tuple[Tone, bool], Style]
"""The terminal style of each tone, plain and strong."""

EMPTY: Final[Line] = ()

WIDEST: Final = 1_000
"""Cells beyond which no text is measured: wider than any terminal."""


def plain(line: Line) -> str:
    """The line's text without its tones."""
    return "".join(span.text for span in line)


def width_of(line: Line) -> int:
    """Cells that the line takes; nothing is measured beyond `WIDEST` cells a span."""
    return sum(cell_len(_head(span.text, WIDEST)) for span in line)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with `…` where something was cut.

    Takes time by `width`, not by the length of `text`.
    """
    shown = _head(text, width + 1)
    if len(text) <= _reach(width + 1) and cell_len(shown) <= width:
        return shown
    return set_cell_size(shown, min(cell_len(shown), width - 1)).rstrip() + "…" if width > 0 else ""


def _reach(cells: int) -> int:
    """Characters that surely fill `cells`: each cell's own, and the marks `safe` leaves on it."""
    return 5 * cells


def _head(text: str, cells: int) -> str:
    """The beginning of `text`, safe: all of it when it takes fewer than `cells` cells."""
    head = text[:cells]
    if head.isascii() and head.isprintable():
        return head
    limit = _reach(cells)
    return _safe_head(text[:limit], limit)


@lru_cache(maxsize=2_000)
def _safe_head(text: str, limit: int) -> str:
    """`text`, safe; the same few signs and bars stand in most lines."""
    head = safe(text, limit)
    # A mark with nothing before it would sit on, or widen, what another span ends with.
    return f"◌{head}" if head and cell_len(head[0]) == 0 else head


def fit(line: Line, width: int) -> Line:
    """The line in at most `width` cells, its texts safe; where something was cut stands `…`."""
    room = width
    spans: list[Span] = []
    for at, span in enumerate(line):
        if room <= 0:
            break
        text = cut(span.text, room)
        if cell_len(text) == room and any(later.text for later in line[at + 1 :]):
            text = cut(text + "…", room)
        spans.append(Span(text, span.tone, span.is_strong))
        room -= cell_len(text)
    return tuple(spans)


def justify(left: Line, right: Line, width: int, fill: Span | None = None) -> Line:
    """`left` and `right` at the two ends of `width` cells; `left` gives way when it is tight.

    Args:
        left: What begins the line.
        right: What ends it.
        width: Cells between the two ends.
        fill: What stands between them; its text is one cell wide.
    """
    right = fit(right, width)
    left = fit(left, max(0, width - width_of(right)))
    between = width - width_of(left) - width_of(right)
    filler = fill or Span(" ")
    return (*left, Span(filler.text * between, filler.tone), *right)


def bar(ok: float, bad: float, width: int) -> Line:
    """A bar of `width` cells: shares that went well and badly, 0 to 1, and the rest.

    What is more than nothing takes a cell at least, so that one failure in a million shows.
    """
    bad_cells = min(width, max(1, round(bad * width))) if bad > 0 else 0
    ok_cells = min(width - bad_cells, max(1, round(ok * width))) if ok > 0 else 0
    if ok + bad >= 1.0 and ok > 0:
        ok_cells = width - bad_cells
    rest = width - ok_cells - bad_cells
    spans = (
        Span("━" * ok_cells, Tone.DONE),
        Span("━" * bad_cells, Tone.FAILED),
        Span("─" * rest, Tone.RULE),
    )
    return tuple(span for span in spans if span.text)


def unknown_bar(width: int) -> Line:
    """A bar for which the vendor gives no figures."""
    return (Span("╌" * width, Tone.RULE),)


def strip(line: Line, width: int, palette: Palette, base: Style) -> Strip:
    """The line as the terminal gets it: exactly `width` cells, every span through `safe`.

    Blanks go with the text before them, and neighbours of one style are one segment: each
    segment costs the terminal some 40 bytes of colour codes.
    """
    runs: list[tuple[str, Style]] = []
    room = width
    for span in line:
        if room <= 0:
            break
        text = _head(span.text, room + 1)
        length = cell_len(text)
        if length > room:
            text, length = set_cell_size(text, room), room
        if text:
            _append(runs, text, base + palette[span.tone, span.is_strong])
        room -= length
    if room > 0:
        _append(runs, " " * room, base)
    return Strip([Segment(text, style) for text, style in runs], width)


def _append(runs: list[tuple[str, Style]], text: str, style: Style) -> None:
    """Add `text` to the last run where that looks the same, else as a run of its own."""
    before = runs[-1][1] if runs else None
    if before == style or (before is not None and text.isspace() and not before.reverse):
        runs[-1] = (runs[-1][0] + text, runs[-1][1])
    else:
        runs.append((text, style))


def wrap(text: str, width: int, tone: Tone = Tone.PLAIN) -> list[Line]:
    """`text` broken into lines of at most `width` cells, between words where it can be.

    The text is taken as it is, made safe line by line; nothing of it is left out.
    """
    lines: list[Line] = []
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        lines.extend((Span(piece, tone),) for piece in _pieces(safe(paragraph, 10**9), width))
    return lines


def _pieces(text: str, width: int) -> Iterable[str]:
    """The text, which is safe, in pieces of at most `width` cells; time goes by its length."""
    width = max(1, width)
    start = 0
    while start < len(text) or start == 0:
        ahead = text[start : start + _reach(width + 1)]
        head = chop_cells(ahead, width)[0] if cell_len(ahead) > width else ahead
        if len(head) < len(ahead) and (blank := head.rfind(" ")) > width // 3:
            head = head[:blank]
        head = head or ahead[:1]
        yield head.rstrip()
        start += max(1, len(head))
        while text.startswith(" ", start):
            start += 1
