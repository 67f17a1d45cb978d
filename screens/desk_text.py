"""What the desk says around its panes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from providers.acting import SendState
from providers.causes import told_apart
from providers.facts import AccountFacts
from providers.model import JobRef
from providers.reading import Reading
from providers.watched import Verdict, Watched
from providers.zones import TimesIn, zone_name
from screens import keys
from screens.arranged import Counts
from screens.desk_form import DeskForm
from screens.job_rows import View
from screens.job_signs import rung_text
from screens.offers import sent_text
from screens.paint import EMPTY, Line, Span, Tone, justify, width_of, wrap
from screens.ports import Jobs
from screens.widgets.bars import Hint
from screens.widgets.detail import DetailTab
from screens.words import day_time, verdict_tally, wall_time

_KEYS: Final[Sequence[Hint]] = (
    (keys.ERRORS, "errors"),
    (keys.FILTER, "filter"),
    (keys.FAULTS, "narrow"),
    (keys.EXPORT, "export"),
    (keys.MARK, "mark"),
    (keys.POLL, "poll"),
    (keys.COPY, "copy"),
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
"""The key line, the more useful first; what does not fit is in the help."""

_KEYS_EMPTY: Final[Sequence[Hint]] = (
    (keys.ADD, "add"),
    (keys.LISTS, "lists"),
    (keys.UNDO, "undo"),
    (keys.CLOSE, "quit"),
    (keys.HELP, "help"),
)


def pane_hints(form: DeskForm, pane: int) -> Sequence[Hint]:
    """The keys that lead to the panes that are not shown."""
    if form.is_narrow:
        panes = {1: (keys.PANE_1, "accounts"), 2: (keys.PANE_2, "jobs"), 3: (keys.PANE_3, "detail")}
        return [hint for number, hint in panes.items() if number != pane]
    return ((keys.ZOOM, "all panes"),) if form.is_zoomed else ()


def key_hints(
    row: Watched | None, other: JobRef | None, is_any: bool, offered: str = ""
) -> Sequence[Hint]:
    """The keys that work on the job under the cursor.

    Args:
        row: The job; `None` when there is none.
        other: What else it may be; `None` when that is not in question.
        is_any: Whether there are jobs at all, shown or not.
        offered: What may be done to the job at its vendor, in words; empty for nothing.
    """
    if row is None:
        return ((keys.BACK, "show all"), (keys.FILTER, "filter"), *_KEYS_EMPTY)[
            0 if is_any else 2 :
        ]
    if other is not None:
        return ((keys.OPEN, f"try {other.kind}"), *_KEYS)
    if row.is_held:
        return ((keys.OPEN, "unlock"), *_KEYS)
    if row.job is None:
        is_lost = row.verdict in (Verdict.GONE, Verdict.NOACC)
        return ((keys.OPEN, "way out" if is_lost else "ask again"), *_KEYS)
    acting = ((keys.ACTIONS, offered),) if offered else ()
    opening = () if row.job.records_note is not None else ((keys.OPEN, "records"),)
    return (*acting, *opening, *_KEYS)


ROOMY: Final = 72
"""Cells from which the top line says what goes without saying."""

TABBED: Final = 56
"""Cells from which there is room for the names of all tabs."""

FIRST_RUN: Final[Sequence[Line]] = (
    EMPTY,
    (
        Span(
            "This desk watches vendors' bulk jobs: is it done, did it really succeed,", Tone.BRIGHT
        ),
    ),
    (Span("which records failed, why, and how many for the same reason.", Tone.BRIGHT),),
    EMPTY,
    (Span("Enter", Tone.YOURS, True), Span("  sets the first account up and tests it")),
    (
        Span("a    ", Tone.YOURS, True),
        Span("  then pastes what the ticket holds: an id, a URL"),
    ),
    (Span(":demo", Tone.YOURS, True), Span("  shows it all on vendors played on this machine")),
)
"""What is said before there is anything to watch."""

EMPTY_DESK: Final[Sequence[Line]] = (
    EMPTY,
    (Span("No jobs on this watchlist yet.", Tone.BRIGHT),),
    EMPTY,
    (Span("a", Tone.YOURS, True), Span("  paste what the ticket holds: an id, a URL, JSON, curl")),
    (Span("W", Tone.YOURS, True), Span("  another watchlist")),
    (Span("?", Tone.YOURS, True), Span("  all keys")),
)
"""What an empty list says."""


def empty_desk(accounts: Sequence[AccountFacts], notices: Sequence[str]) -> Sequence[Line]:
    """What a list without jobs says; when it could not be read, that and why."""
    if accounts and notices:
        why = [line for notice in notices for line in wrap(notice, 76, Tone.LINK)]
        safe_there = (Span("Whatever is in that file is left as it is.", Tone.PLAIN),)
        return (EMPTY, *why, EMPTY, safe_there)
    return EMPTY_DESK if accounts else FIRST_RUN


def filtered_out(view: View) -> Sequence[Line]:
    """What a list says that hides all it has."""
    return (
        EMPTY,
        (Span("No job fits: ", Tone.BRIGHT), Span(_filter(view), Tone.DIM)),
        EMPTY,
        (Span("Esc", Tone.YOURS, True), Span("  shows the others again")),
    )


def top_line(counted: Counts, jobs: Jobs, width: int, now: datetime) -> Line:
    """Program, list, and how the jobs stand; at the right, whether we ask and may change."""
    current = next((each.name for each in jobs.lists() if each.is_current), "")
    counts = Counter[Verdict]()
    for (_, verdict), count in counted.items():
        counts[verdict] += count
    total = counts.total()
    names = [
        Span(" bulkjobs", Tone.BRIGHT, True),
        Span(f"  {current}", Tone.ACCENT),
        Span(f"  {total:,} job{'' if total == 1 else 's'} ", Tone.DIM),
    ]
    tallies: list[Span] = []
    for verdict in Verdict:
        if counts[verdict] and verdict.needs_attention:
            tallies.extend((Span(" "), verdict_tally(verdict, counts[verdict])))
    mode = _mode(jobs, now, is_roomy=width >= ROOMY)
    # What goes without saying gives way to how the jobs stand.
    while names and width_of((*names, *tallies, *mode)) > width:
        del names[0]
    if names:
        names[0] = names[0]._replace(text=f" {names[0].text.lstrip()}")
    if not jobs.is_paused and width_of((*tallies, *mode)) > width:
        mode = ()
    return justify((*names, *tallies), mode, width)


def _mode(jobs: Jobs, now: datetime, *, is_roomy: bool) -> Line:
    """Whether we ask, and may change; where it is tight, only what is out of the ordinary."""
    spans: list[Span] = [Span(" ")]
    if is_roomy:
        may_act = any(account.allows_actions for account in jobs.accounts())
        spans.append(Span("may act  ", Tone.DOUBT) if may_act else Span("read-only  ", Tone.DIM))
    is_paused = jobs.is_paused
    spans.append(Span(" PAUSED ", Tone.LOUD, True) if is_paused else Span("polling ", Tone.DONE))
    if is_roomy:
        spans.append(Span(f" {_zone(jobs.times.choice, now)} ", Tone.RULE))
    return spans


def _zone(choice: TimesIn, now: datetime) -> str:
    """In which zone times are; across accounts those of the vendors' choice are in UTC."""
    return "vendor" if choice is TimesIn.VENDOR else zone_name(now)


def jobs_summary(view: View, shown: int, total: int) -> Line:
    """What the list shows of what there is."""
    turned = " reversed" if view.is_reversed else ""
    spans = [Span(f"sort {view.sort}{turned}", Tone.DIM)]
    if view.is_filtered:
        spans.append(Span(f" · {_filter(view)}", Tone.YOURS))
    spans.append(Span(f" · {shown:,} of {total:,}", Tone.DIM))
    return tuple(spans)


def _filter(view: View) -> str:
    parts = [view.account or "", f"“{view.words}”" if view.words else ""]
    parts.append(view.quick)
    return " ".join(part for part in parts if part)


def tabs_summary(tab: DetailTab, row: Watched | None, reading: Reading | None, width: int) -> Line:
    """The other tabs, with how much is on them; where it is tight, how many tabs there are."""
    if width < TABBED:
        tabs = list(DetailTab)
        return (Span(f"tab {tabs.index(tab) + 1} of {len(tabs)}", Tone.DIM),)
    spans: list[Span] = []
    for each in DetailTab:
        if each is tab:
            continue
        text = each.value
        if row is not None and each is DetailTab.RECORDS and row.counts.total is not None:
            text += f" {row.counts.total:,}"
        if reading is not None and each is DetailTab.ERRORS and reading.is_over:
            text += f" {len(told_apart(reading.groups)):,}"
        spans.append(Span((" · " if spans else "") + text, Tone.DIM))
    return tuple(spans)


def standing(
    accounts: Sequence[AccountFacts],
    rows: Sequence[Watched],
    notices: Sequence[str],
    now: datetime,
    *,
    is_paused: bool = False,
) -> str:
    """The one thing that needs a person; empty when nothing does."""
    if unclear := _unclear(rows, now):
        return unclear
    if restarted := _restarted(rows, now):
        return restarted
    if rung := rung_text([row for row in rows if row.has_rung]):
        return rung
    if is_paused:
        return "polling is paused, no vendor is asked: p goes on"
    held = [account for account in accounts if account.is_held]
    if not held:
        return notices[0] if notices else _resting(accounts, now) or _late(rows)
    first = held[0]
    more = f" (and {len(held) - 1} more accounts)" if len(held) > 1 else ""
    return f"{first.name} is held{more}, Enter on it tries again: {first.held_reason}"


def _restarted(rows: Sequence[Watched], now: datetime) -> str:
    """A job that had ended and goes on again: what was told of its end holds no more."""
    for row in rows:
        if row.restarted_at is not None:
            at = day_time(row.restarted_at, now)
            return f"{row.ref.account} {row.ref.id} goes on again since {at}: it had ended before"
    return ""


def _unclear(rows: Sequence[Watched], now: datetime) -> str:
    """The action whose outcome nobody knows: money may hang on it."""
    for row in rows:
        sent = row.unsettled
        if sent is not None and sent.state is SendState.UNKNOWN:
            return f"{row.ref.account} {row.ref.id}: {sent_text(sent, now)} (!)"
    return ""


def _resting(accounts: Sequence[AccountFacts], now: datetime) -> str:
    """Which vendor wants no requests for a while; they go on without a person."""
    for account in accounts:
        if account.held_until is not None:
            until = wall_time(account.held_until, now)
            return f"{account.name} is held until {until}: its vendor wants no requests before"
    return ""


def _late(rows: Sequence[Watched]) -> str:
    """Why polls fail, when some do; they are tried again without a person."""
    late = [row for row in rows if row.verdict is Verdict.LATE]
    if not late:
        return ""
    jobs = f"{len(late)} jobs are" if len(late) > 1 else "1 job is"
    return f"{jobs} LATE, asked again by itself: {late[0].trouble}"
