"""WillSuite's answers, read into jobs and errors. Expectations are written out by hand."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from providers.base import Provider, RecordStream
from providers.model import Counts, JobRef, JobState, Look, Problem, Record
from providers.times import iso
from providers.willsuite import WillSuite

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

Read = Callable[[str], bytes]

Open = Callable[..., WillSuite]

ReadAll = Callable[[Provider, Look], Awaitable[tuple[list[Record], RecordStream]]]

SEED = "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"


def own(number: int) -> str:
    """The id of a constructed job."""
    return f"00000000-0000-4000-8000-{number:012}"


def counts(total: int, effected: int | None, failed: int | None, rest: int | None) -> Counts:
    """A job's counts; the last is what was not effected."""
    named = {} if rest is None else {"not effected": rest}
    return Counts(total=total, succeeded=effected, failed=failed, named=named)


@pytest.mark.parametrize(
    ("name", "job_id", "state", "expected", "started_at", "finished_at", "diagnostics"),
    [
        (
            "willsuite_completed_with_named_failures",
            SEED,
            JobState.PARTIAL,
            counts(773, 770, 2, 3),
            "2024-02-21T10:21:31Z",
            "2024-02-21T10:21:35Z",
            0,
        ),
        ("willsuite_pending", own(2), JobState.QUEUED, counts(40, None, None, None), None, None, 0),
        (
            "willsuite_processing",
            own(3),
            JobState.RUNNING,
            counts(40, 0, None, 40),
            "2024-07-01T08:00:05Z",
            None,
            0,
        ),
        (
            "willsuite_completed_clean",
            own(4),
            JobState.SUCCEEDED,
            counts(40, 31, 0, 9),
            "2024-07-01T08:00:05Z",
            "2024-07-01T08:01:00Z",
            0,
        ),
        (
            "willsuite_failed_free_text",
            own(5),
            JobState.FAILED,
            counts(12, 0, None, 12),
            "2024-07-01T09:00:00Z",
            "2024-07-01T09:00:01Z",
            0,
        ),
        (
            "willsuite_completed_trailing_text",
            own(6),
            JobState.PARTIAL,
            counts(3, 2, 1, 1),
            "2024-07-01T10:00:00Z",
            "2024-07-01T10:00:09Z",
            0,
        ),
        (
            "willsuite_unknown_type_and_status",
            own(7),
            JobState.UNKNOWN,
            counts(0, 0, None, 0),
            "2024-07-01T11:00:00Z",
            None,
            1,
        ),
    ],
)
async def test_a_job_is_judged_by_the_failures_its_message_names(
    server: Loopback,
    recorded: Read,
    open_willsuite: Open,
    name: str,
    job_id: str,
    state: JobState,
    expected: Counts,
    started_at: str | None,
    finished_at: str | None,
    diagnostics: int,
) -> None:
    """`completed` hides failures, and nine records that were up to date already are none."""
    server.says(200, recorded(name))

    look = await open_willsuite(server.url).fetch(JobRef("wills", "job", job_id))

    assert (look.job.state, look.job.counts) == (state, expected)
    assert (iso(look.job.started_at), iso(look.job.finished_at)) == (started_at, finished_at)
    assert len(look.job.diagnostics) == diagnostics
    times = {"started_at": started_at, "finished_at": finished_at}
    assert look.job.zoneless == {name for name, at in times.items() if at}
    assert look.raw == recorded(name)


async def test_the_documented_job_is_read_whole(
    server: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """The vendor's only example."""
    server.says(200, recorded("willsuite_completed_with_named_failures"))

    look = await open_willsuite(f"{server.url}/engine/api").fetch(
        JobRef("wills", "job", SEED.upper())
    )

    job = look.job
    assert (job.provider, job.vendor_status) == ("willsuite", "completed")
    assert job.title == "customer_case_bulk_update"
    assert job.created_at == datetime(2024, 2, 21, 10, 21, 31, tzinfo=UTC)
    assert job.facts == (
        ("company id", "aff00be6-f734-4094-a8ae-62874485dac0"),
        ("updated", "2024-02-21T10:21:35Z"),
    )
    assert (job.problems, job.actions, job.records_note) == ((), (), None)
    assert job.diagnostics == ()
    (request,) = server.requests
    assert (request.method, request.target) == ("GET", f"/engine/api/api-jobs/{SEED.upper()}")
    assert request.headers["authorization"] == "Bearer given-token"


async def test_text_that_names_no_failure_is_the_jobs(
    server: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """Why a job failed as a whole stands nowhere else."""
    adapter = open_willsuite(server.url)
    server.says(200, recorded("willsuite_failed_free_text"))
    failed = (await adapter.fetch(JobRef("wills", "job", own(5)))).job
    server.says(200, recorded("willsuite_completed_trailing_text"))
    ended = (await adapter.fetch(JobRef("wills", "job", own(6)))).job

    assert failed.problems == (Problem("The job could not be completed."),)
    assert "message" not in dict(failed.facts)
    assert ended.problems == ()
    assert dict(ended.facts)["message"] == "Processed 2 of 3 items."


@pytest.mark.parametrize(
    ("changes", "state", "failed", "told"),
    [
        ({"status": "cancelled", "end_time": "2024-07-01 11:00:00"}, "unknown", 0, "end_time"),
        ({"status": "processing", "end_time": "2024-07-01 11:00:00"}, "running", 0, "end_time"),
        ({"status": "Completed"}, "succeeded", 0, ""),
        ({"status": "completed", "end_time": None}, "succeeded", 0, ""),
        ({"status": None}, "unknown", 0, "end_time"),
        ({"id": own(9)}, "succeeded", 0, "asked for"),
        ({"start_time": "noon"}, "succeeded", 0, "start_time can't be read: noon"),
        ({"created_at": "\x1b[2J"}, "succeeded", 0, "created_at can't be read: ␛[2J"),
        ({"effected_records": None}, "succeeded", 0, ""),
        ({"effected_records": 50}, "succeeded", 0, ""),
    ],
)
async def test_what_is_not_as_documented_is_read_and_said(
    server: Loopback,
    recorded: Read,
    open_willsuite: Open,
    changes: dict[str, object],
    state: str,
    failed: int | None,
    told: str,
) -> None:
    """The vendor says to stop asking once `end_time` is set, whatever the word."""
    sent = {**json.loads(recorded("willsuite_completed_clean")), **changes}
    server.says(200, json.dumps(sent).encode())

    job = (await open_willsuite(server.url).fetch(JobRef("wills", "job", own(4).upper()))).job

    assert (job.state, job.counts.failed) == (state, failed)
    assert told in " ".join(job.diagnostics)
    assert bool(job.diagnostics) == bool(told)
    assert all(figure >= 0 for figure in job.counts.named.values())


async def test_the_accounts_timezone_reads_the_times_without_zone(
    server: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """An end in London's summer, read as UTC, lies an hour in the future."""
    server.says(200, recorded("willsuite_completed_clean"), times=2)
    ref = JobRef("wills", "job", own(4))

    london = (await open_willsuite(server.url, timezone="Europe/London").fetch(ref)).job
    nowhere = (await open_willsuite(server.url, timezone="Europe/Lundon").fetch(ref)).job

    assert iso(london.finished_at) == "2024-07-01T07:01:00Z"
    assert iso(london.created_at) == "2024-07-01T08:00:00Z"
    assert (london.zoneless, london.diagnostics) == (frozenset(), ())
    assert iso(nowhere.finished_at) == "2024-07-01T08:01:00Z"
    assert nowhere.zoneless == {"started_at", "finished_at"}
    assert "'Europe/Lundon' is not known" in nowhere.diagnostics[0]


async def test_records_come_from_the_look_without_another_request(
    server: Loopback, recorded: Read, open_willsuite: Open, read_all: ReadAll
) -> None:
    """The vendor asks for five minutes between two requests for a job."""
    adapter = open_willsuite(server.url)
    server.says(200, recorded("willsuite_completed_trailing_text"))
    look = await adapter.fetch(JobRef("wills", "job", own(6)))

    records, stream = await read_all(adapter, look)

    assert (stream.expected, stream.look()) == (2, None)
    assert stream.received_bytes == len(look.raw)
    assert [(record.key, record.problems) for record in records] == [
        (
            "11111111-1111-4111-8111-111111111111",
            (Problem("The email must be valid."), Problem("The postcode is too long.")),
        ),
        ("text 1", (Problem("Processed 2 of 3 items."),)),
    ]
    assert len(server.requests) == 1


async def test_a_message_of_megabytes_is_read_beside_the_event_loop(
    server: Loopback, recorded: Read, open_willsuite: Open, read_all: ReadAll
) -> None:
    """Every keystroke waits while the loop reads."""
    rule = "-" * 27
    message = "".join(
        f"{rule}\nCase ID: {own(n)} failed with the following errors:\n\nNo {n}.\n{rule}"
        for n in range(20_000)
    )
    sent = {**json.loads(recorded("willsuite_completed_clean")), "message": message}
    server.says(200, json.dumps(sent).encode())
    adapter = open_willsuite(server.url)

    look = await adapter.fetch(JobRef("wills", "job", own(4)))
    records, _ = await read_all(adapter, look)

    assert len(look.raw) > 2_000_000
    assert look.job.counts.failed == len(records) == 20_000
    assert records[-1].problems == (Problem("No 19999."),)


async def test_a_job_that_names_nothing_has_no_records_and_says_why(
    server: Loopback, recorded: Read, open_willsuite: Open, read_all: ReadAll
) -> None:
    """An empty table looks like one that failed to load."""
    adapter = open_willsuite(server.url)
    server.says(200, recorded("willsuite_pending"))

    look = await adapter.fetch(JobRef("wills", "job", own(2)))

    assert look.job.records_note
    assert (await read_all(adapter, look))[0] == []
