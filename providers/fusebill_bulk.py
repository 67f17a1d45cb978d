"""Fusebill bulk jobs: the vendor's object, read into a job.

Source: Stax Bill API reference, "The bulk job object" and "Read a bulk job", `GET
/v1/BulkApi/{id}`. Two sets of counts stand side by side and mean different things:
`successfulRecords` and `failedRecords` count validation and never change afterwards, so that a
job whose three records all failed to process still says `successfulRecords: 3`.
"""

from __future__ import annotations

from typing import Final

import msgspec

from providers.errors import Malformed
from providers.figures import left_over, plausible
from providers.model import (
    Counts,
    Job,
    JobRef,
    JobState,
    Part,
    derive_state,
    fold,
    known_sum,
    told_of_another,
)
from providers.times import iso, read_time, unread

WORDS: Final = {
    "notstarted": JobState.QUEUED,
    "validating": JobState.RUNNING,
    "validated": JobState.AWAITING_ACTION,
    "validatedwitherrors": JobState.AWAITING_ACTION,
    "processing": JobState.RUNNING,
    "processed": JobState.SUCCEEDED,
    "processedwitherrors": JobState.PARTIAL,
    "done": JobState.SUCCEEDED,
    "expired": JobState.EXPIRED,
    "failed": JobState.FAILED,
}
"""The ten documented job states, folded. There is no cancelled one: a cancelled job ends as
`ProcessedWithErrors`, and only its records say why."""

_VALIDATION: Final = frozenset({"notstarted", "validating", "validated", "validatedwitherrors"})


class BulkJob(msgspec.Struct, rename="camel"):
    """The job as it is sent. All may be missing, and many are null until their phase begins."""

    id: int | str | None = None
    account_id: int | str | None = None
    type: str | None = None
    status: str | None = None
    created_timestamp: str | None = None
    completed_timestamp: str | None = None
    """End of validation, whatever its name says."""
    total_records: int | None = None
    successful_records: int | None = None
    """Passed validation."""
    failed_records: int | None = None
    """Failed validation."""
    total_processed_records: int | None = None
    processed_records: int | None = None
    """Processed with success."""
    failed_processed_records: int | None = None
    importing_timestamp: str | None = None
    """Processing began."""
    processed_timestamp: str | None = None
    """Processing ended."""
    file_name: str | None = None
    reference: str | None = None
    related_id: int | str | None = None
    internal_automated_flag: bool | None = None
    modified_timestamp: str | None = None


def read_job(sent: BulkJob, ref: JobRef, *, allow_actions: bool) -> Job:
    """The vendor's object as a job.

    Raises:
        Malformed: It is no bulk job: it has neither state nor id.
    """
    if sent.status is None and sent.id is None:
        raise Malformed("the answer is JSON, but no bulk job")
    sent, odd = plausible(sent)
    counts = Counts(
        total=sent.total_records,
        processed=sent.total_processed_records,
        succeeded=sent.processed_records,
        failed=known_sum(sent.failed_records, sent.failed_processed_records),
    )
    word = sent.status or ""
    state, diagnostics = derive_state(word, WORDS, counts)
    another = told_of_another(ref, sent.id)
    return Job(
        ref=ref,
        provider="fusebill",
        state=state,
        vendor_status=word,
        title=sent.type or "",
        phase=_phase(word, sent),
        counts=counts,
        parts=_parts(sent),
        created_at=read_time(sent.created_timestamp),
        started_at=read_time(sent.importing_timestamp),
        finished_at=read_time(sent.processed_timestamp) if state.is_final else None,
        actions=_actions(state) if allow_actions and not another else (),
        facts=_facts(sent, state),
        diagnostics=diagnostics + another + odd + left_over(state, counts) + _unread(sent),
    )


def _unread(sent: BulkJob) -> tuple[str, ...]:
    return unread(
        {
            "createdTimestamp": sent.created_timestamp,
            "completedTimestamp": sent.completed_timestamp,
            "importingTimestamp": sent.importing_timestamp,
            "processedTimestamp": sent.processed_timestamp,
            "modifiedTimestamp": sent.modified_timestamp,
        }
    )


def _phase(word: str, sent: BulkJob) -> str | None:
    if fold(word) in _VALIDATION:
        return "validation"
    if sent.importing_timestamp or sent.total_processed_records is not None:
        return "processing"
    return None


def _parts(sent: BulkJob) -> tuple[Part, ...]:
    validation = Part(
        "validation",
        Counts(
            total=sent.total_records,
            succeeded=sent.successful_records,
            failed=sent.failed_records,
        ),
        started_at=read_time(sent.created_timestamp),
        finished_at=read_time(sent.completed_timestamp),
    )
    processing = Part(
        "processing",
        Counts(
            # Only what passed validation is processed.
            total=sent.successful_records,
            processed=sent.total_processed_records,
            succeeded=sent.processed_records,
            failed=sent.failed_processed_records,
        ),
        started_at=read_time(sent.importing_timestamp),
        finished_at=read_time(sent.processed_timestamp),
    )
    return validation, processing


def _actions(state: JobState) -> tuple[str, ...]:
    """What the vendor permits: processing in the two waiting states, cancelling until the end."""
    if state is JobState.AWAITING_ACTION:
        return "process", "cancel"
    return ("cancel",) if state in (JobState.QUEUED, JobState.RUNNING) else ()


def _facts(sent: BulkJob, state: JobState) -> tuple[tuple[str, str], ...]:
    facts = [
        ("reference", sent.reference),
        ("file", sent.file_name),
        ("vendor account", sent.account_id),
        ("related to", sent.related_id),
        ("automated", "yes" if sent.internal_automated_flag else None),
        ("modified", iso(read_time(sent.modified_timestamp))),
    ]
    if state is JobState.AWAITING_ACTION:
        facts.append(
            ("blocks", "no other bulk job of the account starts until it is processed or cancelled")
        )
    return tuple((label, str(text)) for label, text in facts if text not in (None, ""))
