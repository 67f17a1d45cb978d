"""How text fits a width, and that text of any length or kind does, in time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from screens.paint import Span, Tone, cut, fit, plain, strip, width_of, wrap
from screens.widgets.table import Align, Column
from screens.widgets.table_columns import Slot, lay_out

PALETTE = {(tone, strong): Style(bold=strong) for tone in Tone for strong in (True, False)}

TEXTS = st.text(st.sampled_from("ab \r\n\t\u0301\u200d\ufe0f顧🎉\x1b\x9b\u202e…❤1"), max_size=90)
LINES = st.lists(TEXTS.map(Span), max_size=4)
WIDTHS = st.integers(1, 40)


@given(LINES, WIDTHS)
def test_a_line_is_painted_in_exactly_its_width(line: list[Span], width: int) -> None:
    """One cell too many pushes every figure right of it out of its column."""
    painted = strip(line, width, PALETTE, Style())
    assert cell_len(painted.text) == width
    assert width_of(fit(line, width)) <= width


def test_a_mark_stays_with_the_span_it_begins() -> None:
    """On the character before, it would change another cell, and that one's width."""
    assert strip((Span("1"), Span("\ufe0f")), 4, PALETTE, Style()).text == "1◌\ufe0f  "


@given(LINES, WIDTHS, st.sampled_from(Align), st.booleans())
def test_a_cell_takes_its_columns_width(
    line: list[Span], width: int, align: Align, can_cut: bool
) -> None:
    """And paints the same when it is made safe again on its way out."""
    cell = Slot(0, 0, width, Column("", "", width, align, can_cut=can_cut)).cell(line)
    assert width_of(cell) == width
    assert strip(cell, width, PALETTE, Style()).text.rstrip() == plain(cell).rstrip()


def test_a_line_that_ends_where_a_span_does_still_says_that_it_was_cut() -> None:
    """Truncation is never silent."""
    assert plain(fit((Span("12345678"), Span("90")), 8)) == "1234567…"


@pytest.mark.parametrize("text", ["x" * 200_000, "顧客 " * 60_000], ids=["plain", "wide"])
def test_a_long_answer_on_one_line_is_wrapped_whole(text: str) -> None:
    """A raw answer without line ends must neither hang the program nor lose its end."""
    lines = wrap(text, 40)
    assert max(width_of(line) for line in lines) <= 40
    assert "".join(plain(line) for line in lines).replace(" ", "") == text.replace(" ", "")


def test_a_long_text_is_cut_where_the_column_ends() -> None:
    """On a wide screen as well: 200 characters are not the limit there."""
    assert cut("x" * 10**6, 290) == "x" * 289 + "…"
    assert cut("x" * 290, 290) == "x" * 290


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "x顧客" * 300_000, "🎉e\u0301" * 300_000, "\r" * 1_000_000],
    ids=["plain", "wide", "emoji", "invisible"],
)
def test_a_text_without_end_is_cut_to_its_column(text: str) -> None:
    """Wide characters take two cells, and none may push the figures out of their column."""
    cell = Slot(0, 0, 21, Column("", "", 21)).cell([Span(text)])
    assert width_of(cell) == 21
    assert plain(cell).rstrip().endswith("…")


@pytest.mark.parametrize(
    ("room", "expected"),
    [(298, "vjanf"), (37, "vjanf"), (36, "vjnf"), (30, "vjf"), (18, "vjf"), (8, "vj")],
)
def test_columns_go_in_their_order_when_room_is_short(room: int, expected: str) -> None:
    """The verdict is the last to be seen on a narrow terminal."""
    columns = [
        Column("v", "", 7),
        Column("j", "", 10, grow=1),
        Column("a", "", 5, drop=2),
        Column("n", "", 5, drop=1),
        Column("f", "", 6, can_cut=False),
    ]
    assert "".join(slot.column.key for slot in lay_out(columns, room)) == expected


def test_a_figure_is_never_shown_in_part() -> None:
    """Of 12,345 failures, `12,…` is a lie at a glance."""
    slot = Slot(0, 0, 6, Column("", "", 6, Align.RIGHT, can_cut=False))
    assert plain(slot.cell([Span("12,345")])) == "12,345"
    assert plain(slot.cell([Span("12,345,678")])) == "     …"


def test_spare_room_goes_to_the_columns_that_grow_by_their_shares() -> None:
    """None is lost in rounding, or the last column would stand short of the edge."""
    columns = [Column("a", "", 5, grow=1), Column("b", "", 5), Column("c", "", 5, grow=2)]
    assert [slot.width for slot in lay_out(columns, 27)] == [8, 5, 12]
    assert lay_out(columns, 27)[-1].end == 27


@given(st.integers(0, 60))
def test_columns_stay_within_their_room(room: int) -> None:
    """However narrow the terminal is."""
    columns = [Column("a", "", 7), Column("b", "", 19, grow=1), Column("c", "", 9, can_cut=False)]
    slots = lay_out(columns, room)
    assert not slots or slots[-1].end <= room


def test_runs_of_one_look_are_one_segment() -> None:
    """Each segment costs some 40 bytes of colour codes."""
    line = (Span("a"), Span("   "), Span("b", Tone.DIM), Span(" "), Span("c", Tone.DIM, True))
    assert len(list(strip(line, 20, PALETTE, Style()))) == 2
