"""A text without end, wherever a vendor may put one, and keys that are answered all the same."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from msgspec import structs

from providers.model import JobRef
from providers.watched import Watched
from tests.screens.fake_jobs import app_on, press, read, settled, shown
from tests.screens.sample_jobs import sample_jobs, sample_records
from tests.screens.sample_refs import FAIL

SIZE = 40_000
"""Characters: what takes time by their number shows as well as in a million."""
LONGEST = 0.5
"""Seconds of work that a key may have to wait for."""
LONG = {
    "one word": "x" * SIZE,
    "words": "no such invoice, " * (SIZE // 17),
    "escapes": "\x1b[31m" * (SIZE // 5),
    "wide": "顧客 " * (SIZE // 3),
    "lines": "\n" * SIZE,
}


class Gaps:
    """The longest that the event loop worked while others waited, in seconds.

    Of its own work: on a busy machine it also waits itself.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._last = time.thread_time()
        self.longest = 0.0
        self._again()

    def _again(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now
        self._timer = self._loop.call_later(0.01, self._again)

    def stop(self) -> None:
        """Look no more."""
        self._timer.cancel()


def endless(row: Watched, text: str) -> Watched:
    """The job with that text in all it says."""
    job = row.job
    if job is None or row.ref != FAIL:
        return replace(row, trouble=text)
    problem = sample_records()[0].problems[0]
    job = replace(
        job,
        title=text,
        vendor_status=text,
        facts=(("reference", text), ("note", text)),
        problems=(structs.replace(problem, message=text),),
        diagnostics=(text,),
    )
    return replace(row, job=job, memo=text)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
async def test_a_text_without_end_keeps_no_key_waiting(text: str) -> None:
    """A stack trace in a message must not freeze the desk of all other jobs."""
    jobs = sample_jobs()
    jobs.watched = [endless(row, text) for row in jobs.watched]
    record = sample_records()[0]
    problem = structs.replace(record.problems[0], message=text)
    records = [structs.replace(record, problems=(problem,), data=text, raw=text), record]
    jobs.readings = {FAIL: read(FAIL, records)}
    jobs.bodies = {FAIL: text.encode()}
    jobs.others = {}
    async with app_on(jobs).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        gaps = Gaps()
        await press(pilot, *"]]]]]", "j", "k", "f", "f", "s", "s", "s", "s", "s")
        await press(pilot, "slash", "x", "escape", "enter", "j", "k", "slash", "x", "escape")
        await press(pilot, "enter", "G", "g")
        gaps.stop()
        assert "record" in "\n".join(shown(pilot))
        assert gaps.longest < LONGEST


async def test_ids_of_any_length_stand_in_their_columns() -> None:
    """A hand-edited watchlist may hold anything."""
    jobs = sample_jobs()
    jobs.watched = [Watched(JobRef("a" * 5_000, "b" * 5_000, "c" * 5_000))]
    async with app_on(jobs).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert all(len(line) <= 80 for line in shown(pilot))
