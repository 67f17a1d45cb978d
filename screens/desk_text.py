"""What the desk says around its panes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from providers.facts import AccountFacts
from providers.reading import Reading
from providers.watched import Verdict, Watched
from screens import keys
from screens.job_rows import View
from screens.paint import EMPTY, Line, Span, Tone, justify
from screens.ports import Jobs
from screens.widgets.detail import DetailTab
from screens.words import verdict_tally

KEYS: Final = tuple(
    (keys.label(key).split(" / ")[0], words)
    for key, words in (
        (keys.OPEN, "records"),
        (keys.ERRORS, "errors"),
        (keys.FILTER, "filter"),
        (keys.FAULTS, "attention"),
        (keys.POLL, "poll"),
        (keys.ADD, "add"),
        (keys.TAB_NEXT, "tab"),
        (keys.WATCH, "watch"),
        (keys.REMOVE, "remove"),
        (keys.UNDO, "undo"),
        (keys.SORT, "sort"),
        (keys.LISTS, "lists"),
        (keys.CLOSE, "quit"),
        (keys.HELP, "help"),
    )
)
"""The key line, the more useful first; what does not fit is in the help."""

EMPTY_DESK: Final[Sequence[Line]] = (
    EMPTY,
    (Span("No jobs on this watchlist yet.", Tone.BRIGHT),),
    EMPTY,
    (Span("a", Tone.YOURS, True), Span("  paste what the ticket holds: an id, a URL, JSON, curl")),
    (Span("W", Tone.YOURS, True), Span("  another watchlist")),
    (Span("?", Tone.YOURS, True), Span("  all keys")),
)
"""What an empty list says."""


def filtered_out(view: View) -> Sequence[Line]:
    """What a list says that hides all it has."""
    return (
        EMPTY,
        (Span("No job fits: ", Tone.BRIGHT), Span(_filter(view), Tone.DIM)),
        EMPTY,
        (Span("Esc", Tone.YOURS, True), Span("  shows the others again")),
    )


def top_line(rows: Sequence[Watched], jobs: Jobs, width: int) -> Line:
    """Program, list, and how the jobs stand; at the right, whether we ask and may change."""
    current = next((each.name for each in jobs.lists() if each.is_current), "")
    counts = Counter(row.verdict for row in rows)
    left = [
        Span(" bulkjobs", Tone.BRIGHT, True),
        Span(f"  {current}", Tone.ACCENT),
        Span(f"  {len(rows):,} job{'' if len(rows) == 1 else 's'} ", Tone.DIM),
    ]
    for verdict in Verdict:
        if counts[verdict] and verdict.needs_attention:
            left.extend((Span(" "), verdict_tally(verdict, counts[verdict])))
    may_act = any(account.allows_actions for account in jobs.accounts())
    right = (
        Span("actions allowed" if may_act else "read-only", Tone.DOUBT if may_act else Tone.DIM),
        Span("  paused " if jobs.is_paused else "  polling ", _polling_tone(jobs)),
        Span(" UTC ", Tone.RULE),
    )
    return justify(tuple(left), right, width)


def _polling_tone(jobs: Jobs) -> Tone:
    return Tone.LINK if jobs.is_paused else Tone.DONE


def jobs_summary(view: View, shown: int, total: int) -> Line:
    """What the list shows of what there is."""
    spans = [Span(f"sort {view.sort}", Tone.DIM)]
    if view.is_filtered:
        spans.append(Span(f" · {_filter(view)}", Tone.YOURS))
    spans.append(Span(f" · {shown:,} of {total:,}", Tone.DIM))
    return tuple(spans)


def _filter(view: View) -> str:
    parts = [view.account or "", f"“{view.words}”" if view.words else ""]
    parts.append("needs attention" if view.is_attention else "")
    return " ".join(part for part in parts if part)


def tabs_summary(tab: DetailTab, row: Watched | None, reading: Reading | None) -> Line:
    """The other tabs, with how much is on them."""
    spans: list[Span] = []
    for each in DetailTab:
        if each is tab:
            continue
        text = each.value
        if row is not None and each is DetailTab.RECORDS and row.counts.total is not None:
            text += f" {row.counts.total:,}"
        if reading is not None and each is DetailTab.ERRORS and reading.is_over:
            text += f" {len(reading.groups):,}"
        spans.append(Span((" · " if spans else "") + text, Tone.DIM))
    return tuple(spans)


def standing(accounts: Sequence[AccountFacts]) -> str:
    """The one thing that needs a person; empty when nothing does."""
    held = [account for account in accounts if account.is_held]
    if not held:
        return ""
    first = held[0]
    more = f" (and {len(held) - 1} more accounts)" if len(held) > 1 else ""
    return f"{first.name}: {first.held_reason}; held{more}. r on its job asks again; others go on"
