"""What is written for a change: the cells that look otherwise, and the terminal shows all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.pilot import Pilot

from screens.widgets.terminal_pen import Pen
from screens.widgets.terminal_picture import Picture, Piece, cells_of
from tests.screens.fake_jobs import app_on, news, press, settled
from tests.screens.played_terminal import PlayedTerminal, Shown
from tests.screens.recording import RecordingDriver
from tests.screens.sample_jobs import sample_jobs

SYSTEM = ColorSystem.TRUECOLOR
WIDTH = 12
STYLES = [
    Style.null(),
    Style.parse("red"),
    Style.parse("bold red on blue"),
    Style.parse("dim #112233"),
    Style.parse("bold dim on #445566"),
    Style.parse("reverse"),
    Style.parse("underline default on default"),
]
texts = st.text(st.sampled_from("ab  ─●漢é🙂\u0301"), max_size=6).map(lambda text: f"x{text}")
lines = st.lists(st.builds(Segment, texts, st.sampled_from(STYLES)), min_size=1, max_size=5)


def padded(line: Sequence[Segment]) -> list[Segment]:
    """The line in exactly `WIDTH` cells."""
    return Segment.adjust_line_length(list(line), WIDTH, style=Style.null())


def whole(line: Sequence[Segment]) -> list[list[Shown]]:
    """What a terminal shows that was given the line alone."""
    terminal, pen = PlayedTerminal(), Pen(SYSTEM)
    pen.move(0, 0)
    for text, style, _ in line:
        pen.write_text(text, style)
    terminal.feed(pen.finish())
    return terminal.lines(WIDTH, 1)


@given(st.lists(lines, min_size=2, max_size=6), st.booleans())
def test_what_is_written_of_a_change_makes_the_terminal_show_all_of_it(
    changes: list[list[Segment]], is_known: bool
) -> None:
    """Whatever stood there, in whatever colours and widths."""
    picture, terminal = Picture(), PlayedTerminal()
    first = padded(changes[0])
    pen = Pen(SYSTEM)
    pen.move(0, 0)
    for text, style, _ in first:
        pen.write_text(text, style)
    terminal.feed(pen.finish())
    if is_known:
        picture.stands([first])
    for change in changes[1:]:
        line, pen = padded(change), Pen(SYSTEM)
        for piece in list(picture.differences(Piece(0, 0, cells_of(line)))):
            pen.move(piece.x, piece.y)
            pen.write(piece.cells)
            picture.written(piece)
        terminal.feed(pen.finish())
        assert terminal.lines(WIDTH, 1) == whole(line)
        assert not list(picture.differences(Piece(0, 0, cells_of(line))))


def test_a_change_is_written_without_what_stands_around_it() -> None:
    """Or each changed figure costs the whole of its row."""
    picture = Picture()
    picture.stands([[Segment("left " * 10 + "17 of 20")]])
    changed = cells_of([Segment("left " * 10 + "18 of 20")])
    (piece,) = picture.differences(Piece(0, 0, changed))
    pen = Pen(SYSTEM)
    pen.move(piece.x, piece.y)
    pen.write(piece.cells)
    assert pen.finish() == "\x1b[1;52H8"


def test_colours_are_told_where_they_change() -> None:
    """In true colour they are longer than most of the texts that have them."""
    pen = Pen(SYSTEM)
    pen.move(0, 0)
    for text, style in (("a", "red on blue"), (" ", "green on blue"), ("b", "bold red on blue")):
        pen.write_text(text, Style.parse(style))
    assert pen.finish() == "\x1b[1;1H\x1b[31;44ma \x1b[1mb\x1b[0m"


def on_screen(pilot: Pilot[int]) -> list[list[Shown]]:
    """What the terminal should show."""
    terminal, pen = PlayedTerminal(), Pen(SYSTEM)
    width, height = pilot.app.size
    for y, strip in enumerate(pilot.app.screen._compositor.render_strips()):
        pen.move(0, y)
        for text, style, _ in strip:
            pen.write_text(text, style)
    terminal.feed(pen.finish())
    return terminal.lines(width, height)


@pytest.mark.parametrize("theme", ["dark", "terminal"])
async def test_a_terminal_shows_what_the_screens_are(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through panes, screens, cards, filters and sizes, each written only where it changed."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    app = app_on(sample_jobs(), theme=theme)
    app.driver_class = RecordingDriver
    RecordingDriver.written.clear()
    terminal = PlayedTerminal()
    async with app.run_test(headless=False, size=(100, 30)) as pilot:
        for key in (
            *("", "j", "j", "G", "k", "tab", "tab", "]", "]", "]", "]", "2", "space", "f", "f"),
            *("s", "e", "j", "escape", "slash", "3", "7", "enter", "escape", "enter", "escape"),
            *("question_mark", "escape", "x", "escape", "resize", "j", "k"),
        ):
            if key == "resize":
                await pilot.resize_terminal(90, 26)
                terminal = PlayedTerminal()
            elif key:
                await press(pilot, key)
            await news(pilot)
            await settled(pilot)
            await asyncio.sleep(0)
            terminal.feed("".join(RecordingDriver.written))
            RecordingDriver.written.clear()
            assert terminal.lines(*pilot.app.size) == on_screen(pilot), key
