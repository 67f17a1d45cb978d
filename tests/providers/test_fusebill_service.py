"""Fusebill's service jobs, of whose states one word is documented."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from providers.fusebill import Fusebill
from providers.model import Counts, Job, JobRef, JobState
from providers.times import iso

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

Read = Callable[[str], bytes]

Open = Callable[..., Fusebill]

ReadJob = Callable[[str, str, str], Awaitable[Job]]


@pytest.fixture
async def read(server: Loopback, recorded: Read, open_fusebill: Open) -> ReadJob:
    """Serves a recorded answer, and gives the job that is read from it."""
    adapter = open_fusebill(server.url, allow_actions=True)

    async def read(name: str, kind: str, job_id: str) -> Job:
        server.says(200, recorded(name))
        return (await adapter.fetch(JobRef("acme", kind, job_id))).job

    return read


@pytest.mark.parametrize(
    ("name", "job_id", "state", "expected", "finished_at", "notes"),
    [
        (
            "fusebill_service_not_started",
            "2607617",
            JobState.QUEUED,
            Counts(total=19),
            None,
            0,
        ),
        (
            "fusebill_service_in_progress",
            "2607618",
            JobState.RUNNING,
            Counts(total=200, succeeded=90, failed=10, percent=50.0),
            None,
            1,
        ),
        (
            "fusebill_service_ended_with_failures",
            "2607619",
            JobState.PARTIAL,
            Counts(total=2, succeeded=1, failed=1, percent=100.0),
            "2024-03-05T11:02:03.400000Z",
            1,
        ),
        ("fusebill_service_odd", "2607620", JobState.QUEUED, Counts(total=0), None, 0),
    ],
)
async def test_a_service_job_ends_by_its_time_and_guessed_words_are_said_to_be(
    read: ReadJob,
    name: str,
    job_id: str,
    state: JobState,
    expected: Counts,
    finished_at: str | None,
    notes: int,
) -> None:
    """One word of its states is documented; a guess that looks like knowledge misleads."""
    job = await read(name, "service", job_id)

    assert (job.state, job.counts, iso(job.finished_at)) == (state, expected, finished_at)
    assert len(job.diagnostics) == notes
    assert job.actions == ()


async def test_the_documented_service_job_is_read_whole(read: ReadJob) -> None:
    """Its `additionalData` is JSON in a string; shown as keys it can be read."""
    job = await read("fusebill_service_not_started", "service", "2607617")

    assert job.title == "SubscriptionProductBulkPriceChange"
    assert iso(job.created_at) == "2020-06-23T10:50:42Z"
    assert job.facts == (
        ("vendor account", "12345"),
        ("planProductIds", "[61180,61181,61182]"),
        ("createCharges", "false"),
    )


async def test_additional_data_that_is_no_json_is_shown_as_it_is(read: ReadJob) -> None:
    """What is in it depends on the type of job, of which only one is known."""
    job = await read("fusebill_service_odd", "service", "2607620")

    assert dict(job.facts)["additional data"] == "not json"
    assert dict(job.facts)["offline"] == "yes"
