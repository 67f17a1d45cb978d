"""What the desk sends to the terminal, beside the budget it has: quiet polls, steps, first paint.

By hand: `python -m tests.bench.bench_bytes`. The session, its polls and what is painted of them are
real; the vendor is not, and its time passes in a moment. At 140x40 in true colour, and the first
paint at 80x24, in the terminal's own colours and in the dark theme.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.bench.quiet_desk import REFS, QuietDesk, quiet_desk
from tests.screens.fake_jobs import app_on, settled
from tests.screens.recording import RecordingDriver
from tests.screens.sample_jobs import sample_jobs

SIZE = (140, 40)
THEMES = ("terminal", "dark")


def tell(theme: str, what: str, sent: int, budget: int) -> None:
    """One line, with the share of the budget that was used."""
    used = f"{sent / budget:5.2f} of {budget:,}" if budget else ("none" if not sent else "OVER")
    # The app takes what is printed while it runs.
    print(f"{theme:9} {what:54} {sent:7,} B   {used}", file=sys.__stdout__, flush=True)


def size_of(written: list[str]) -> int:
    """Bytes."""
    return sum(len(each.encode()) for each in written)


async def first_paint(theme: str) -> None:
    """The sample desk, as it stands after the start."""
    app = app_on(sample_jobs(), theme=theme)
    app.driver_class = RecordingDriver
    RecordingDriver.written.clear()
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await settled(pilot)
        tell(theme, "first paint at 80x24", size_of(RecordingDriver.written), 15_000)


async def shown(desk: QuietDesk) -> list[str]:
    """What is written once a poll has brought what the vendor says."""
    for _ in range(61):
        if written := await desk.pass_time(1):
            return written
    return []


async def news(theme: str, folder: Path) -> None:
    """Twenty running jobs."""
    async with quiet_desk(folder, SIZE, theme) as desk:
        asked = len(desk.vendor.asked)
        sent = size_of(await desk.pass_time(60))
        polls = len(desk.vendor.asked) - asked
        tell(theme, f"a minute, {polls} polls that bring nothing", sent, 0)
        for ref, what in (
            (REFS[0], "a job's first step, under the cursor"),
            (REFS[0], "a job's step after, under the cursor"),
            (REFS[0], "the step that tells its pace, under the cursor"),
            (REFS[3], "a job's first step, away from the cursor"),
            (REFS[3], "a job's step after, away from the cursor"),
        ):
            desk.move(ref, 300)
            tell(theme, what, size_of(await shown(desk)), 400)
        await desk.pilot.press("]", "]", "]")
        written = await desk.pass_time(61)
        most = max(len(each.encode()) for each in written)
        tell(theme, "a poll that brings nothing, timeline open", most, 80)
        await desk.pilot.press("[", "[", "[")
        sent = 0
        for _ in range(4):
            for ref in REFS:
                desk.move(ref, 37)
            sent += size_of(await desk.pass_time(15))
        tell(theme, "a minute in which each of 20 jobs makes four steps", sent, 10_000)
        await desk.pilot.press("p")
        tell(theme, "a minute with no poll due", size_of(await desk.pass_time(60)), 0)


def main() -> None:
    """Measure and print."""
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for theme in THEMES:
        asyncio.run(first_paint(theme))
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(news(theme, Path(folder)))


if __name__ == "__main__":
    main()
