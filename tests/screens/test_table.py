"""The table, in a running app: what a reader would miss if it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from screens import themes
from screens.paint import Line, Span, Tone
from screens.widgets.table import Align, Column, LineTable

COLUMNS = (
    Column("verdict", "verdict", 7),
    Column("job", "job", 10, grow=1),
    Column("age", "age", 5, drop=2),
    Column("next", "next", 5, drop=1),
    Column("fail", "fail", 6, Align.RIGHT, can_cut=False),
)


@dataclass
class Jobs:
    """Rows in the order of `keys`; each knows its own failures."""

    keys: list[str]
    fails: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.keys)

    def key(self, index: int) -> str:
        return self.keys[index]

    def find(self, key: str) -> int | None:
        return self.keys.index(key) if key in self.keys else None

    def cells(self, index: int) -> Sequence[Line]:
        self.asked.add(index)
        key = self.keys[index]
        texts = ("RUN", self.titles.get(key, key), "2d", "9s", self.fails.get(key, "0"))
        return [(Span(text, Tone.PLAIN),) for text in texts]


def jobs(count: int) -> Jobs:
    return Jobs([f"job{at}" for at in range(count)])


class SeenTable(LineTable):
    """Notes what it has repainted; an empty region stands for all of it."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, empty=[(Span("No jobs yet."),)])
        self.repainted: list[Region] = []

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> SeenTable:
        if repaint:
            self.repainted.extend(regions or [Region()])
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def lines(self) -> list[str]:
        """What stands on its lines."""
        return [self.render_line(y).text.rstrip() for y in range(self.size.height)]


class TableApp(App[None]):
    """One table, ten rows high under its header."""

    def __init__(self, rows: Jobs, theme: str = "dark") -> None:
        super().__init__()
        for each in themes.ALL:
            self.register_theme(each)
        self.theme = theme
        self.table = SeenTable()
        self.table.show(rows)
        self.heard: list[tuple[str, str | None]] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"}

    def compose(self) -> ComposeResult:
        yield self.table

    def on_line_table_moved(self, event: LineTable.Moved) -> None:
        self.heard.append(("moved", event.key))

    def on_line_table_opened(self, event: LineTable.Opened) -> None:
        self.heard.append(("opened", event.key))


SIZE = (60, 11)

FIGURES = " 2d    9s         0 "
"""How each row ends, at that size."""


def cursor_line(table: SeenTable) -> int:
    [line] = [at for at, text in enumerate(table.lines()) if text.startswith("▌")]
    return line


async def test_the_cursor_stays_on_its_job_and_its_line_when_rows_are_sorted_anew() -> None:
    """Enter after a refresh must open the job the reader looked at, where they look."""
    app = TableApp(jobs(40))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_to("job20")
        line = cursor_line(app.table)
        app.table.show(Jobs([f"job{at}" for at in reversed(range(40))]))
        await pilot.press("enter")
        assert app.heard[-1] == ("opened", "job20")
        assert cursor_line(app.table) == line


async def test_a_list_read_from_its_top_shows_what_comes_in_above() -> None:
    """A new failure sorts to the top, and must not slip in out of sight."""
    app = TableApp(jobs(40))
    async with app.run_test(size=SIZE):
        app.table.show(Jobs(["new", *jobs(40).keys]))
        assert app.table.lines()[1].split()[:2] == ["RUN", "new"]
        assert app.table.cursor_key == "job0"


@pytest.mark.parametrize(
    ("left", "expected"),
    [(["job1", "job3", "job4"], "job3"), (["job0", "job1"], "job1"), ([], None)],
    ids=["below", "above", "none"],
)
async def test_the_cursor_of_a_removed_row_goes_to_its_neighbour(
    left: list[str], expected: str | None
) -> None:
    """`d` pressed again takes the next job, not the first; and whoever shows details hears it."""
    app = TableApp(jobs(5))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_to("job2")
        app.table.show(Jobs(left))
        await pilot.pause()
        assert app.table.cursor_key == expected
        assert app.heard[-1] == ("moved", expected)


async def test_a_page_moves_the_window_and_keeps_the_cursors_line() -> None:
    """A reader pages with the eyes at rest."""
    app = TableApp(jobs(100))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "j", "pagedown")
        assert app.table.cursor_key == "job11"
        assert cursor_line(app.table) == 3
        await pilot.press("ctrl+d")
        assert app.table.cursor_key == "job16"
        await pilot.press("G")
        assert app.table.visible_range == range(90, 100)
        await pilot.press("g", "pageup")
        assert app.table.cursor_key == "job0"


async def test_a_cursor_that_passes_the_edge_moves_the_window_by_half() -> None:
    """A window that moves at every key costs a screen in bytes each time."""
    app = TableApp(jobs(100))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["down"] * 10)
        assert app.table.visible_range == range(5, 15)
        app.table.repainted.clear()
        await pilot.press(*["k"] * 5)
        assert app.table.visible_range == range(5, 15)
        await pilot.press("up")
        assert app.table.visible_range == range(10)


async def test_only_the_cells_that_changed_are_repainted() -> None:
    """One figure in a list of jobs must not cost the list."""
    rows = jobs(40)
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.repainted.clear()
        rows.fails |= {"job3": "17", "job30": "5"}
        app.table.show(rows)
        assert app.table.repainted == [Region(53, 4, 6, 1)]
        app.table.repainted.clear()
        app.table.show(rows)
        assert app.table.repainted == []


async def test_a_moving_cursor_repaints_two_rows() -> None:
    """Holding `j` over a slow line must keep up."""
    app = TableApp(jobs(5))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.repainted.clear()
        await pilot.press("j")
        assert app.table.repainted == [Region(0, 1, 60, 1), Region(0, 2, 60, 1)]


async def test_the_focus_repaints_the_cursors_row_and_no_more() -> None:
    """Tab between panes is pressed all day."""
    app = TableApp(jobs(5))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        focused = app.table.render_line(1)
        app.table.repainted.clear()
        app.screen.set_focus(None)
        await pilot.pause()
        assert app.table.repainted == [Region(0, 1, 60, 1)]
        assert app.table.render_line(1) != focused


async def test_only_rows_on_screen_are_asked_for() -> None:
    """A million records stand in a file, and stay there."""
    rows = jobs(20_000)
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("G")
        assert rows.asked == {*range(10), *range(19_990, 20_000)}


@pytest.mark.parametrize("theme", ["dark", "terminal"])
@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        ("a\nb\tc\rd", "a⏎b cd"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("e" + "\u0301" * 99, "e" + "\u0301" * 4),
        ("\x9b2J", "<9B>2J"),
    ],
    ids=["escapes", "markup", "lines", "bidi", "marks", "c1"],
)
async def test_hostile_text_is_shown_and_never_acted_upon(text: str, seen: str, theme: str) -> None:
    """Vendors pass on what their customers typed."""
    rows = jobs(3)
    rows.titles["job1"] = text
    app = TableApp(rows, theme)
    async with app.run_test(size=SIZE):
        strips = [app.table.render_line(y) for y in range(11)]
        assert all(strip.cell_length == 60 for strip in strips)
        shown = strips[2].text
        assert not any(ord(ch) < 0x20 or 0x7F <= ord(ch) < 0xA0 or ch == "\u202e" for ch in shown)
        assert f" {seen} " in shown
        assert shown.endswith(FIGURES)


async def test_the_header_stays_while_rows_scroll() -> None:
    """Figures without their titles are guesses."""
    app = TableApp(jobs(100))
    async with app.run_test(size=SIZE) as pilot:
        header = app.table.lines()[0]
        assert header.split() == ["verdict", "job", "age", "next", "fail"]
        await pilot.press("G")
        assert app.table.lines()[0] == header


async def test_an_empty_table_says_what_to_do() -> None:
    """The first screen of a new user is an empty list."""
    app = TableApp(jobs(0))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "G", "pagedown", "ctrl+u", "enter")
        assert "  No jobs yet." in app.table.lines()
        assert app.heard == []
        app.table.show(jobs(1))
        assert "  No jobs yet." not in app.table.lines()
        assert app.table.cursor_key == "job0"


async def test_a_click_moves_and_a_double_click_opens() -> None:
    """Some engineers use the mouse."""
    app = TableApp(jobs(40))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(app.table, offset=(5, 3))
        assert app.heard[-1] == ("moved", "job2")
        await pilot.click(app.table, offset=(5, 4), times=2)
        assert app.heard[-1] == ("opened", "job3")
        await pilot.click(app.table, offset=(59, 10))
        assert app.table.visible_range == range(30, 40)


async def test_a_smaller_window_still_shows_the_cursor() -> None:
    """Splitting a tmux pane must not lose the reader's place."""
    app = TableApp(jobs(40))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_to("job8")
        await pilot.resize_terminal(60, 5)
        await pilot.pause()
        assert len([line for line in app.table.lines() if line.startswith("▌")]) == 1
