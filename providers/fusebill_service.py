"""Fusebill service jobs: the vendor's object, read into a job, and its tasks into records.

Source: Stax Bill API reference, "Read a service job", `GET /v1/serviceJobs/{id}`. One answer is
documented and no list of states: `NotStarted` is the only word known for certain, the shape of a
task is not documented at all, and the end of a job is `completedTimestamp`.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

import msgspec

from providers.decode import NOTHING, as_text, decode, try_decode
from providers.errors import Malformed
from providers.figures import left_over, plausible
from providers.model import (
    Counts,
    Job,
    JobRef,
    JobState,
    Problem,
    Record,
    RecordState,
    derive_state,
    fold,
    told_of_another,
)
from providers.splitter import elements
from providers.text import quoted
from providers.times import read_time, unread

WORDS: Final = {
    "notstarted": JobState.QUEUED,
    "pending": JobState.QUEUED,
    "queued": JobState.QUEUED,
    "started": JobState.RUNNING,
    "inprogress": JobState.RUNNING,
    "processing": JobState.RUNNING,
    "running": JobState.RUNNING,
    "failed": JobState.FAILED,
    "cancelled": JobState.CANCELLED,
    "canceled": JobState.CANCELLED,
}
"""Folded words. All but the first are guesses, and a job that bears one says so."""

_FACTS: Final = 100
"""Keys of `additionalData` that are shown one by one."""

_GOOD: Final = frozenset({"success", "successful", "succeeded", "completed", "processed", "done"})
_WAITING: Final = frozenset({"notstarted", "pending", "queued", "inprogress", "processing"})
_REASONS: Final = ("message", "errorMessage", "error", "details", "reason", "failureReason")


class ServiceJob(msgspec.Struct, rename="camel"):
    """The job as it is sent. All may be missing."""

    id: int | str | None = None
    account_id: int | str | None = None
    type: str | None = None
    status: str | None = None
    created_timestamp: str | None = None
    completed_timestamp: str | None = None
    additional_data: msgspec.Raw = NOTHING
    """Documented as a string, which holds JSON, or does not."""
    total_count: int | None = None
    total_successful: int | None = None
    total_failed: int | None = None
    percent_complete: float | None = None
    """Taken as 0 to 100; the scale is not documented."""
    is_offline: bool | None = None


def read_job(sent: ServiceJob, ref: JobRef) -> Job:
    """The vendor's object as a job.

    Raises:
        Malformed: It is no service job: it has neither state nor id.
    """
    if sent.status is None and sent.id is None:
        raise Malformed("the answer is JSON, but no service job")
    sent, odd = plausible(sent)
    counts = Counts(
        total=sent.total_count,
        succeeded=sent.total_successful,
        failed=sent.total_failed,
        percent=sent.percent_complete,
    )
    finished_at = read_time(sent.completed_timestamp)
    state, diagnostics = _state(sent.status or "", counts, is_over=finished_at is not None)
    times = {
        "createdTimestamp": sent.created_timestamp,
        "completedTimestamp": sent.completed_timestamp,
    }
    diagnostics += odd + unread(times)
    return Job(
        ref=ref,
        provider="fusebill",
        state=state,
        vendor_status=sent.status or "",
        title=sent.type or "",
        counts=counts,
        created_at=read_time(sent.created_timestamp),
        finished_at=finished_at,
        facts=_facts(sent),
        diagnostics=diagnostics + told_of_another(ref, sent.id) + left_over(state, counts),
    )


def _state(word: str, counts: Counts, *, is_over: bool) -> tuple[JobState, tuple[str, ...]]:
    """The state by its end if it has one, else by its word as far as we can guess it."""
    guess = WORDS.get(fold(word))
    note = f"the vendor does not document the state {quoted(word)}"
    if is_over:
        return _ended_as(word, guess, counts), (note,)
    if guess is None:
        return derive_state(word, WORDS, counts)
    if guess.is_final:
        return JobState.UNKNOWN, (f"the vendor says {quoted(word)}, but gives no end",)
    return guess, () if fold(word) == "notstarted" else (note,)


def _ended_as(word: str, guess: JobState | None, counts: Counts) -> JobState:
    """How a job ended: by its counts, else by its word where that is plain."""
    if guess is JobState.FAILED or guess is JobState.CANCELLED:
        return guess
    if counts.succeeded is None and counts.failed is None and fold(word) not in _GOOD:
        return JobState.UNKNOWN
    state, _ = derive_state("ended", {"ended": JobState.SUCCEEDED}, counts)
    return state


def _facts(sent: ServiceJob) -> tuple[tuple[str, str], ...]:
    facts: list[tuple[str, str]] = []
    if sent.account_id is not None:
        facts.append(("vendor account", str(sent.account_id)))
    if sent.is_offline:
        facts.append(("offline", "yes"))
    return (*facts, *_additional(sent.additional_data))


def _additional(sent: msgspec.Raw) -> list[tuple[str, str]]:
    """`additionalData` by its keys when it is a JSON object, or one in a string, else as it is."""
    text = as_text(sent)
    if not text:
        return []
    named = try_decode(text.encode("utf-8"), dict[str, msgspec.Raw])
    if not named:
        return [("additional data", text)]
    facts = [(key, as_text(value) or "null") for key, value in islice(named.items(), _FACTS)]
    more = len(named) - len(facts)
    return [*facts, ("additional data", f"{more:,} more")] if more else facts


class _Tasks(msgspec.Struct, rename="camel"):
    service_tasks: msgspec.Raw = NOTHING


def tasks(body: bytes) -> list[Record]:
    """The tasks in a service job's answer as records, whatever their shape.

    A task's state is looked for under `status`, its reason under the names that such fields
    usually have; the task as it was written is kept beside.
    """
    sent = decode(body, _Tasks).service_tasks
    written = bytes(sent)
    if written == b"null":
        return []
    listed = elements(written) if written.startswith(b"[") else [written]
    return [_record(task, row) for row, task in enumerate(listed, start=1)]


def _record(written: bytes, row: int) -> Record:
    raw = written.decode("utf-8", "replace")
    task = try_decode(written, dict[str, msgspec.Raw])
    if task is None:
        return Record(
            str(row), RecordState.UNKNOWN, data=as_text(msgspec.Raw(written)) or raw, raw=raw
        )
    word = try_decode(bytes(task.get("status", NOTHING)), str)
    # As it is written, so that no digit of an id is lost. The decoder takes a union of types as
    # well as one type, which its signature can't say.
    named = try_decode(bytes(task.get("id", NOTHING)), int | str)  # type: ignore[arg-type]
    reasons = (as_text(task.get(name, NOTHING)) for name in _REASONS)
    return Record(
        key=str(named or row),
        state=_task_state(word or ""),
        vendor_status=word,
        data=raw,
        problems=tuple(Problem(reason) for reason in reasons if reason),
        raw=raw,
    )


def _task_state(word: str) -> RecordState:
    folded = fold(word)
    if folded.startswith(("fail", "error")):
        return RecordState.FAILED
    if folded in _GOOD:
        return RecordState.SUCCEEDED
    return RecordState.PENDING if folded in _WAITING else RecordState.UNKNOWN
