"""Zoho bulk read jobs: the vendor's object, read into a job.

Source: Zoho CRM API documentation, "Bulk Read: get job details", `GET
/crm/bulk/{version}/read/{id}`, answered with `{"data": [job]}`. Samples of v7 show a whole
`result` for jobs that have not begun, so only `state` says whether there is one.
"""

from __future__ import annotations

from typing import Final

import msgspec

from providers.errors import Malformed
from providers.figures import plausible
from providers.model import Counts, Job, JobRef, JobState, Problem, derive_state, told_of_another
from providers.origin import path_segment
from providers.times import read_time, unread
from providers.zoho_write import Module, Person, module_name

WORDS: Final = {
    "added": JobState.QUEUED,
    "queued": JobState.QUEUED,
    "inprogress": JobState.RUNNING,
    "completed": JobState.SUCCEEDED,
    "failure": JobState.FAILED,
    "failed": JobState.FAILED,
}
"""Folded words. `FAILED` is documented for write jobs only, and can mean nothing else here."""

NOTE: Final = "its rows are customers' data: they are saved as a file, never shown"


class _Query(msgspec.Struct):
    module: Module | str | None = None
    page: int | None = None


class _Error(msgspec.Struct):
    code: str | None = None
    message: str | None = None


class _Result(msgspec.Struct):
    page: int | None = None
    per_page: int | None = None
    count: int | None = None
    more_records: bool | None = None
    download_url: str | None = None
    error_message: _Error | str | None = None


class ReadJob(msgspec.Struct):
    """The job as it is sent. All may be missing."""

    id: str | int | None = None
    state: str | None = None
    operation: str | None = None
    query: _Query | None = None
    created_by: Person | None = None
    created_time: str | None = None
    file_type: str | None = None
    result: _Result | None = None


class ReadJobs(msgspec.Struct):
    """The answer: the one job in a list."""

    data: list[ReadJob] | None = None


def read_job(sent: ReadJobs, ref: JobRef) -> Job:
    """The vendor's object as a job.

    Raises:
        Malformed: It is no bulk read job: it has neither state nor id.
    """
    job = _only(sent)
    if job is None or (job.state is None and job.id is None):
        raise Malformed("the answer is JSON, but no bulk read job")
    word = job.state or ""
    job, odd = _plausible(job)
    state, diagnostics = derive_state(word, WORDS, Counts())
    count = job.result.count if job.result and state is JobState.SUCCEEDED else None
    module = module_name(job.query.module) if job.query else ""
    return Job(
        ref=ref,
        provider="zoho",
        state=state,
        vendor_status=word,
        title=" ".join(part for part in (module, job.operation or "read") if part),
        counts=Counts(total=count, processed=count, succeeded=count),
        problems=_problems(job) if state is JobState.FAILED else (),
        created_at=read_time(job.created_time),
        facts=_facts(job, state),
        records_note=NOTE,
        diagnostics=(
            diagnostics
            + told_of_another(ref, job.id)
            + odd
            + unread({"created_time": job.created_time})
        ),
    )


def result_url(sent: ReadJobs, ref: JobRef, version: str) -> str | None:
    """Where the rows are, by the answer or else by the documentation; `None` before the end."""
    job = _only(sent)
    if job is None or derive_state(job.state or "", WORDS, Counts())[0] is not JobState.SUCCEEDED:
        return None
    said = job.result.download_url if job.result else None
    return said or f"/crm/bulk/{version}/read/{path_segment(ref.id)}/result"


def _only(sent: ReadJobs) -> ReadJob | None:
    return sent.data[0] if sent.data else None


def _plausible(job: ReadJob) -> tuple[ReadJob, tuple[str, ...]]:
    """The job with its figures only where they can be true, and notes on the others."""
    query, in_query = plausible(job.query or _Query(), "query.")
    result, in_result = plausible(job.result or _Result(), "result.")
    return msgspec.structs.replace(job, query=query, result=result), in_query + in_result


def _problems(job: ReadJob) -> tuple[Problem, ...]:
    said = job.result.error_message if job.result else None
    if isinstance(said, _Error):
        return (Problem(said.message or said.code or "Zoho says no more", said.code),)
    return (Problem(said),) if said else ()


def _facts(job: ReadJob, state: JobState) -> tuple[tuple[str, str], ...]:
    """What it asked for and got. The token for the next page is a credential, and not shown."""
    query = job.query or _Query()
    # Samples show figures of a result for jobs that have none yet.
    result = (job.result if state is JobState.SUCCEEDED else None) or _Result()
    page = result.page if result.page is not None else query.page
    more = result.more_records
    facts = (
        ("module", module_name(query.module)),
        ("page", "" if page is None else str(page)),
        ("rows per page", "" if result.per_page is None else f"{result.per_page:,}"),
        ("more records", "" if more is None else "yes" if more else "no"),
        ("file type", job.file_type),
        ("created by", job.created_by.name if job.created_by else None),
    )
    return tuple((label, text) for label, text in facts if text)
