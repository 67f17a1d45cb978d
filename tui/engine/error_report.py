"""Equal causes of failure put together over jobs and vendors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice, zip_longest
from typing import Final

from providers.causes import Group
from providers.known import ErrorReport, Example, JobCount, JobPart, Known, SharedGroup
from providers.listing import Records
from providers.model import RecordState
from tui.engine.known_errors_seen import SeenCause, is_new

EXAMPLES: Final = 5
"""Records named for a group."""
_BAD_RANKS: Final = tuple(state.rank for state in RecordState if state.is_bad)

Knows = Callable[[Group, str, str], Known | None]
"""What is known of a cause, by the provider and the kind of job where it was seen."""


@dataclass(slots=True)
class _Gathered:
    """One cause while jobs are gone through."""

    first: Group
    parts: list[tuple[JobPart, Group]] = field(default_factory=list)


def report_errors(parts: Iterable[JobPart], knows: Knows = lambda *_: None) -> ErrorReport:
    """Put the causes of several jobs together, by code and folded message.

    Args:
        parts: The jobs, with what has been read of their records.
        knows: Says what is known of a cause.
    """
    kept = tuple(parts)
    gathered: dict[tuple[str | None, str], _Gathered] = {}
    failed = 0
    for part in kept:
        if part.reading is None:
            continue
        groups = part.reading.groups
        # A record that can't be read has a cause, too, and no state that says that it failed.
        most = max((group.count for group in groups), default=0)
        failed += max(part.failed, most)
        for group in groups:
            cause = gathered.setdefault((group.code, group.message), _Gathered(group))
            cause.parts.append((part, group))
    shared = [_shared(cause, failed, knows) for cause in gathered.values()]
    shared.sort(key=lambda each: (each.group.is_rest, -each.group.count, each.group.message))
    return ErrorReport(tuple(shared), failed, kept)


def causes_seen(report: ErrorReport) -> Sequence[SeenCause]:
    """The causes of a report, for `SeenCauses.see`: the most frequent first."""
    return [
        (provider, shared.group.code, shared.group.message)
        for shared in report.told
        for provider in shared.providers
    ]


def mark_new(
    report: ErrorReport, first_seen: Mapping[SeenCause, datetime], now: datetime
) -> ErrorReport:
    """Say of each group whether it is new: not known, and at no vendor seen before today."""

    def marked(shared: SharedGroup) -> SharedGroup:
        group = shared.group
        if group.is_rest:
            return shared
        seen = [first_seen.get((name, group.code, group.message)) for name in shared.providers]
        news = shared.known is None and all(is_new(at, now) for at in seen)
        return replace(shared, is_new=news)

    return replace(report, groups=tuple(map(marked, report.groups)))


def failed_in(listing: Records) -> int:
    """How many records of a list failed, were skipped or have a warning."""
    ranks = listing.ranks
    return sum(len(ranks[rank]) for rank in _BAD_RANKS)


def _examples(part: JobPart, group: Group) -> list[Example]:
    rows = group.rows[: len(group.examples)]
    return [Example(part.ref, key, row) for key, row in zip_longest(group.examples, rows)]


def _shared(cause: _Gathered, failed: int, knows: Knows) -> SharedGroup:
    count = sum(group.count for _, group in cause.parts)
    by_count = sorted(cause.parts, key=lambda each: -each[1].count)
    # In turn from each job: one job's records would say that the others have none.
    turns = zip_longest(*(_examples(part, group) for part, group in by_count))
    examples = (example for example in chain.from_iterable(turns) if example is not None)
    is_rest = cause.first.is_rest
    known = (knows(group, part.provider, part.ref.kind) for part, group in by_count if not is_rest)
    return SharedGroup(
        group=replace(cause.first, count=count),
        share=count / failed if failed and not is_rest else 0.0,
        jobs=tuple(JobCount(part.ref, group.count) for part, group in by_count),
        examples=tuple(islice(examples, EXAMPLES)),
        providers=tuple(dict.fromkeys(part.provider for part, _ in by_count)),
        known=next((each for each in known if each is not None), None),
    )
