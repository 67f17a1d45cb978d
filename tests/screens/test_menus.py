"""The menus of cards on narrow terminals: what a choice does is read there too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from screens.menu_text import MenuItem, menu_lines, told_lines
from screens.paint import Span, plain
from tests.screens.fake_jobs import FakeJobs, app_on, press, shown
from tests.screens.sample_copies import copying_jobs
from tests.screens.sample_exports import exporting_jobs

ITEMS = (
    MenuItem("c", "CSV", (Span("60 records, "), Span("all of the job"))),
    MenuItem("r", "Resubmit", (Span("18 of 60 records, to be sent again"),)),
)


def test_nothing_is_told_twice_where_every_line_has_its_room() -> None:
    """Below the menu of a wide terminal it would be noise."""
    assert told_lines(ITEMS, 0, 60) == []
    assert plain(menu_lines(ITEMS, 0)[1]) == "▌ c  CSV         60 records, all of the job"


def test_what_is_told_takes_the_same_lines_whichever_is_chosen() -> None:
    """The menu would jump under the fingers else."""
    first, second = told_lines(ITEMS, 0, 20), told_lines(ITEMS, 1, 20)
    assert len(first) == len(second)
    assert " ".join(plain(line) for line in first).strip() == "60 records, all of the job"


@pytest.mark.parametrize(
    ("jobs", "keys", "told"),
    [
        (exporting_jobs, "x down down down", "18 of 60 records, to be sent again: failed, skipped"),
        (copying_jobs, "Y down down", "where the vendor's API has it"),
        (copying_jobs, "Y " + "down " * 9, "job, times, causes, for a ticket"),
    ],
)
async def test_at_forty_columns_the_chosen_one_is_told_in_full(
    jobs: Callable[[], FakeJobs], keys: str, told: str
) -> None:
    """And its line stays in sight."""
    async with app_on(jobs()).run_test(size=(40, 15)) as pilot:
        await press(pilot, *keys.split())
        lines = shown(pilot)
        assert told in " ".join(" ".join(lines).split())
        assert any(line.startswith(" ▌ ") for line in lines)
