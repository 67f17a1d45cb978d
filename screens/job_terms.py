"""Which jobs hold what somebody typed: words, and terms like `state:failed` or `age:<2h`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from providers.model import JobState
from providers.terms import Field, Sort, Term
from providers.watched import Verdict, Watched

JOB_FIELDS: Final = {
    "state": Field(Sort.CHOICE, tuple(state.value for state in JobState)),
    "verdict": Field(Sort.CHOICE, tuple(verdict.value.lower() for verdict in Verdict)),
    "account": Field(),
    "kind": Field(),
    "id": Field(),
    "title": Field(),
    "vendor": Field(),
    "memo": Field(),
    "fail": Field(Sort.NUMBER),
    "ok": Field(Sort.NUMBER),
    "total": Field(Sort.NUMBER),
    "age": Field(Sort.AGE),
}
"""What terms about jobs may name."""

_TEXTS: Final[dict[str, Callable[[Watched], str]]] = {
    "account": lambda row: row.ref.account,
    "kind": lambda row: row.ref.kind,
    "id": lambda row: row.ref.id,
    "title": lambda row: row.job.title if row.job else "",
    "vendor": lambda row: row.job.vendor_status if row.job else "",
    "memo": lambda row: row.memo,
}
_FIGURES: Final[dict[str, Callable[[Watched], int | None]]] = {
    "fail": lambda row: row.counts.bad,
    "ok": lambda row: row.counts.succeeded,
    "total": lambda row: row.counts.total,
}


def holds_all(row: Watched, terms: Iterable[Term], now: datetime) -> bool:
    """Whether a job is among those wanted."""
    return all(_holds(row, term, now) is not term.is_excluded for term in terms)


def _holds(row: Watched, term: Term, now: datetime) -> bool:
    match term.field:
        case "":
            return term.text in _all_texts(row)
        case "state":
            return row.job is not None and row.job.state.value == term.text
        case "verdict":
            return row.verdict.value.lower() == term.text
        case "age":
            since = row.age_from
            return term.compares(None if since is None else (now - since).total_seconds())
        case name if name in _FIGURES:
            return term.compares(_FIGURES[name](row))
        case name:
            return term.text in _TEXTS[name](row).lower()


def _all_texts(row: Watched) -> str:
    job = row.job
    return " ".join(
        (
            str(row.ref),
            row.verdict,
            row.memo,
            row.trouble or "",
            *((job.title, job.vendor_status, job.state) if job else ()),
            *(text for _, text in (job.facts if job else ())),
        )
    ).lower()
