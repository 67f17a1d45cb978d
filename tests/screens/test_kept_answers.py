"""What is kept of a job's last answer, and how the desk tells when and by what it was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from providers.model import Exchange, Presence
from tests.screens.fake_jobs import NOW, app_on, press, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL

BODY = b'{"status": "ProcessedWithErrors"}'
CALL = Exchange(NOW - timedelta(minutes=4), "GET", "/v1/BulkApi/373334", 200)


@pytest.mark.parametrize(
    ("presence", "said"),
    [
        (Presence.LIVE, "read 12:00:31; GET /v1/BulkApi/373334, 200"),
        (
            Presence.GONE,
            "kept from 12:00:31, the vendor no longer knows the job; GET /v1/BulkApi/373334, 200",
        ),
    ],
)
async def test_an_answer_is_shown_with_when_and_how_it_was_read(
    presence: Presence, said: str
) -> None:
    """Of a job that the vendor forgot it is all that is left, and must not pass for its word."""
    jobs = sample_jobs()
    jobs.bodies, jobs.calls_of = {FAIL: BODY}, {FAIL: (CALL,)}
    jobs.watched = [
        replace(row, presence=presence) if row.ref == FAIL else row for row in jobs.watched
    ]
    async with app_on(jobs).run_test(size=(80, 24)) as pilot:
        await press(pilot, *["right_square_bracket"] * 4)
        text = " ".join(" ".join(shown(pilot)).split())
        assert said in text
        assert '"status": "ProcessedWithErrors"' in text
