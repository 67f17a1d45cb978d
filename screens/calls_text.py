"""What is said of one call, and of a list without any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from providers.calls import CallMade
from providers.watched import Watched
from screens.calls_rows import CallView, errand_text, status_text, status_tone
from screens.paint import EMPTY, Line, Span, Tone, wrap
from screens.words import next_span, size

LABEL: Final = 10
"""Cells of what stands left of a fact."""
_UNKEPT: Final = "Bodies, credentials and queries are not kept here."


def call_lines(call: CallMade, row: Watched | None, width: int, now: datetime) -> list[Line]:
    """The facts of a call, the more useful first.

    Args:
        call: Which.
        row: The job it was about, as of now; `None` when it is not watched.
        width: Cells of a line.
        now: The time.
    """
    made = call.exchange
    at = made.at.astimezone(UTC)
    lines = [
        *_fact("asked", f"{made.method} {call.host}{made.path}", width, Tone.BRIGHT),
        *_answer(call, width),
    ]
    if call.trouble:
        lines.extend(_fact("trouble", call.trouble, width, Tone.LINK))
    lines.extend(_fact("for", errand_text(call) or "-", width))
    lines.extend(_fact("when", f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03}Z", width))
    for name, text in made.rate.items():
        lines.extend(_fact("limit", f"{name}: {text}", width, Tone.YOURS))
    for name, text in call.headers.items():
        lines.extend(_fact("header", f"{name}: {text}", width, Tone.DIM))
    if row is not None:
        lines.append((Span(f"{'next':<{LABEL}}", Tone.DIM), next_span(row, now)))
    return lines


def whole_call(call: CallMade, row: Watched | None, width: int, now: datetime) -> list[Line]:
    """All that is known of a call."""
    return [
        *_fact("call", f"{call.number:,} of this session", width),
        *_fact("account", call.account, width),
        *call_lines(call, row, width, now),
        EMPTY,
        *wrap(_UNKEPT, width, Tone.DIM),
    ]


def _answer(call: CallMade, width: int) -> list[Line]:
    made = call.exchange
    if made.status is None:
        text = f"none, given up after {made.milliseconds:,} ms"
    else:
        text = f"{status_text(call)}{_phrase(made.status)} in {made.milliseconds:,} ms"
        text += f", {size(made.received)} on the wire"
    return _fact("answer", text, width, status_tone(call))


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""


def _fact(label: str, text: str, width: int, tone: Tone = Tone.PLAIN) -> list[Line]:
    lines = wrap(text, max(10, width - LABEL), tone)
    head = [f"{label:<{LABEL}}", *[" " * LABEL] * len(lines)]
    return [(Span(left, Tone.DIM), *line) for left, line in zip(head, lines, strict=False)]


def no_calls(view: CallView, count: int) -> Sequence[Line]:
    """What a list without calls says."""
    if not count:
        return (
            EMPTY,
            (Span("No call has been made in this session yet.", Tone.BRIGHT),),
            (Span("Each look, reading, token and download stands here, newest first.", Tone.DIM),),
        )
    asked = " that fit" if view.terms else ""
    bad = "refused or unanswered " if view.is_bad_only else ""
    return (
        EMPTY,
        (Span(f"No {bad}calls{asked}.", Tone.BRIGHT),),
        (Span("Esc", Tone.YOURS, True), Span("  shows the others again")),
    )


def calls_summary(shown: int, kept: int, count: int, *, is_live: bool, is_filtered: bool) -> Line:
    """How many there are, how many are shown, and whether new ones are followed."""
    spans = [Span("live" if is_live else "held, g follows", Tone.DONE if is_live else Tone.DOUBT)]
    if is_filtered:
        spans.append(Span(f" · {shown:,} fit", Tone.YOURS))
    of = f"last {kept:,} of {count:,}" if kept < count else f"{count:,}"
    spans.append(Span(f" · {of} call{'' if count == 1 else 's'} of this session", Tone.DIM))
    return tuple(spans)
