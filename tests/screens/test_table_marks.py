"""Marks in the table: which rows they are on, and that they stay there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.app import App, ComposeResult

from screens import themes
from screens.paint import Line, Span
from screens.widgets.table import Align, Column
from screens.widgets.table_marking import MarkTable
from screens.widgets.table_marks import MOST
from tests.screens.fake_jobs import FakeJobs, app_on, foot, listed, news, press, read, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL, PART
from tests.screens.test_records_keys import records

SIZE = (40, 11)
COLUMNS = (Column("job", "job", 10), Column("fail", "fail", 6, Align.RIGHT))


class Jobs:
    """Rows in the order of their keys."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys

    def __len__(self) -> int:
        return len(self.keys)

    def key(self, index: int) -> str:
        return self.keys[index]

    def find(self, key: str) -> int | None:
        return self.keys.index(key) if key in self.keys else None

    def cells(self, index: int) -> Sequence[Line]:
        return [(Span(self.keys[index]),), (Span("0"),)]


def names(count: int) -> list[str]:
    return [f"job{at}" for at in range(count)]


def last_asked(jobs: FakeJobs) -> object:
    """The last call that the screens made."""
    return jobs.asked[-1]


class MarkApp(App[None]):
    """One table of ten rows under its header."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__()
        for each in themes.ALL:
            self.register_theme(each)
        self.theme = "dark"
        self.table = MarkTable(COLUMNS)
        self.table.show(Jobs(keys))
        self.troubles: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mark_table_marked(self, event: MarkTable.Marked) -> None:
        self.troubles.append(event.trouble)

    def signs(self) -> str:
        """The first cell of each row."""
        return "".join(self.table.render_line(y).text[0] for y in range(1, 11))


async def test_space_marks_and_moves_on_and_takes_back() -> None:
    """Ten rows are marked by ten keys; the sign stands without colour too."""
    app = MarkApp(names(5))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space", "j", "space")
        assert app.table.marked == {"job0", "job2"}
        assert app.signs() == "* *▌      "
        await pilot.press("k")
        assert app.signs() == "* █       "
        await pilot.press("space")
        assert app.table.marked == {"job0"}


async def test_marks_stay_on_their_rows_whatever_is_shown() -> None:
    """What is exported must be what was marked, not what stands on its lines by now."""
    app = MarkApp(names(5))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space", "space")
        app.table.show(Jobs(["new", *reversed(names(5))]))
        await pilot.pause()
        assert app.table.marked == {"job0", "job1"}
        assert app.signs()[:6] == "   ▌**"
        app.table.show(Jobs(["job1", "job4"]))
        assert app.table.marked == {"job0", "job1"}
        assert app.table.shown_marks() == {"job1"}
        app.table.keep_marks({"job1", "job4"})
        assert app.table.marked == {"job1"}


@pytest.mark.parametrize("ending", ["v", "space"])
async def test_a_range_is_from_where_it_was_begun_to_the_cursor(ending: str) -> None:
    """It follows the cursor both ways until it is ended, and Esc takes it back first."""
    app = MarkApp(names(30))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "j", "v", "j", "j", "k", "k", "k")
        assert app.signs()[:4] == " █* "
        assert app.table.ranged == 2
        await pilot.press(ending)
        assert app.table.marked == {"job1", "job2"}
        await pilot.press("G", "v", "k")
        assert app.table.clear_marks()
        assert app.table.marked == {"job1", "job2"}
        assert app.table.clear_marks()
        assert not app.table.clear_marks()
        assert "*" not in app.signs()


async def test_all_that_are_shown_are_marked_and_again_none() -> None:
    """With some marked it is the others: all but this one."""
    app = MarkApp(names(30))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("*")
        assert app.table.marked == set(names(30))
        await pilot.press("*")
        assert app.table.marked == frozenset()
        await pilot.press("space", "*")
        assert app.table.marked == set(names(30)) - {"job0"}


async def test_more_rows_than_can_be_marked_are_refused_aloud() -> None:
    """Half of what was wanted, marked in silence, would be taken for all of it."""
    app = MarkApp(names(MOST + 1))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("*")
        assert app.table.marked == frozenset()
        assert app.troubles[-1].startswith("at most 20,000 rows")
        await pilot.press("v", "G", "v")
        assert app.table.marked == frozenset()
        assert app.troubles[-1].startswith("at most 20,000 rows")


async def test_the_marked_jobs_are_polled_and_those_hidden_are_not() -> None:
    """`r` on three jobs of a ticket; one that nobody sees must not cost a request."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=(80, 24)) as pilot:
        await press(pilot, "space", "space")
        assert "2 marked" in "\n".join(shown(pilot))
        await press(pilot, "r")
        assert last_asked(jobs) == ("poll_now", (FAIL, PART))
        await press(pilot, "slash", *FAIL.id, "enter")
        assert "2 marked, 1 hidden" in "\n".join(shown(pilot))
        await press(pilot, "r")
        assert last_asked(jobs) == ("poll_now", (FAIL,))
        await press(pilot, "escape")
        assert "marked" not in "\n".join(shown(pilot))
        assert len(listed(pilot)) == 1
        await press(pilot, "escape")
        assert len(listed(pilot)) > 1


async def test_the_mark_of_a_job_that_was_removed_goes_with_it() -> None:
    """Added again later, it must not be polled for a mark that nobody remembers."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=(80, 24)) as pilot:
        await press(pilot, "space", "space")
        jobs.watched = [row for row in jobs.watched if row.ref != FAIL]
        await news(pilot)
        table = pilot.app.screen.query_one("#jobs", MarkTable)
        assert table.marked == {str(PART)}


async def test_the_marked_records_are_what_is_taken_away() -> None:
    """Of forty records, the two that the customer asks for."""
    jobs = sample_jobs()
    jobs.readings = {FAIL: read(FAIL, records())}
    async with app_on(jobs).run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "j", "v", "j", "x")
        text = "\n".join(shown(pilot))
        assert "2 marked" in text
        assert "those marked" in text
        await press(pilot, "escape", "slash", *"state:succeeded", "enter", "x")
        assert "hidden" in foot(pilot)
