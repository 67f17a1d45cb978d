"""One line a look: when, what changed, what the call was, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from providers.model import JobRef
from providers.text import shorten_middle
from providers.watched import Event
from providers.zones import in_zone
from screens.folded import folded
from screens.pace_text import pace_text
from screens.paint import Line, Span, Tone, justify, width_of
from screens.words import clip, clock_time, day_time

ROOMY: Final = 90
"""Cells from which there is room for when the job is asked next."""
NAMED_ROOMY: Final = 112
"""The same where the line names its job as well."""
SPARSE: Final = 56
"""Cells below which what changed has the room of a call that went well."""
LONGEST: Final = 1_000
"""Characters of a refusal that are shown."""
_STATUS: Final = 5
_SPENT: Final = 10
_NEXT: Final = 15
"""Cells of what stands at the right end, so that it stands in columns."""


def event_line(event: Event, width: int, now: datetime, *, is_named: bool = False) -> Line:
    """The event in `width` cells.

    Args:
        event: One look's outcome, or several alike.
        width: Cells of the line.
        now: The time, for dates that are today's.
        is_named: Whether to say which job it was.
    """
    is_refused = event.trouble is not None
    is_next = width >= (NAMED_ROOMY if is_named else ROOMY)
    called = _call(event, now, is_next=is_next) if width >= SPARSE or is_refused else ()
    return justify(_told(event, now, is_named=is_named), called, width)


def event_lines(event: Event, width: int, now: datetime) -> list[Line]:
    """The event, folded where it does not fit; the arguments are those of `event_line`."""
    told = _told(event, now, is_named=False)
    called = _call(event, now, is_next=width >= ROOMY) if width >= SPARSE else ()
    if width_of(told) + width_of(called) <= width:
        return [justify(told, called, width)]
    if called:
        first, *rest = folded(told, width - width_of(called), width_of(told[:1]))
        return [justify(first, called, width), *rest]
    if event.trouble is not None:
        told = (*told, Span(" "), *call_spans(event))
    return folded(told, width, 2)


def _told(event: Event, now: datetime, *, is_named: bool) -> Line:
    """When it was, and what it brought."""
    left: list[Span] = [Span(f"{day_time(event.at, now)}  ", Tone.RULE)]
    if is_named:
        name = f"{event.ref.account} {shorten_middle(event.ref.id, 12)}"
        left.append(Span(f"{name:<21} ", Tone.DIM))
    if event.trouble is not None:
        left.append(Span(clip(event.trouble, LONGEST), Tone.LINK))
    else:
        left.append(Span(event.what, _tone(event)))
        if pace := pace_text(event.pace):
            left.append(Span(f"   {pace}"))
        if event.vendor_status and event.what != "no change":
            left.append(Span(f"   {event.vendor_status}", Tone.DIM))
    if event.times > 1:
        left.append(Span(f"   ×{event.times}, last {_later(event, now)}", Tone.RULE))
    return tuple(left)


def _tone(event: Event) -> Tone:
    if event.is_restart:
        return Tone.DOUBT
    return Tone.DIM if event.what == "no change" else Tone.PLAIN


def _later(event: Event, now: datetime) -> str:
    """The last of several, with its date unless it is that of the first."""
    return day_time(event.last_at, in_zone(event.at, now.tzinfo))


def _call(event: Event, now: datetime, *, is_next: bool) -> Line:
    spans = list(call_spans(event))
    if is_next:
        soon = f"  next {clock_time(event.next_look_at, now)}" if event.next_look_at else ""
        spans.append(Span(f"{soon:{_NEXT}}", Tone.RULE))
    return tuple(spans)


def call_spans(event: Event) -> Line:
    """What came of the last call, and how long it took."""
    call = event.exchange
    if call is None:
        return ()
    is_fine = call.status is not None and call.status < 400
    status = "-" if call.status is None else str(call.status)
    return (
        Span(f"{status:>{_STATUS}}", Tone.RULE if is_fine else Tone.LINK),
        # Of several looks it would be the last one's alone, and another at each.
        Span(
            f"{call.milliseconds:>{_SPENT - 3},} ms" if event.times == 1 else " " * _SPENT,
            Tone.RULE,
        ),
    )


def timeline(events: Sequence[Event], width: int, now: datetime) -> list[Line]:
    """A job's timeline, the newest first."""
    if not events:
        return [(Span("nothing yet", Tone.DIM),)]
    return [line for event in reversed(events) for line in event_lines(event, width, now)]


def is_news(event: Event) -> bool:
    """Whether the look brought anything."""
    return event.what != "no change" or event.trouble is not None


def happened(events: Sequence[Event], width: int, height: int, now: datetime) -> list[Line]:
    """What happened of late at all jobs, the newest first; looks that brought nothing are not.

    A job that only moves on keeps its line, which tells its last step: a line for each step would
    push all others off, and cost a slow link all of them.
    """
    lines: list[Event] = []
    moving: dict[JobRef, int] = {}
    for event in filter(is_news, events):
        if not _is_step(event):
            moving.pop(event.ref, None)
        elif event.ref in moving:
            lines[moving[event.ref]] = event
            continue
        else:
            moving[event.ref] = len(lines)
        lines.append(event)
    shown = list(reversed(lines))[:height]
    return [event_line(event, width, now, is_named=True) for event in shown]


def _is_step(event: Event) -> bool:
    """Whether the job is where it was, and further."""
    same = event.old_state is event.new_state and event.new_state is not None
    return same and event.trouble is None
