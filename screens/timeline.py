"""One line a look: when, what changed, what the call was, what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from providers.text import shorten_middle
from providers.watched import Event
from screens.paint import Line, Span, Tone, justify
from screens.words import clock_time


def event_line(event: Event, width: int, *, is_named: bool = False) -> Line:
    """The event in `width` cells.

    Args:
        event: One look's outcome, or several alike.
        width: Cells of the line.
        is_named: Whether to say which job it was.
    """
    left: list[Span] = [Span(f"{clock_time(event.at)}  ", Tone.RULE)]
    if is_named:
        name = f"{event.ref.account} {shorten_middle(event.ref.id, 12)}"
        left.append(Span(f"{name:<21} ", Tone.DIM))
    if event.trouble is not None:
        left.append(Span(event.trouble, Tone.LINK))
    else:
        left.append(Span(event.what, Tone.DIM if event.what == "no change" else Tone.PLAIN))
        if event.vendor_status and event.what != "no change":
            left.append(Span(f"   {event.vendor_status}", Tone.DIM))
    if event.times > 1:
        left.append(Span(f"   ×{event.times}, last {clock_time(event.last_at)}", Tone.RULE))
    return justify(tuple(left), _call(event), width)


def _call(event: Event) -> Line:
    call = event.exchange
    spans: list[Span] = []
    if call is not None:
        is_fine = call.status is not None and call.status < 400
        status = "-" if call.status is None else str(call.status)
        spans.append(Span(f"  {status}", Tone.RULE if is_fine else Tone.LINK))
        spans.append(Span(f"  {call.milliseconds:>5,} ms", Tone.RULE))
    if event.next_look_at is not None:
        spans.append(Span(f"  next {clock_time(event.next_look_at)}", Tone.RULE))
    return tuple(spans)


def timeline(events: Sequence[Event], width: int) -> list[Line]:
    """A job's timeline, the newest first."""
    if not events:
        return [(Span("nothing yet", Tone.DIM),)]
    return [event_line(event, width) for event in reversed(events)]


def happened(events: Sequence[Event], width: int, height: int) -> list[Line]:
    """What happened of late at all jobs, the newest first; looks that brought nothing are not."""
    news = [event for event in events if event.what != "no change" or event.trouble]
    shown = list(reversed(news))[:height]
    return [event_line(event, width, is_named=True) for event in shown]
