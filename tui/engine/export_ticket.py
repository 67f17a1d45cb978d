"""A job as Markdown for a ticket: what it is, how it ended, why records failed, as of when.

No tables: half of the ticket systems show none. Whatever a vendor wrote stands in a code span,
where no renderer looks for markup, HTML, links or names to notify.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from providers.causes import Group, told_apart
from providers.kinds import PROVIDER_LABELS, find_kind
from providers.listing import Records
from providers.model import Counts, Exchange, Job, Part, Presence, RecordState
from providers.reading import Reading
from providers.taking import EVERYTHING, Selection
from providers.text import safe
from providers.watched import Watched

GROUPS: Final = 10
"""Groups that are listed; the others are counted."""
MOST: Final = 60_000
"""Characters of the whole text: what a terminal takes into its clipboard, and a ticket into a
comment."""
_TEXT: Final = 400
"""Characters of a vendor's text."""
_MEMO: Final = 2_000
"""Characters of what a person noted."""
_KEPT: Final = 2_000
"""Characters from which on a reason may have been cut before we were given it."""
_PROBLEMS: Final = 10
_PARTS: Final = 20
_TICKS: Final = re.compile("`+")
_UNUSUAL: Final = re.compile(r"[^A-Za-z0-9 -]")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket is written from."""

    row: Watched
    """Its job is known."""
    reading: Reading | None
    """How its records were read; `None` when none were."""
    records: Records | None
    """They; `None` when there are none."""
    origin: str
    """Where the records are from, in a few words."""
    selection: Selection = EVERYTHING
    """Which groups are listed."""
    now: datetime | None = None
    """When it is written; `None` leaves that out."""
    zone: tzinfo | None = None
    """Of the person; `None` for this machine's."""
    label: str = ""
    """Of the job's account, as in `PROD`; empty for none."""
    calls: tuple[Exchange, ...] = ()
    """Those that brought the job's last answer."""


def code(text: str, limit: int = _TEXT) -> str:
    """A vendor's text as a code span, on one line, and cut with a word on how much is missing."""
    shown = safe(text, limit).strip()
    if len(text) >= _KEPT and shown.endswith(" characters)"):
        shown = f"{shown[:-1]} or more)"
    if not shown:
        return "-"
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(shown)), default=0))
    gap = " " if "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{gap}{shown}{gap}{fence}"


def write_ticket(ticket: Ticket) -> str:
    """The whole text; where it would be endless, it says how much of it is missing."""
    lines = []
    left = MOST
    for line in _lines(ticket):
        left -= len(line) + 1
        if left < 0:
            lines.append("")
            lines.append("(the rest is left out: the ticket would be too long)")
            break
        lines.append(line)
    return "\n".join(lines).rstrip() + "\n"


def _lines(ticket: Ticket) -> Iterator[str]:
    row, job = ticket.row, ticket.row.job
    yield f"## {code(str(row.ref))}: {row.verdict}"
    yield ""
    kind = find_kind(row.provider, row.ref.kind)
    vendor = PROVIDER_LABELS.get(row.provider, row.provider)
    what = f"{vendor} {kind.label}" if kind else vendor
    title = f", {code(job.title)}" if job and job.title else ""
    yield f"- Job: {what} {code(row.ref.id)}{title}"
    label = f" ({code(ticket.label)})" if ticket.label.strip() else ""
    yield f"- Account: {code(row.ref.account)}{label}"
    if row.memo.strip():
        yield f"- Memo: {code(row.memo, _MEMO)}"
    if job is not None:
        yield f"- Verdict: **{row.verdict}** ({job.state.value.replace('_', ' ')})"
        yield f"- Vendor's word: {code(job.vendor_status)}"
        yield f"- Records: {counts_text(job.counts)}"
        yield from (f"  - {_part(part)}" for part in job.parts[:_PARTS])
        if len(job.parts) > _PARTS:
            yield f"  - (+{len(job.parts) - _PARTS:,} parts)"
        yield from _times(job, ticket.zone)
        if job.web_url:
            yield f"- At the vendor: {code(job.web_url)}"
        yield from _said(job)
    if row.trouble:
        yield f"- Trouble: {code(row.trouble)}"
    yield from _read(ticket)
    yield ""
    yield from _reasons(ticket)


def counts_text(counts: Counts) -> str:
    """What the vendor counted, in words."""
    figures = {
        "total": counts.total,
        "succeeded": counts.succeeded,
        "failed": counts.failed,
        "skipped": counts.skipped,
        "unprocessed": counts.unprocessed,
    }
    told = [f"{name} {figure:,}" for name, figure in figures.items() if figure is not None]
    told += [f"{_plain(name)} {figure:,}" for name, figure in counts.named.items()]
    return ", ".join(told) or "the vendor gives no counts"


def _plain(name: str) -> str:
    return code(name) if _UNUSUAL.search(name) else name


def _part(part: Part) -> str:
    return f"{code(part.name)}: {code(part.vendor_status or '')}, {counts_text(part.counts)}"


def _times(job: Job, zone: tzinfo | None) -> Iterator[str]:
    for label, name in (
        ("Created", "created_at"),
        ("Started", "started_at"),
        ("Finished", "finished_at"),
    ):
        at: datetime | None = getattr(job, name)
        if at is not None:
            unsure = "; the vendor states no zone, read as UTC" if name in job.zoneless else ""
            yield f"- {label}: {moment(at, zone)}{unsure}"


def moment(at: datetime, zone: tzinfo | None) -> str:
    """A time in UTC, and in the person's zone where that is another."""
    utc = at.astimezone(UTC)
    text = f"{utc:%Y-%m-%d %H:%M:%S} UTC"
    try:
        local = at.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return text
    if local.utcoffset() == utc.utcoffset():
        return text
    day = "" if local.date() == utc.date() else f"{local:%Y-%m-%d} "
    return f"{text} ({day}{local:%H:%M:%S %Z})"


def _said(job: Job) -> Iterator[str]:
    for problem in job.problems[:_PROBLEMS]:
        yield f"- Problem: {reason(problem.code, problem.message)}"
    if len(job.problems) > _PROBLEMS:
        yield f"- Problem: (+{len(job.problems) - _PROBLEMS:,} more)"
    for note in job.diagnostics[:_PROBLEMS]:
        yield f"- Note: {code(note)}"
    if len(job.diagnostics) > _PROBLEMS:
        yield f"- Note: (+{len(job.diagnostics) - _PROBLEMS:,} more)"


def _read(ticket: Ticket) -> Iterator[str]:
    row, reading, zone = ticket.row, ticket.reading, ticket.zone
    at = ticket.calls[-1].at if ticket.calls else row.seen_at
    if at is not None:
        by = f" by {_call(ticket.calls[-1])}" if ticket.calls else ""
        gone = "; the vendor no longer knows it" if row.presence is Presence.GONE else ""
        yield f"- Job seen: {moment(at, zone)}{by}{gone}"
    if reading is None:
        note = (row.job.records_note if row.job else None) or ticket.origin or "not read"
        yield f"- Records read: none; {code(note)}"
    else:
        when = moment(reading.read_at, zone) if reading.read_at else "at an unknown time"
        of = f" of {reading.expected:,}" if reading.expected is not None else ""
        yield f"- Records read: {reading.count:,}{of}, {when}, {ticket.origin}"
        if reading.trouble is not None:
            yield f"- **Not all records are read**: {code(reading.trouble)}"
        if reading.is_outdated(row.job):
            yield "- **The job has moved on since its records were read**"
    if ticket.now is not None:
        yield f"- Written: {moment(ticket.now, zone)}"


def _call(call: Exchange) -> str:
    status = "no answer" if call.status is None else str(call.status)
    return f"{code(f'{call.method} {call.path}')}, {status}"


def _reasons(ticket: Ticket) -> Iterator[str]:
    reading = ticket.reading
    if reading is None or ticket.records is None:
        return
    told = told_apart(reading.groups)
    groups = [group for group in told if ticket.selection.takes(group)]
    ranks = ticket.records.ranks
    bad = sum(len(ranks[state.rank]) for state in RecordState if state.is_bad)
    if not reading.groups:
        yield f"No record of the {reading.count:,} read has a problem."
        return
    left_out = len(told) - len(groups)
    chosen = f" (the {len(groups):,} asked for; {left_out:,} left out)" if left_out else ""
    yield f"### Why records failed: {bad:,} records, {len(told):,} reasons{chosen}"
    yield ""
    numbers = {id(group): nth for nth, group in enumerate(told, 1)}
    for group in groups[:GROUPS]:
        yield from group_lines(group, numbers[id(group)], bad)
    rest: Sequence[Group] = groups[GROUPS:]
    if rest:
        yield f"- (+{len(rest):,} further reasons, {sum(g.count for g in rest):,} records)"
    for group in reading.groups[len(told) :]:
        if ticket.selection.takes(group):
            yield f"- {group.count:,} failed records of {group.message}"


def group_lines(group: Group, number: int | None, bad: int) -> Iterator[str]:
    """A cause with its share and examples; its number where there is one."""
    share = f" ({100 * group.count / bad:.0f} %)" if bad else ""
    nth = "" if number is None else f"{number}: "
    yield f"- {nth}**{group.count:,}**{share} {reason(group.code, group.message)}"
    if group.sample and group.sample != group.message:
        yield f"  - as in: {code(group.sample)}"
    if group.examples:
        more = group.count - len(group.examples)
        named = ", ".join(code(key, 80) for key in group.examples)
        yield f"  - records: {named}{f' (+{more:,})' if more > 0 else ''}"


def reason(of: str | None, message: str) -> str:
    """A code and a message, both in code spans."""
    return f"{code(of)} {code(message)}" if of and of != message else code(message)
