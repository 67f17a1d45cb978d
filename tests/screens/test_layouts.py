"""The desk at every size: which panes it shows, and how one goes from one to another."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from providers.model import Counts
from screens.job_columns import BESIDE, job_form
from screens.job_rows import figures
from screens.widgets.detail import Detail
from screens.widgets.table import LineTable
from tests.screens.fake_jobs import app_on, press, settled, shown
from tests.screens.sample_jobs import sample_jobs

SIZES = [(1, 1), (2, 1), (1, 40), (9, 3), (30, 8), (50, 12), (200, 5), (500, 200)]


def panes(pilot: Pilot[int]) -> list[str]:
    """The panes that are on screen, by the names on their rules."""
    text = "\n".join(shown(pilot))
    return [name for name in ("1  Acc", "2  Jobs", "3  Sum", "What happened") if name in text]


async def resized(pilot: Pilot[int], width: int, height: int) -> None:
    """The terminal has another size, and what that asks for is done."""
    await pilot.resize_terminal(width, height)
    await pilot.pause(0.1)
    await settled(pilot)


@pytest.mark.parametrize(
    ("size", "seen"),
    [
        ((140, 40), ["1  Acc", "2  Jobs", "3  Sum", "What happened"]),
        ((120, 30), ["1  Acc", "2  Jobs", "3  Sum", "What happened"]),
        ((100, 24), ["1  Acc", "2  Jobs", "3  Sum"]),
        ((80, 24), ["2  Jobs", "3  Sum"]),
        ((79, 24), ["2  Jobs"]),
        ((60, 15), ["2  Jobs"]),
        ((59, 14), []),
    ],
    ids=str,
)
async def test_each_size_shows_the_panes_it_has_room_for(
    size: tuple[int, int], seen: list[str]
) -> None:
    """None is cut off: what there is no room for is a key away."""
    async with app_on(sample_jobs()).run_test(size=size) as pilot:
        await settled(pilot)
        assert panes(pilot) == seen
        assert any("373334" in line for line in shown(pilot))


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_no_size_is_too_small_to_work_in(size: tuple[int, int]) -> None:
    """The cursor moves, Enter opens, Esc comes back, and a larger terminal shows it all again."""
    async with app_on(sample_jobs()).run_test(size=size) as pilot:
        await press(pilot, "j", "j", "1", "2", "3", "2", "z", "z", "enter", "escape", "k")
        await resized(pilot, 80, 24)
        assert panes(pilot) == ["2  Jobs", "3  Sum"]
        assert pilot.app.screen.query_one("#jobs", LineTable).cursor_key == "wills/job/" + (
            "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"
        )
        await press(pilot, "q")
        assert not pilot.app.is_running or pilot.app._exit


async def test_one_pane_at_a_time_is_gone_to_by_its_number() -> None:
    """At sixty columns two panes side by side would be two that nobody can read."""
    async with app_on(sample_jobs()).run_test(size=(60, 15)) as pilot:
        await press(pilot, "3")
        assert panes(pilot) == ["3  Sum"]
        assert any("0 of 3 records" in line for line in shown(pilot))
        await press(pilot, "1")
        assert panes(pilot) == ["1  Acc"]
        assert "2 jobs" in shown(pilot)[-1]
        await press(pilot, "escape")
        assert panes(pilot) == ["2  Jobs"]


async def test_h_and_l_go_to_the_pane_beside_and_no_further() -> None:
    """The fingers are there already; going round the end would lose one's place."""
    async with app_on(sample_jobs()).run_test(size=(140, 40)) as pilot:
        await press(pilot, "l", "l")
        detail = pilot.app.screen.query_one(Detail)
        assert pilot.app.focused is not None
        assert detail in pilot.app.focused.ancestors
        await press(pilot, "h")
        assert pilot.app.focused is pilot.app.screen.query_one("#jobs")
        await press(pilot, "h", "h")
        assert pilot.app.focused is pilot.app.screen.query_one("#sidebar")


async def test_z_gives_the_pane_the_screen_and_takes_it_back() -> None:
    """A raw answer is not read in seven lines."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await press(pilot, "3", "z")
        assert panes(pilot) == ["3  Sum"]
        assert "z all panes" in shown(pilot)[-1]
        await press(pilot, "2")
        assert panes(pilot) == ["2  Jobs"]
        await press(pilot, "escape")
        assert panes(pilot) == ["2  Jobs", "3  Sum"]
        await press(pilot, "z", "z")
        assert panes(pilot) == ["2  Jobs", "3  Sum"]


async def test_the_detail_is_scrolled_from_the_list() -> None:
    """One reads what a job says without leaving its place among the others."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await press(pilot, "right_square_bracket", *["left_square_bracket"] * 2)
        first = shown(pilot)[15]
        await press(pilot, "J", "J")
        assert shown(pilot)[15] != first
        assert pilot.app.focused is pilot.app.screen.query_one("#jobs")
        await press(pilot, "K", "K", "K")
        assert shown(pilot)[15] == first


async def test_a_filter_moves_no_pane() -> None:
    """Each letter typed would else draw the whole screen anew."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        [at] = [at for at, line in enumerate(shown(pilot)) if "3  Sum" in line]
        await press(pilot, "f", "slash", *"373334", "enter")
        assert "3  Sum" in shown(pilot)[at]


@pytest.mark.parametrize(
    ("size", "there"),
    [
        ((80, 24), ["account", "job", "ok / total", "fail", "next", "age"]),
        ((140, 40), ["account", "job", "type", "ok / total", "fail", "next", "age"]),
        ((170, 50), ["account", "job", "type", "ok / total", "fail", "next", "age"]),
    ],
    ids=str,
)
async def test_the_columns_that_tell_what_a_job_is_and_how_old_have_room(
    size: tuple[int, int], there: list[str]
) -> None:
    """Beside the detail, which has the bar of the job that is looked at, others go without one."""
    async with app_on(sample_jobs()).run_test(size=size) as pilot:
        await press(pilot, "j")
        table = pilot.app.screen.query_one("#jobs", LineTable)
        titles = [slot.column.title for slot in table._form.slots if slot.column.title]
        assert titles == there
        lines = "\n".join(shown(pilot))
        assert "4150868000005350003" in lines
        assert "1,840 / 5,000" in lines


def test_figures_that_are_too_long_are_told_shorter_and_never_cut() -> None:
    """A million records are seen as such beside the detail too."""
    form = job_form(81, is_beside=True)
    assert form.columns == BESIDE
    room = next(column.width for column in form.columns if column.key == "ok")
    for total, told in (
        (5_000, "1,840 / 5,000"),
        (20_000, "1,840/20,000"),
        (100_000, "1,840/100,000"),
        (1_000_000, "1,840/1,000k"),
        (20_000_000, "1,840/20M"),
    ):
        assert figures(Counts(total=total, succeeded=1_840), room) == told
