"""Fusebill's answers, read into jobs and errors. Expectations are written out by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from providers.errors import (
    Malformed,
    NotFound,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
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


ERRORS: list[tuple[str, int, type[ProviderError], str]] = [
    ("fusebill_error_404_bulk", 404, NotFound, "AccountUpload with id 373333 not found."),
    ("fusebill_error_404_service_job", 404, NotFound, "ServiceJob with id 260761 not found."),
    ("fusebill_error_404_bulk", 404, NotFound, "or the feature is not enabled"),
    ("fusebill_error_400_not_processable", 400, Rejected, "Cannot process Upload 373321"),
    ("fusebill_error_400_key_format", 400, Unauthorized, "not in the correct format"),
    ("fusebill_error_400_several", 400, Rejected, "field is required.; Unknown upload type."),
    ("fusebill_error_401", 401, Unauthorized, "Authorization has been denied"),
    ("fusebill_error_409", 409, Rejected, "Another bulk job"),
    ("fusebill_error_429", 429, RateLimited, "Rate limit of 50 requests"),
    ("fusebill_error_500", 500, Unavailable, "An unexpected error"),
    # An envelope with 200 around it: the vendor's word wins over a gateway's status.
    ("fusebill_error_404_bulk", 200, NotFound, "AccountUpload with id 373333 not found."),
    ("fusebill_error_500", 200, Unavailable, "An unexpected error"),
]


@pytest.mark.parametrize(("name", "status", "kind", "told"), ERRORS)
async def test_every_refusal_has_its_class_and_the_vendors_words(
    server: Loopback,
    recorded: Read,
    open_fusebill: Open,
    name: str,
    status: int,
    kind: type[ProviderError],
    told: str,
) -> None:
    """A key of the wrong form is a 400 at this vendor: read as the job's fault, every job of the
    account would be given up."""
    server.says(status, recorded(name), times=2)

    with pytest.raises(ProviderError) as caught:
        await open_fusebill(server.url).fetch(JobRef("acme", "bulk", "373333"))

    assert type(caught.value) is kind
    assert told in str(caught.value)
    assert caught.value.exchanges[0].path == "/BulkApi/373333"


BODIES: list[tuple[int, bytes, type[ProviderError], str]] = [
    (200, b"", Malformed, "the answer is empty"),
    (204, b"", Malformed, "the answer is empty"),
    (200, b"<html>Sign in</html>", Malformed, "a web page instead of JSON"),
    (200, b"{", Malformed, "not JSON"),
    (200, b"\xff\xfe", Malformed, "not JSON"),
    (200, b"[]", Malformed, "not as documented"),
    (200, b"null", Malformed, "not as documented"),
    (200, b'"hi"', Malformed, "not as documented"),
    (200, b"{}", Malformed, "no bulk job"),
    (200, b'{"status":7}', Malformed, "$.status"),
    (200, b'{"id":1,"totalRecords":"3"}', Malformed, "$.totalRecords"),
    (200, b'{"id":1,"totalRecords":NaN}', Malformed, "not JSON"),
    (200, b'{"x":' + b"[" * 100_000, Malformed, ""),
    (200, b'{"Errors":[{"Value":"odd"}],"HttpStatusCode":200}', Rejected, "HTTP 400: odd"),
    (200, b'{"Errors":[{"Value":"odd"}]}', Rejected, "HTTP 400: odd"),
    (400, b"", Rejected, "HTTP 400"),
    (403, b'{"Errors":null}', ProviderError, "HTTP 403"),
    (404, b"<html>", NotFound, "HTTP 404"),
    (429, b"slow down", RateLimited, "HTTP 429"),
    (500, b"<html>\x1b[2J</html>", Unavailable, "HTTP 500"),
    (502, b"", Unavailable, "HTTP 502"),
    (400, b'{"Errors":[{"Value":"\\u001b[2J\\u202e"}]}', Rejected, "␛[2J<U+202E>"),
]


@pytest.mark.parametrize(("status", "body", "kind", "told"), BODIES)
async def test_whatever_is_answered_only_our_errors_leave(
    server: Loopback,
    open_fusebill: Open,
    status: int,
    body: bytes,
    kind: type[ProviderError],
    told: str,
) -> None:
    """A proxy's page, half an answer, a new shape: the other jobs are polled on."""
    server.says(status, body, {"Content-Type": "text/plain"}, times=2)

    with pytest.raises(kind) as caught:
        await open_fusebill(server.url).fetch(JobRef("acme", "bulk", "1"))

    assert told in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({}, None, None),
        ({"Retry-After": "7"}, 7, 7),
        ({"X-Rate-Limit-Reset-Minute": "2000-01-01T00:00:00Z"}, None, None),
        ({"X-Rate-Limit-Reset-Minute": "9999-01-01T00:00:00Z"}, 3600, 3600),
        ({"X-Rate-Limit-Reset-Minute": "99999999999"}, 3600, 3600),
        ({"X-Rate-Limit-Reset-Minute": "next minute"}, None, None),
        (
            {
                "X-Rate-Limit-Remaining-Day": "0",
                "X-Rate-Limit-Reset-Minute": "2000-01-01T00:00:00Z",
                "X-Rate-Limit-Reset-Day": "9999-01-01T00:00:00Z",
            },
            3600,
            3600,
        ),
        ({"Retry-After": "7", "X-Rate-Limit-Reset-Minute": "9999-01-01T00:00:00Z"}, 3600, 3600),
    ],
)
async def test_a_used_up_limit_says_when_it_starts_anew(
    server: Loopback,
    open_fusebill: Open,
    headers: dict[str, str],
    low: float | None,
    high: float | None,
) -> None:
    """A test account has ten requests a minute; asking on uses up the day."""
    server.says(429, b"", headers)

    with pytest.raises(RateLimited) as caught:
        await open_fusebill(server.url).fetch(JobRef("acme", "bulk", "1"))

    assert caught.value.retry_after == low == high


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
