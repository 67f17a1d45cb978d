"""What changed between two answers about a job, in a few words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from providers.model import Counts, Exchange, Job
from providers.watched import Event, Watched

NO_CHANGE = "no change"
FIRST_SEEN = "first seen"


def describe(before: Job | None, after: Job) -> str:
    """What a person would say is new.

    Args:
        before: The last answer; `None` when this is the first.
        after: This answer.
    """
    if before is None:
        return FIRST_SEEN
    said: list[str] = []
    if before.state.is_final and not after.state.is_final:
        said.append("started again after it had ended")
    elif before.state is not after.state:
        said.append(f"{before.state} → {after.state}".replace("_", " "))
    elif before.vendor_status != after.vendor_status:
        said.append(f"{before.vendor_status} → {after.vendor_status}")
    said.extend(_moves(before.counts, after.counts))
    if not said and before != after:
        said.append("details changed")
    return "   ".join(said) or NO_CHANGE


def _moves(before: Counts, after: Counts) -> list[str]:
    pairs = (
        ("ok", before.succeeded, after.succeeded),
        ("failed", before.failed, after.failed),
        ("skipped", before.skipped, after.skipped),
        ("total", before.total, after.total),
    )
    moves = [f"{_figure(old)} → {_figure(new)} {label}" for label, old, new in pairs if old != new]
    if not moves and before.percent != after.percent:
        moves.append(f"{_percent(before.percent)} → {_percent(after.percent)}")
    return moves


def _figure(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:g} %"


def folded(last: Event | None, event: Event) -> Event | None:
    """`event` folded into `last` when both say the same nothing; `None` when they do not."""
    if last is None or (last.what, last.trouble) != (event.what, event.trouble):
        return None
    if event.what != NO_CHANGE and event.trouble is None:
        return None
    return replace(event, at=last.at, times=last.times + 1, last_at=event.at)


def line_of(last: Event | None, event: Event) -> tuple[Event, bool]:
    """The line that an event is in a timeline, and whether it takes the place of the last one."""
    whole = folded(last, event)
    return whole or event, whole is not None


def event_of(
    row: Watched,
    at: datetime,
    what: str,
    before: Job | None,
    after: Job | None,
    trouble: str | None,
    exchanges: tuple[Exchange, ...],
) -> Event:
    """One look's outcome as a line of the timeline.

    Args:
        row: The job as it stands after the look.
        at: When the look ended.
        what: The change in a few words.
        before: What the vendor said before; `None` when it had not.
        after: What the vendor says now; `None` when it still has not.
        trouble: Why the look brought nothing; `None` when it did.
        exchanges: The calls of the look, oldest first.
    """
    return Event(
        at=at,
        ref=row.ref,
        what=what,
        vendor_status=after.vendor_status if after else "",
        old_state=before.state if before else None,
        new_state=after.state if after else None,
        trouble=trouble,
        exchange=exchanges[-1] if exchanges else None,
        next_look_at=row.next_look_at,
        pace=row.pace if what != NO_CHANGE else None,
    )
