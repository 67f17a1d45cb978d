"""Ends that sound better, or worse, than the vendor's figures allow one to say."""

from __future__ import annotations

import json

import pytest

from providers import fusebill_bulk, fusebill_service, willsuite_job, zoho_write
from providers.decode import decode
from providers.model import Job, JobRef, JobState


def service(**fields: object) -> Job:
    """A service job so described."""
    sent = decode(json.dumps({"id": 5, **fields}).encode(), fusebill_service.ServiceJob)
    return fusebill_service.read_job(sent, JobRef("acme", "service", "5"))


def bulk(**fields: object) -> Job:
    """A bulk job so described."""
    sent = decode(json.dumps({"id": 5, **fields}).encode(), fusebill_bulk.BulkJob)
    return fusebill_bulk.read_job(sent, JobRef("acme", "bulk", "5"), allow_actions=False)


def api_job(**fields: object) -> Job:
    """A WillSuite job so described."""
    sent = decode(json.dumps({"id": "5", **fields}).encode(), willsuite_job.ApiJob)
    return willsuite_job.read_job(sent, JobRef("wills", "job", "5"), None)


def write(**fields: object) -> Job:
    """A Zoho write job of one file, so described."""
    resource = [{"status": "COMPLETED", "module": "Leads", "file": fields}]
    text = json.dumps({"id": "5", "status": "COMPLETED", "resource": resource}).encode()
    return zoho_write.read_job(decode(text, zoho_write.WriteJob), JobRef("crm", "write", "5"))


@pytest.mark.parametrize("word", ["Failed", "Cancelled", "Canceled"])
def test_a_service_job_is_not_over_before_its_end_is_told(word: str) -> None:
    """Its words are not documented: taken for an end, a guess would stop all further looks."""
    running = service(status=word, totalCount=3, totalFailed=1)
    ended = service(status=word, totalCount=3, completedTimestamp="2024-03-05T11:02:03")

    assert running.state is JobState.UNKNOWN
    assert f"{word!r}, but gives no end" in running.diagnostics[0]
    assert ended.state is (JobState.FAILED if word == "Failed" else JobState.CANCELLED)


@pytest.mark.parametrize(
    ("word", "fields", "state"),
    [
        ("Completed", {}, JobState.SUCCEEDED),
        ("Completed", {"totalSuccessful": 2, "totalFailed": 1}, JobState.PARTIAL),
        ("Aborted", {"totalSuccessful": 3, "totalFailed": 0}, JobState.SUCCEEDED),
        ("Aborted", {"totalSuccessful": 0, "totalFailed": 3}, JobState.FAILED),
        ("Aborted", {}, JobState.UNKNOWN),
        ("CompletedWithErrors", {}, JobState.UNKNOWN),
        ("NotStarted", {}, JobState.UNKNOWN),
    ],
)
def test_an_ended_service_job_is_a_success_by_its_counts_or_its_word(
    word: str, fields: dict[str, object], state: JobState
) -> None:
    """An end under a word that nobody knows, without figures, says nothing of success."""
    job = service(status=word, totalCount=3, completedTimestamp="2024-03-05T11:02:03", **fields)

    assert job.state is state
    assert job.diagnostics


def test_an_end_that_cant_be_read_is_said_to_be_there() -> None:
    """Without a word on it the job would seem to run for ever."""
    job = service(status="InProgress", completedTimestamp="yesterday")

    assert job.state is JobState.RUNNING
    assert "completedTimestamp can't be read: yesterday" in job.diagnostics


@pytest.mark.parametrize(
    ("fields", "failed", "state", "is_told"),
    [
        ({"status": "completed"}, 0, JobState.SUCCEEDED, False),
        ({"status": "completed", "message": "Row 3: bad postcode"}, None, JobState.SUCCEEDED, True),
        ({"status": "failed"}, None, JobState.FAILED, False),
        ({"status": "failed", "message": "It broke."}, None, JobState.FAILED, False),
        (
            {"status": "failed", "message": "Case ID: 7 failed with the following errors:\n\nNo."},
            1,
            JobState.FAILED,
            False,
        ),
    ],
)
def test_failures_that_no_message_names_are_unknown_and_not_none(
    fields: dict[str, object], failed: int | None, state: JobState, is_told: bool
) -> None:
    """A failed job with "0 failed" beside it makes both words worthless; and text that is no
    documented entry may well tell of failures."""
    job = api_job(total_records=12, effected_records=3, **fields)

    assert (job.state, job.counts.failed) == (state, failed)
    assert any("names no failure" in note for note in job.diagnostics) == is_told


@pytest.mark.parametrize(
    "job",
    [
        write(added_count=9, skipped_count=0, total_count=11),
        bulk(status="Processed", totalRecords=11, processedRecords=9, failedProcessedRecords=0),
        service(
            status="Completed",
            completedTimestamp="2024-03-05T11:02:03",
            totalCount=11,
            totalSuccessful=9,
            totalFailed=0,
        ),
    ],
    ids=["write", "bulk", "service"],
)
def test_an_end_that_leaves_records_unaccounted_for_says_so(job: Job) -> None:
    """Two rows in neither column are what a customer calls about a week later."""
    assert job.state is JobState.SUCCEEDED
    assert any("2 of 11 are counted neither" in note for note in job.diagnostics)
