"""WillSuite API jobs: the vendor's object, read into a job.

Source: WillSuite API reference, "API Jobs", `GET /api-jobs/{id}`. `completed` does not mean that
all went well: failures stand in `message` and nowhere else. Records that were up to date already
are not counted as effected, so that `total_records` less `effected_records` says nothing of
failures: the example has 773 less 770, and names two.
"""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Final

import msgspec

from providers.decode import decode
from providers.errors import Malformed
from providers.figures import plausible
from providers.model import (
    Counts,
    Job,
    JobRef,
    JobState,
    Problem,
    Record,
    derive_state,
    fold,
    told_of_another,
)
from providers.text import safe
from providers.times import Stamp, iso, read_stamp, read_time, unread
from providers.willsuite_message import Chunk, read_message, read_records

WORDS: Final = {
    "pending": JobState.QUEUED,
    "processing": JobState.RUNNING,
    "completed": JobState.SUCCEEDED,
    "failed": JobState.FAILED,
}
"""The four documented states, which are all there are."""


class ApiJob(msgspec.Struct):
    """The job as it is sent. All may be missing, though the schema calls all required."""

    id: int | str | None = None
    type: str | None = None
    company_id: int | str | None = None
    start_time: str | None = None
    """Without zone, as `end_time` is."""
    end_time: str | None = None
    """Null until the job has ended, by the reference's prose."""
    status: str | None = None
    message: str | None = None
    total_records: int | None = None
    """Accepted."""
    effected_records: int | None = None
    """Really changed; so spelt by the vendor."""
    created_at: str | None = None
    updated_at: str | None = None


def read_job(sent: ApiJob, ref: JobRef, zone: tzinfo | None) -> Job:
    """The vendor's object as a job. Takes time in proportion to the message's length.

    Args:
        sent: The job as it was sent.
        ref: The job asked for.
        zone: Where the clock stands that times without zone are from; `None` when unknown.

    Raises:
        Malformed: It is no API job: it has neither state nor id.
    """
    if sent.status is None and sent.id is None:
        said = f": {safe(sent.message)}" if sent.message else ""
        raise Malformed(f"the answer is JSON, but no api job{said}")
    sent, odd = plausible(sent)
    chunks = read_message(sent.message or "")
    counts = _counts(sent, chunks)
    word = sent.status or ""
    state, diagnostics = derive_state(word, WORDS, counts)
    diagnostics += told_of_another(ref, sent.id)
    if sent.end_time and fold(word) not in ("completed", "failed"):
        diagnostics += ("it has an end_time, by which the vendor says that it has ended",)
    started, ended = (read_stamp(text, zone or UTC) for text in (sent.start_time, sent.end_time))
    stamps = {"started_at": started, "finished_at": ended}
    texts = tuple(chunk.text for chunk in chunks if chunk.label is None)
    has_failed = state is JobState.FAILED
    if state is JobState.SUCCEEDED and texts:
        diagnostics += ("its message names no failure in the documented way, but says something",)
    return Job(
        ref=ref,
        provider="willsuite",
        state=state,
        vendor_status=word,
        title=sent.type or "",
        counts=counts,
        problems=tuple(Problem(text) for text in texts) if has_failed else (),
        created_at=read_time(sent.created_at),
        started_at=started.at if started else None,
        finished_at=ended.at if ended else None,
        zoneless=frozenset() if zone else _zoneless(stamps),
        facts=_facts(sent, () if has_failed else texts),
        records_note=None if chunks else "failures stand in the job's message, and it names none",
        diagnostics=diagnostics + odd + _unread(sent),
    )


def held_records(body: bytes) -> list[Record]:
    """What the job's message says, as records.

    Raises:
        Malformed: The body is no API job.
    """
    return read_records(read_message(decode(body, ApiJob).message or ""))


def _counts(sent: ApiJob, chunks: list[Chunk]) -> Counts:
    """The vendor's two figures, and the failures that the message names.

    That it names none says nothing until the job has ended, nor when the job failed as a whole
    or says something else, which may be of failures too.
    """
    named = sum(chunk.label is not None for chunk in chunks)
    word = fold(sent.status or "")
    names_all = not chunks and word != "failed" and (bool(sent.end_time) or word == "completed")
    total, effected = sent.total_records, sent.effected_records
    return Counts(
        total=total,
        succeeded=effected,
        failed=named if named or names_all else None,
        named={"not effected": total - effected}
        if total is not None and effected is not None and effected <= total
        else {},
    )


def _zoneless(stamps: dict[str, Stamp | None]) -> frozenset[str]:
    return frozenset(name for name, stamp in stamps.items() if stamp and not stamp.is_zoned)


def _facts(sent: ApiJob, texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    facts = [
        ("company id", "" if sent.company_id is None else str(sent.company_id)),
        ("updated", iso(read_time(sent.updated_at)) or ""),
        *(("message", text) for text in texts),
    ]
    return tuple((label, text) for label, text in facts if text)


def _unread(sent: ApiJob) -> tuple[str, ...]:
    return unread(
        {
            "start_time": sent.start_time,
            "end_time": sent.end_time,
            "created_at": sent.created_at,
            "updated_at": sent.updated_at,
        }
    )
