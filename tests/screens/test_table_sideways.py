"""What is further right than the screen is wide, and what the header says of the order."""

from __future__ import annotations

from rich.cells import cell_len

from screens.paint import Span, plain
from screens.widgets.table import Column, Order
from screens.widgets.table_columns import Slot
from tests.screens.fake_jobs import app_on, press, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.test_table import SIZE, TableApp, jobs

END = "and here it ends."
LONG = "Customer 90433 is not Active, 顧客は無効 🎉 e\u0301 " * 6 + END


async def test_a_long_text_is_read_to_its_end_and_figures_stay_in_their_columns() -> None:
    """The end of a vendor's message is where it says which field is wrong."""
    rows = jobs(40)
    rows.titles["job1"] = LONG
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        widths = [slot.width for slot in app.table._form.slots]
        seen = set[str]()
        for _ in range(30):
            await pilot.press("right")
            line = app.table.render_line(2)
            assert cell_len(line.text) == 60
            assert line.text[:-1].endswith(" 2d    9s         0")
            seen.add(line.text)
        assert END in app.table.lines()[2]
        assert "…" in app.table.lines()[0]
        assert app.table.lines()[1].split()[:2] == ["▌RUN", "job0"]
        assert [slot.width for slot in app.table._form.slots] == widths
        for part in LONG.split():
            assert any(part in text for text in seen)
        await pilot.press(*["left"] * 30)
        assert app.table.lines()[2].split()[1] == "Customer"
        assert "…" not in app.table.lines()[0]


async def test_columns_there_is_no_room_for_stand_further_right() -> None:
    """On sixty columns and fewer, what was left out is one key away, beside the first column."""
    app = TableApp(jobs(40))
    async with app.run_test(size=(30, 11)) as pilot:
        assert app.table.lines()[0].split() == ["verdict", "job", "fail"]
        await pilot.press("right")
        assert app.table.lines()[0].split() == ["verdict", "age", "next"]
        assert app.table.lines()[1].split()[:3] == ["▌RUN", "2d", "9s"]
        await pilot.press("right", "j", "left")
        assert app.table.lines()[0].split() == ["verdict", "job", "fail"]
        assert app.table.cursor_key == "job1"


async def test_a_wider_screen_shows_all_again() -> None:
    """Whoever makes the window larger must not be left on a part of the columns."""
    app = TableApp(jobs(40))
    async with app.run_test(size=(30, 11)) as pilot:
        await pilot.press("right")
        await pilot.resize_terminal(60, 11)
        await pilot.pause()
        assert app.table.lines()[0].split() == ["verdict", "job", "age", "next", "fail"]


async def test_the_header_says_what_the_rows_are_sorted_and_filtered_by() -> None:
    """A list in an order that nobody sees is read as if it were in another."""
    app = TableApp(jobs(40))
    async with app.run_test(size=SIZE) as pilot:
        app.table.repainted.clear()
        app.table.order = Order("fail", True, frozenset({"job"}))
        assert app.table.lines()[0].split() == ["verdict", "/job", "age", "next", "fail↓"]
        assert [region.y for region in app.table.repainted] == [0]
        app.table.order = Order("job")
        await pilot.pause()
        assert app.table.lines()[0].split() == ["verdict", "job↑", "age", "next", "fail"]


async def test_the_desks_header_follows_the_sort_and_the_filter() -> None:
    """`s` changes the order; where to look for it is in the header."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:

        def header() -> str:
            return next(line for line in shown(pilot) if "account" in line and "next" in line)

        await press(pilot, "s")
        assert "account↑" in header()
        await press(pilot, "s", "s")
        assert "fail↓" in header()
        await press(pilot, "slash", *"account:crm", "enter")
        assert "/account" in header()


def test_plain_text_of_a_moved_cell_is_what_is_left() -> None:
    """Half of a wide character is a blank, and a mark stays with its letter."""
    slot = Slot(0, 0, 6, Column("", "", 6, grow=1))
    assert plain(slot.cell([Span("顧客ABCDEF")], 2)) == "… ABC…"
    assert plain(slot.cell([Span("abcde\u0301fgh")], 2)) == "…de\u0301fgh"
