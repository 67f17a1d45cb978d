"""What holds of everything that a parser gives, whatever it was given."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from providers.figures import MOST
from providers.model import Counts, Job, JobState, Look, Part, Record, RecordState
from providers.text import safe

LINE: Final = 300
"""Characters that an error, or a note of ours, may have."""

_HIDDEN: Final = frozenset({"Cc", "Cs", "Cf", "Zl", "Zp"})


def check_line(text: str, longest: int = LINE) -> None:
    """It is one line of bearable length, and holds nothing that a terminal acts upon."""
    assert text.strip(), "a note says nothing"
    assert len(text) <= longest, f"a line of {len(text)} characters: {text[:80]!r}"
    assert not any(unicodedata.category(ch) in _HIDDEN for ch in text), f"not one line: {text!r}"


def check_moments(moments: Iterable[datetime | None]) -> None:
    """They are in UTC, and say so."""
    for moment in moments:
        assert moment is None or moment.utcoffset() == timedelta(0), f"not in UTC: {moment!r}"


def check_counts(counts: Counts) -> None:
    """They are whole numbers that can be true, or not known."""
    figures = (
        counts.total,
        counts.processed,
        counts.succeeded,
        counts.failed,
        counts.skipped,
        counts.unprocessed,
        *counts.named.values(),
    )
    for figure in figures:
        if figure is not None:
            assert type(figure) is int, f"no count: {figure!r}"
            assert 0 <= figure <= MOST * 1_000_000, f"no count: {figure!r}"
    assert counts.percent is None or 0 <= counts.percent <= 100
    assert counts.share_done is None or 0 <= counts.share_done <= 1


def check_look(look: Look, body: bytes) -> None:
    """The job can be stored, shown and added up, and the answer is kept as it came."""
    assert look.raw == body
    check_job(look.job)


def check_job(job: Job) -> None:
    """The job can be stored, shown and added up."""
    assert isinstance(job.state, JobState)
    check_moments((job.created_at, job.started_at, job.finished_at))
    check_counts(job.counts)
    for part in job.parts:
        _check_part(part)
    for note in job.diagnostics:
        check_line(note)
    if job.records_note is not None:
        check_line(job.records_note)
    assert msgspec.json.decode(msgspec.json.encode(job), type=Job) == job
    safe(job.title)
    safe(job.vendor_status)


def check_records(records: Sequence[Record], *, are_ours: bool = False) -> None:
    """They can be stored and told apart.

    Args:
        records: All of one job.
        are_ours: Whether their keys are made by us, so that no two may be equal.
    """
    for record in records:
        assert isinstance(record.state, RecordState)
        assert record.key
        assert record.raw
        for problem in record.problems:
            assert problem.message
    if records:
        encoded = msgspec.json.encode(records)
        assert msgspec.json.decode(encoded, type=list[Record]) == list(records)
    if are_ours:
        assert len({record.key for record in records}) == len(records), "two rows have one key"


def check_utc(moment: datetime) -> None:
    """It is in UTC by name and not by offset alone."""
    assert moment.tzinfo is UTC


def _check_part(part: Part) -> None:
    assert part.state is None or isinstance(part.state, JobState)
    check_moments((part.started_at, part.finished_at))
    check_counts(part.counts)
