"""What is written for a change: the cells that look otherwise, and the terminal shows all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.pilot import Pilot

from screens.widgets.terminal_order import written
from screens.widgets.terminal_pen import Pen
from screens.widgets.terminal_picture import NULL, Picture, Piece, cells_of
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
    terminal = PlayedTerminal()
    terminal.feed(in_full(line))
    return terminal.lines(WIDTH, 1)


def in_full(line: Iterable[Segment]) -> str:
    """The line as Rich writes it: each piece from no colours to no colours."""
    return "".join((style or NULL).render(text, color_system=SYSTEM) for text, style, _ in line)


@given(st.lists(lines, min_size=2, max_size=6), st.booleans())
def test_what_is_written_of_a_change_makes_the_terminal_show_all_of_it(
    changes: list[list[Segment]], is_known: bool
) -> None:
    """Whatever stood there, in whatever colours and widths."""
    picture, terminal = Picture(), PlayedTerminal()
    first = padded(changes[0])
    pen = Pen(SYSTEM, WIDTH)
    pen.move(0, 0)
    for text, style, _ in first:
        pen.write_text(text, style)
    terminal.feed(pen.finish())
    if is_known:
        picture.stands([first])
    for change in changes[1:]:
        line = padded(change)
        pieces = list(picture.differences(Piece(0, 0, cells_of(line))))
        for piece in pieces:
            picture.written(piece)
        terminal.feed(written(pieces, SYSTEM, WIDTH))
        assert terminal.lines(WIDTH, 1) == whole(line)
        assert not list(picture.differences(Piece(0, 0, cells_of(line))))


def test_a_change_is_written_without_what_stands_around_it() -> None:
    """Or each changed figure costs the whole of its row."""
    picture = Picture()
    picture.stands([[Segment("left " * 10 + "17 of 20")]])
    changed = cells_of([Segment("left " * 10 + "18 of 20")])
    pieces = list(picture.differences(Piece(0, 0, changed)))
    assert written(pieces, SYSTEM, 80) == "\x1b[1;52H8"


def test_a_list_that_moves_on_is_written_column_by_column() -> None:
    """Two colours that take turns down the lines are told once each, and steps are short ones."""
    pieces = [
        Piece(y, x, cells_of([Segment(text, Style.parse(style))]))
        for y in range(9, 12)
        for x, text, style in ((50, "17", "#112233"), (90, "8", "#445566"))
    ]
    assert written(pieces, SYSTEM, 91) == (
        "\x1b[10;51H\x1b[38;2;17;34;51m17\x1b[B\b\b17\x1b[B\b\b17"
        # Behind the last cell of a line no terminal can be told to go back by so many.
        "\x1b[10;91H\x1b[38;2;68;85;102m8\x1b[11;91H8\x1b[12;91H8\x1b[m"
    )


def test_behind_signs_of_doubtful_width_the_column_is_told() -> None:
    """A terminal that takes them for wider would write all that follows beside its place."""
    pieces = [Piece(0, x, cells_of([Segment(text)])) for x, text in ((0, "a"), (9, "→"), (19, "b"))]
    assert written(pieces, SYSTEM, 80) == "\x1b[1;1Ha\x1b[8C→\x1b[20Gb"


@given(st.lists(lines, min_size=2, max_size=4), st.lists(lines, min_size=2, max_size=4))
def test_in_whatever_order_the_pieces_are_written_all_of_them_stand_there(
    before: list[list[Segment]], after: list[list[Segment]]
) -> None:
    """Lines above each other, of which as many are changed as there are."""
    picture, terminal, height = Picture(), PlayedTerminal(), min(len(before), len(after))
    for shown in (before[:height], after[:height]):
        pieces = [
            piece
            for y, line in enumerate(shown)
            for piece in picture.differences(Piece(y, 0, cells_of(padded(line))))
        ]
        for piece in pieces:
            picture.written(piece)
        terminal.feed(written(pieces, SYSTEM, WIDTH))
    assert terminal.lines(WIDTH, height) == [whole(padded(line))[0] for line in after[:height]]


def test_colours_are_told_where_they_change() -> None:
    """In true colour they are longer than most of the texts that have them."""
    pen = Pen(SYSTEM, WIDTH)
    pen.move(0, 0)
    for text, style in (("a", "red on blue"), (" ", "green on blue"), ("b", "bold red on blue")):
        pen.write_text(text, Style.parse(style))
    assert pen.finish() == "\x1b[1;1H\x1b[31;44ma \x1b[1mb\x1b[m"


def on_screen(pilot: Pilot[int]) -> list[list[Shown]]:
    """What the terminal should show."""
    terminal = PlayedTerminal()
    for y, strip in enumerate(pilot.app.screen._compositor.render_strips()):
        terminal.feed(f"\x1b[{y + 1};1H{in_full(strip)}")
    return terminal.lines(*pilot.app.size)


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
