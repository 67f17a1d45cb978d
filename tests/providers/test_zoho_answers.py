"""What Zoho documents, recorded or could answer, read into jobs and errors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from providers import zoho_read, zoho_write
from providers.decode import decode
from providers.errors import (
    Forbidden,
    Malformed,
    NotFound,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from providers.exchange import Answer
from providers.model import Counts, Job, JobRef, JobState, Problem
from providers.zoho_errors import error_inside, is_stale_token, refusal

TESTS = Path(__file__).parent.parent


def body(name: str) -> bytes:
    recorded = TESTS / "recorded" / f"zoho_{name}"
    return (recorded if recorded.exists() else TESTS / "constructed" / f"zoho_{name}").read_bytes()


def write_job(name: str) -> Job:
    sent = decode(body(f"write_{name}.json"), zoho_write.WriteJob)
    return zoho_write.read_job(sent, JobRef("crm", "write", str(sent.id)))


def read_job(name: str) -> Job:
    sent = decode(body(f"read_{name}.json"), zoho_read.ReadJobs)
    assert sent.data
    return zoho_read.read_job(sent, JobRef("crm", "read", str(sent.data[0].id)))


def sent_write(**fields: object) -> Job:
    sent = decode(json.dumps({"id": "1", **fields}).encode(), zoho_write.WriteJob)
    return zoho_write.read_job(sent, JobRef("crm", "write", "1"))


@pytest.mark.parametrize(
    ("name", "state", "counts"),
    [
        ("200_added", JobState.QUEUED, (None, None, None, None)),
        ("200_inprogress", JobState.RUNNING, (None, 100, 0, 100)),
        ("v2_200_inprogress_no_file_module_string", JobState.RUNNING, (None,) * 4),
        ("200_completed_skipped", JobState.PARTIAL, (11, 11, 9, 2)),
        ("200_completed_all_skipped_relative_url", JobState.FAILED, (100, 100, 0, 100)),
        ("200_completed_clean", JobState.SUCCEEDED, (1200, 1200, 1200, 0)),
        ("v8_200_completed_clean", JobState.SUCCEEDED, (50, 50, 50, 0)),
        ("200_completed_parent_child", JobState.PARTIAL, (169, 169, 160, 9)),
        ("200_failed", JobState.FAILED, (0, 0, 0, 0)),
        ("200_skipped", JobState.FAILED, (0, 0, 0, 0)),
    ],
)
def test_every_known_write_answer_has_its_state_and_counts(
    name: str, state: JobState, counts: tuple[int | None, ...]
) -> None:
    """`COMPLETED` alone would call a job of a hundred skipped rows a success."""
    job = write_job(name)
    found = job.counts
    assert job.state is state
    assert (found.total, found.processed, found.succeeded, found.skipped) == counts
    assert job.diagnostics == ()


def test_the_recorded_write_job_is_read_whole() -> None:
    """Each of these is a line that somebody reads out over the telephone."""
    job = write_job("200_completed_skipped")
    assert job.title == "Leads insert"
    assert job.vendor_status == "COMPLETED"
    assert job.created_at == datetime(2021, 5, 11, 7, 8, 29, tzinfo=UTC)
    assert job.counts.named == {"added": 9, "updated": 0}
    assert dict(job.facts) == {
        "operation": "insert",
        "files": "Fil2.csv",
        "created by": "Patricia Boyle",
        "encoding": "UTF-8",
        "callback to": "www.zoho.com",
        "result at": "download-accl.zoho.com",
    }
    [part] = job.parts
    assert (part.name, part.state, part.vendor_status) == (
        "Leads (Fil2.csv)",
        JobState.PARTIAL,
        "COMPLETED",
    )
    assert (job.records_note, job.problems, job.finished_at) == (None, (), None)


def test_a_childs_file_has_a_part_of_its_own() -> None:
    """The nine skipped rows are all in the subform; the sums alone would not say so."""
    parent, child = write_job("200_completed_parent_child").parts
    assert (parent.name, parent.state) == ("Leads (leads.csv)", JobState.SUCCEEDED)
    assert (child.name, child.state) == ("Secondary (sub.csv)", JobState.PARTIAL)
    assert child.counts.skipped == 9


def test_a_code_that_is_an_error_is_a_problem_and_one_that_lags_is_none() -> None:
    """A file's code is all that Zoho ever says of why a job failed."""
    assert write_job("200_failed").problems == (
        Problem("MANDATORY_FIELDS_NOT_MAPPED for Leads", "MANDATORY_FIELDS_NOT_MAPPED"),
    )
    assert write_job("200_completed_parent_child").problems == ()
    assert write_job("200_skipped").problems == (Problem("Zoho skipped the whole job", "SKIPPED"),)


def test_a_completed_job_with_a_failed_file_is_no_success() -> None:
    """The parents' rows may all be in while the children's file was refused."""
    good = {"status": "COMPLETED", "module": "Leads", "file": {"added_count": 3, "total_count": 3}}
    bad = {"status": "FAILED", "module": "Items"}
    assert sent_write(status="COMPLETED", resource=[good, bad]).state is JobState.PARTIAL
    assert sent_write(status="COMPLETED", resource=[bad]).state is JobState.FAILED


@pytest.mark.parametrize("word", ["IN PROGRESS", "INPROGRESS", "IN_PROGRESS", "in progress"])
def test_in_progress_is_one_state_however_it_is_written(word: str) -> None:
    """Zoho's documents write it in two ways, and mean one thing."""
    job = sent_write(status=word)
    assert (job.state, job.vendor_status, job.diagnostics) == (JobState.RUNNING, word, ())


def test_what_is_not_known_is_said_and_not_guessed() -> None:
    """An unknown word may be a running job; an end without counts may hide skipped rows."""
    unknown = sent_write(status="DEFERRED", resource=[{"status": "DEFERRED", "code": "DEFERRED"}])
    assert unknown.state is JobState.UNKNOWN
    assert len(unknown.diagnostics) == 1
    assert unknown.problems == ()
    bare = sent_write(status="COMPLETED")
    assert bare.counts == Counts()
    assert bare.diagnostics == ("the job says COMPLETED and gives no counts",)
    assert bare.records_note == "Zoho offers no result file for it"


def test_another_job_than_asked_for_is_told() -> None:
    """Figures of the wrong job are worse than none."""
    sent = decode(b'{"id":"2","status":"ADDED"}', zoho_write.WriteJob)
    job = zoho_write.read_job(sent, JobRef("crm", "write", "1"))
    assert job.diagnostics == ("asked for 1, got the job 2",)


@pytest.mark.parametrize(
    ("name", "state", "count"),
    [
        ("200_added", JobState.QUEUED, None),
        ("200_queued", JobState.QUEUED, None),
        ("200_in_progress", JobState.RUNNING, None),
        ("200_completed", JobState.SUCCEEDED, 4),
        ("200_completed_more", JobState.SUCCEEDED, 200_000),
        ("200_failure", JobState.FAILED, None),
    ],
)
def test_every_known_read_answer_has_its_state_and_count(
    name: str, state: JobState, count: int | None
) -> None:
    """Samples of jobs that have not begun show a whole result, which is a slip of the documents."""
    job = read_job(name)
    assert (job.state, job.counts.total, job.counts.succeeded) == (state, count, count)
    assert job.title == "Leads read"
    assert job.records_note == zoho_read.NOTE


def test_a_read_jobs_next_page_is_told_without_its_token() -> None:
    """The token lets its bearer read customers' data for a day."""
    job = read_job("200_completed_more")
    assert ("more records", "yes") in job.facts
    assert "c8582xx9e7c7" not in repr(job)


def test_a_failed_read_job_says_why() -> None:
    """It is the one failure of a job for which Zoho has words."""
    assert read_job("200_failure").problems == (
        Problem("Internal server error occurred.", "INTERNAL_SERVER_ERROR"),
    )


def test_json_that_is_no_job_is_malformed() -> None:
    """An empty list is not a job without rows."""
    ref = JobRef("crm", "read", "1")
    for text in (b'{"data":[]}', b"{}", b'{"data":[{}]}'):
        with pytest.raises(Malformed):
            zoho_read.read_job(decode(text, zoho_read.ReadJobs), ref)
    with pytest.raises(Malformed):
        zoho_write.read_job(decode(b"{}", zoho_write.WriteJob), ref)


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("write_404_invalid_url_pattern.json", 404, Rejected),
        ("write_400_invalid_request_method.json", 400, Rejected),
        ("write_401_authentication_failure.json", 401, Unauthorized),
        ("write_401_oauth_scope_mismatch.json", 401, Forbidden),
        ("write_401_oauth_scope_mismatch.json", 403, Forbidden),
        ("write_400_resource_not_found.json", 400, NotFound),
        ("write_400_resource_not_found.json", 404, NotFound),
        ("read_404_resource_not_found.json", 404, NotFound),
        ("any_401_invalid_token.json", 401, Unauthorized),
        ("any_401_invalid_token.json", 400, Unauthorized),
        ("any_403_no_permission.json", 403, Forbidden),
        ("any_400_authorization_failed.json", 400, Forbidden),
        ("any_429_too_many_requests.json", 429, RateLimited),
        ("any_429_oas_example.json", 429, RateLimited),
        ("any_500_internal_error.json", 500, Unavailable),
        ("any_503.html", 503, Unavailable),
        ("any_503.html", 404, NotFound),
        ("download_403_link_not_valid.json", 403, Rejected),
    ],
)
def test_a_refusal_is_read_by_its_code_before_its_status(
    name: str, status: int, kind: type[ProviderError]
) -> None:
    """One code comes with several statuses: a job that is not there is 400 here and 404 there."""
    error = refusal(Answer(status, {}, body(name)))
    assert type(error) is kind
    assert str(error).startswith(f"HTTP {status}")
    assert "\n" not in str(error)


@pytest.mark.parametrize("name", ["write_400_resource_not_found", "any_429_oas_example"])
def test_an_error_under_a_status_of_success_is_an_error(name: str) -> None:
    """Otherwise a refusal is shown as a job without figures."""
    answer = Answer(200, {}, body(f"{name}.json"))
    assert type(error_inside(answer)) is type(refusal(answer))
    wrapped = Answer(200, {}, b'{"data":[%s]}' % answer.body)
    assert type(error_inside(wrapped)) is type(refusal(answer))


@pytest.mark.parametrize(
    "name", ["write_200_completed_skipped", "read_200_failure", "write_200_failed"]
)
def test_a_job_that_failed_is_no_refusal(name: str) -> None:
    """The error inside a failed job is the job's and not the request's."""
    assert error_inside(Answer(200, {}, body(f"{name}.json"))) is None


def test_only_a_token_that_is_at_fault_is_worth_another() -> None:
    """Zoho gives ten tokens in ten minutes, and none of them has more rights than the last."""
    stale = {
        name: is_stale_token(Answer(401, {}, body(f"{name}.json")))
        for name in (
            "any_401_invalid_token",
            "write_401_authentication_failure",
            "write_401_oauth_scope_mismatch",
        )
    }
    assert list(stale.values()) == [True, True, False]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (b'{"code":"TOO_MANY_REQUESTS","details":{"retry_after":45}}', 45.0),
        (b'{"code":"TOO_MANY_REQUESTS","details":{"retry_after":"45"}}', 45.0),
        (b'{"code":"TOO_MANY_REQUESTS","details":{"retry_after":9e9}}', 3600.0),
        (b'{"code":"TOO_MANY_REQUESTS","details":{"retry_after":-1}}', None),
        (b'{"code":"TOO_MANY_REQUESTS","details":{"retry_after":true}}', None),
        (b'{"code":"TOO_MANY_REQUESTS","message":"... processed only after one minute"}', 60.0),
        (b"{}", None),
    ],
)
def test_the_wait_that_zoho_asks_for_is_understood(text: bytes, seconds: float | None) -> None:
    """It stands in the body; no header for it is documented."""
    error = refusal(Answer(429, {}, text))
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


def test_a_longer_wait_in_the_header_wins() -> None:
    """A gateway before Zoho may ask for more than Zoho does."""
    answer = Answer(429, {"retry-after": "90"}, body("any_429_oas_example.json"))
    error = refusal(answer)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 90.0
