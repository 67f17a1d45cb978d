"""What changed of one job since the user last looked, in lines."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from providers.glance import Since
from providers.model import Counts
from screens.folded import folded
from screens.paint import EMPTY, Line, Span, Tone, wrap
from screens.timeline import timeline
from screens.words import age, day_time, figure, verdict_span

_NOTHING: Final = "Nothing changed since you last looked."
_WHAT_A_LOOK_IS: Final = (
    "You look at a job when you press a key with the cursor on it; a desk left alone has been "
    "looked at by nobody."
)
_READABLE: Final = 62
"""Cells of a line of prose at most."""
_ARROW: Final = Span(" → ", Tone.RULE)


def nothing_changed(width: int) -> list[Line]:
    """What stands where no job has changed.

    Args:
        width: Cells of a line.
    """
    room = max(1, min(width, _READABLE))
    return [EMPTY, *wrap(_NOTHING, room), EMPTY, *wrap(_WHAT_A_LOOK_IS, room, Tone.DIM)]


def changed_summary(changed: int, rows: int) -> Line:
    """How many of the jobs have changed."""
    return (Span(f"{changed:,} of {rows:,} jobs", Tone.DIM),)


def head_lines(since: Since, now: datetime) -> list[Line]:
    """How the job stood and stands, and when it was looked at."""
    then, today = since.then, since.now
    looked = Span(
        f"you looked {day_time(then.at, now)}, {_ago(then.at, now)}",
        Tone.DIM,
    )
    if not since.is_changed:
        return [(verdict_span(today.verdict), Span("  as when ", Tone.DIM), looked)]
    verdicts: Line = (verdict_span(today.verdict),)
    if then.verdict is not today.verdict:
        verdicts = (verdict_span(then.verdict), _ARROW, *verdicts)
    said: Line = (Span(today.vendor_status, Tone.DIM),)
    if then.vendor_status != today.vendor_status:
        said = (Span(then.vendor_status or "-", Tone.DIM), _ARROW, Span(today.vendor_status))
    return [
        (*verdicts, Span("   "), *said),
        (*_figures(then.counts, today.counts), looked),
    ]


def _ago(moment: datetime, now: datetime) -> str:
    told = age(moment, now)
    return "just now" if told == "now" else f"{told} ago"


def _figures(then: Counts, now: Counts) -> Line:
    """The counts, those that moved with what they were."""
    spans: list[Span] = []
    for name, before, after, tone in (
        ("ok", then.succeeded, now.succeeded, Tone.PLAIN),
        ("failed", then.bad, now.bad, Tone.FAILED),
        ("total", then.total, now.total, Tone.PLAIN),
    ):
        if before is None and after is None:
            continue
        if before != after:
            spans.extend((Span(f"{figure(before)} → ", Tone.DIM), Span(figure(after), tone)))
        else:
            spans.append(Span(figure(after), Tone.DIM))
        spans.append(Span(f" {name}   ", Tone.DIM))
    return tuple(spans)


def since_lines(since: Since, width: int, now: datetime) -> list[Line]:
    """All that is known of what happened at the job since, the newest first."""
    lines = [piece for line in head_lines(since, now) for piece in folded(line, width, 2)]
    lines.append(EMPTY)
    if since.events:
        return [*lines, *timeline(since.events, width, now)]
    return [*lines, (Span("no look brought anything to note since", Tone.DIM),)]


def no_since(*, is_shown: bool, width: int) -> list[Line]:
    """Why there is nothing to compare a job with."""
    if is_shown:
        return wrap(
            "This is the first time that you look at this job; its Timeline has all there is.",
            width,
            Tone.DIM,
        )
    return wrap("This job is not on the list any more.", width, Tone.DOUBT)
