"""Fusebill's answers, read into jobs and errors. Expectations are written out by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from providers.errors import (
    NotFound,
)
from providers.fusebill import Fusebill
from providers.model import Counts, Job, JobRef, JobState
from providers.times import iso

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

Read = Callable[[str], bytes]

Open = Callable[..., Fusebill]

ReadJob = Callable[[str, str, str], Awaitable[Job]]


def counts(
    total: int | None, processed: int | None, succeeded: int | None, failed: int | None
) -> Counts:
    """A job's counts, in the order in which people read them."""
    return Counts(total=total, processed=processed, succeeded=succeeded, failed=failed)


@pytest.fixture
async def read(server: Loopback, recorded: Read, open_fusebill: Open) -> ReadJob:
    """Serves a recorded answer, and gives the job that is read from it."""
    adapter = open_fusebill(server.url, allow_actions=True)

    async def read(name: str, kind: str, job_id: str) -> Job:
        server.says(200, recorded(name))
        return (await adapter.fetch(JobRef("acme", kind, job_id))).job

    return read


BULK = [
    # name, id, state, phase, whole job, validation, processing, actions
    (
        "fusebill_bulk_validated_full",
        "373334",
        JobState.AWAITING_ACTION,
        "validation",
        counts(3, None, None, 0),
        counts(3, None, 3, 0),
        counts(3, None, None, None),
        ("process", "cancel"),
    ),
    (
        "fusebill_bulk_processed_with_errors",
        "373334",
        JobState.FAILED,
        "processing",
        counts(3, 3, 0, 3),
        counts(3, None, 3, 0),
        counts(3, 3, 0, 3),
        (),
    ),
    (
        "fusebill_bulk_created",
        "25227",
        JobState.AWAITING_ACTION,
        "validation",
        counts(1, None, None, 0),
        counts(1, None, 1, 0),
        counts(1, None, None, None),
        ("process", "cancel"),
    ),
    (
        "fusebill_bulk_cancelled",
        "373335",
        JobState.FAILED,
        "processing",
        counts(2, 2, 0, 2),
        counts(2, None, 2, 0),
        counts(2, 2, 0, 2),
        (),
    ),
    (
        "fusebill_bulk_validating",
        "500001",
        JobState.RUNNING,
        "validation",
        counts(850, None, None, None),
        counts(850, None, None, None),
        counts(None, None, None, None),
        ("cancel",),
    ),
    (
        "fusebill_bulk_validated_with_errors_full",
        "500002",
        JobState.AWAITING_ACTION,
        "validation",
        counts(3, None, None, 2),
        counts(3, None, 1, 2),
        counts(1, None, None, None),
        ("process", "cancel"),
    ),
    (
        "fusebill_bulk_processing",
        "500003",
        JobState.RUNNING,
        "processing",
        counts(1000, 400, 396, 14),
        counts(1000, None, 990, 10),
        counts(990, 400, 396, 4),
        ("cancel",),
    ),
    (
        "fusebill_bulk_processed_with_errors_full",
        "500004",
        JobState.PARTIAL,
        "processing",
        counts(3, 3, 1, 2),
        counts(3, None, 3, 0),
        counts(3, 3, 1, 2),
        (),
    ),
    (
        "fusebill_bulk_processed",
        "500005",
        JobState.SUCCEEDED,
        "processing",
        counts(2, 2, 2, 0),
        counts(2, None, 2, 0),
        counts(2, 2, 2, 0),
        (),
    ),
    (
        "fusebill_bulk_empty",
        "500006",
        JobState.AWAITING_ACTION,
        "validation",
        counts(0, None, None, 0),
        counts(0, None, 0, 0),
        counts(0, None, None, None),
        ("process", "cancel"),
    ),
    (
        "fusebill_bulk_unknown_everything",
        "500007",
        JobState.UNKNOWN,
        None,
        counts(5, None, None, None),
        counts(5, None, None, None),
        counts(None, None, None, None),
        (),
    ),
]


@pytest.mark.parametrize(
    ("name", "job_id", "state", "phase", "whole", "validation", "processing", "actions"), BULK
)
async def test_a_bulk_job_keeps_validation_apart_from_processing(
    read: ReadJob,
    name: str,
    job_id: str,
    state: JobState,
    phase: str | None,
    whole: Counts,
    validation: Counts,
    processing: Counts,
    actions: tuple[str, ...],
) -> None:
    """`successfulRecords: 3` stands in the answer of a job of which nothing succeeded."""
    job = await read(name, "bulk", job_id)

    assert (job.state, job.phase, job.counts) == (state, phase, whole)
    assert [(part.name, part.counts) for part in job.parts] == [
        ("validation", validation),
        ("processing", processing),
    ]
    assert job.actions == actions
    assert len(job.diagnostics) == (1 if state is JobState.UNKNOWN else 0)


async def test_the_documented_job_is_read_whole(read: ReadJob) -> None:
    """The vendor's own example, before processing."""
    job = await read("fusebill_bulk_validated_full", "bulk", "373334")

    assert (job.provider, job.vendor_status, job.title) == ("fusebill", "Validated", "BulkWriteOff")
    assert iso(job.created_at) == "2020-12-07T14:26:21Z"
    assert (job.started_at, job.finished_at) == (None, None)
    assert [(iso(part.started_at), iso(part.finished_at)) for part in job.parts] == [
        ("2020-12-07T14:26:21Z", "2020-12-07T14:26:21.323000Z"),
        (None, None),
    ]
    assert job.zoneless == frozenset()
    assert dict(job.facts) == {
        "reference": "Bulk write off",
        "file": "BulkWriteOff-20201207.csv",
        "vendor account": "9923946",
        "blocks": "no other bulk job of the account starts until it is processed or cancelled",
    }


async def test_the_documented_end_is_read_whole(read: ReadJob) -> None:
    """The same job processed: its times are those of processing and not of validation."""
    job = await read("fusebill_bulk_processed_with_errors", "bulk", "373334")

    assert job.vendor_status == "ProcessedWithErrors"
    assert iso(job.created_at) == "2020-12-07T14:26:21Z"
    assert iso(job.started_at) == "2020-12-07T14:51:04.020000Z"
    assert iso(job.finished_at) == "2020-12-07T14:51:05.097000Z"
    assert "blocks" not in dict(job.facts)


async def test_seven_decimals_and_a_zone_are_read_in_the_documented_creation(read: ReadJob) -> None:
    """The vendor spells its times otherwise there than everywhere else."""
    job = await read("fusebill_bulk_created", "bulk", "25227")

    assert job.created_at == datetime(2021, 1, 18, 19, 15, 40, 499, UTC)
    assert job.parts[0].finished_at == datetime(2021, 1, 18, 19, 15, 40, 669214, UTC)


async def test_year_one_is_never_shown_as_a_date(read: ReadJob, recorded: Read) -> None:
    """Every example of the vendor's says that it was modified in the year 1."""
    assert b"0001-01-01" in recorded("fusebill_bulk_validated_full")
    unset = await read("fusebill_bulk_validated_full", "bulk", "373334")
    is_set = await read("fusebill_bulk_processed", "bulk", "500005")

    assert "modified" not in dict(unset.facts)
    assert dict(is_set.facts)["modified"] == "2024-03-05T12:02:01.250000Z"


async def test_a_pasted_id_is_one_segment_of_the_path(
    server: Loopback, open_fusebill: Open
) -> None:
    """What a person pastes must not choose another call."""
    server.says(404)

    with pytest.raises(NotFound):
        await open_fusebill(f"{server.url}/v1").fetch(JobRef("acme", "bulk", "1/../x?view=Full#"))

    assert server.requests[0].target == "/v1/BulkApi/1%2F..%2Fx%3Fview%3DFull%23"


async def test_an_answer_about_another_job_says_so_and_offers_no_action(read: ReadJob) -> None:
    """Processing what the answer shows would process the job that was asked for."""
    job = await read("fusebill_bulk_validated_full", "bulk", "999")

    assert job.diagnostics == ("asked for 999, got the job 373334",)
    assert job.actions == ()


async def test_the_key_is_sent_as_it_was_issued(
    server: Loopback, recorded: Read, open_fusebill: Open
) -> None:
    """It is base64 already; encoded again it is refused with a 400."""
    server.says(200, recorded("fusebill_bulk_processed"))

    look = await open_fusebill(server.url).fetch(JobRef("acme", "bulk", "500005"))

    assert server.requests[0].headers["authorization"] == "Basic MDpEVU1NWQ=="
    assert look.raw == recorded("fusebill_bulk_processed")
    assert [e.status for e in look.exchanges] == [200]
