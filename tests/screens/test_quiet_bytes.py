"""What news costs a slow line: a real session, whose clock is moved by hand, at one vendor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bench.quiet_desk import REFS, quiet_desk

SIZE = (140, 40)


@pytest.fixture(autouse=True)
def _true_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


def size_of(written: list[str]) -> int:
    """Bytes."""
    return sum(len(each.encode()) for each in written)


async def test_polls_that_bring_nothing_write_nothing(tmp_path: Path) -> None:
    """Not the times, not the calls; one line of the timeline, where that is looked at."""
    async with quiet_desk(tmp_path, SIZE, "terminal") as desk:
        asked = len(desk.vendor.asked)
        assert await desk.pass_time(60) == []
        assert len(desk.vendor.asked) >= asked + 20
        await desk.pilot.press("]", "]", "]")
        written = await desk.pass_time(60)
        assert written
        assert max(len(each.encode()) for each in written) < 80


async def test_times_that_are_old_are_put_right_by_a_poll_and_by_a_key(tmp_path: Path) -> None:
    """A desk that says it polled last half an hour ago seems to be dead."""
    async with quiet_desk(tmp_path, SIZE, "terminal", count=1) as desk:
        written = await desk.pass_time(380)
        assert 0 < size_of(written) < 400
        await desk.pass_time(70)
        await desk.pilot.press("0")
        assert re.search("polled 12:0[67]", desk.screen_text())


async def test_a_job_that_moves_on_costs_its_cells(tmp_path: Path) -> None:
    """At its first step, for which the strip makes room, and after; also under the cursor."""
    async with quiet_desk(tmp_path, SIZE, "terminal") as desk:
        for ref, most in ((REFS[3], 300), (REFS[3], 200), (REFS[0], 400), (REFS[0], 400)):
            desk.move(ref, 300)
            assert 0 < size_of(await desk.pass_time(61)) < most
        assert "1,800 / 5,000" in desk.screen_text()


async def test_a_minute_of_twenty_jobs_that_all_move_is_cheap(tmp_path: Path) -> None:
    """Four steps of each."""
    async with quiet_desk(tmp_path, SIZE, "terminal") as desk:
        sent = 0
        for _ in range(4):
            for ref in REFS:
                desk.move(ref, 37)
            sent += size_of(await desk.pass_time(15))
        assert 0 < sent < 10_000
