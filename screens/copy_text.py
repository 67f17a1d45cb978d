"""What is said of copying: what can be copied, and by which road it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from providers.causes import told_apart
from providers.copying import CauseMeant, CopyForm, JobsMeant, Meant, Placed, RecordsMeant, Road
from providers.facts import Said
from providers.model import JobRef
from providers.text import shorten_middle
from providers.watched import Watched
from screens.menu_text import MenuItem
from screens.paint import Span, Tone
from screens.ports import Jobs
from screens.words import size

NOT_READ: Final = "the records have not been read yet"
_ID: Final = 24
_LABELS: Final = {
    CopyForm.ID: "Id",
    CopyForm.REF: "Ref",
    CopyForm.URL: "URL",
    CopyForm.ERROR: "Error text",
    CopyForm.FAILING: "Failing ids",
    CopyForm.JSON: "JSON",
    CopyForm.CSV: "CSV",
    CopyForm.MARKDOWN: "Markdown",
    CopyForm.CURL: "curl",
    CopyForm.TICKET: "Ticket",
    CopyForm.ANSWER: "Answer",
}


@dataclass(frozen=True, slots=True)
class CopyItem:
    """One line of the menu."""

    form: CopyForm
    label: str
    gloss: str
    why_not: str = ""
    """Why it can't be had now; empty when it can."""


def title_of(meant: Meant) -> str:
    """What is copied, on the rule over the menu."""
    match meant:
        case JobsMeant(refs):
            return f"Copy {_job(refs[0])}" if len(refs) == 1 else f"Copy {len(refs):,} jobs"
        case RecordsMeant(ref, places):
            one = f"record {places[0] + 1:,}"
            return f"Copy {one if len(places) == 1 else f'{len(places):,} records'} of {_job(ref)}"
        case CauseMeant():
            return "Copy the cause"


def items_for(meant: Meant, jobs: Jobs) -> Sequence[CopyItem]:
    """What can be copied, the reason beside what can't."""
    match meant:
        case JobsMeant(refs):
            found = _of_jobs(refs, jobs)
        case RecordsMeant():
            found = _of_records(meant, jobs)
        case CauseMeant():
            found = _of_cause(meant, jobs)
    return [
        CopyItem(form, _label(form, meant), gloss, why_not)
        for form, (gloss, why_not) in found.items()
    ]


_Found = dict[CopyForm, tuple[str, str]]


def _of_jobs(refs: Sequence[JobRef], jobs: Jobs) -> _Found:
    is_one = len(refs) == 1
    each = "" if is_one else ", a line each"
    rows = _rows(refs, jobs)
    return {
        CopyForm.ID: (shorten_middle(refs[0].id, 40) if is_one else f"ids{each}", ""),
        CopyForm.REF: (
            f"{refs[0]}, for the command line" if is_one else f"for the command line{each}",
            "",
        ),
        CopyForm.URL: _url(refs, jobs, each),
        CopyForm.ERROR: _error(rows, jobs),
        CopyForm.FAILING: _failing(refs, jobs),
        CopyForm.JSON: (f"as `status --json` has it{each}", ""),
        CopyForm.CSV: (f"a row under the columns' names{each}", ""),
        CopyForm.MARKDOWN: (f"verdict, vendor's word and counts{each or ' in a line'}", ""),
        CopyForm.CURL: _curl(refs, jobs, each),
        CopyForm.TICKET: _ticket(rows),
        **({CopyForm.ANSWER: _answer(refs[0], jobs)} if is_one else {}),
    }


def _of_records(meant: RecordsMeant, jobs: Jobs) -> _Found:
    count, refs = len(meant.places), (meant.ref,)
    each = "" if count == 1 else ", a line each"
    return {
        CopyForm.ID: (f"ids{each}" if each else _key(meant, jobs), ""),
        CopyForm.ERROR: (f"messages{each}" if each else "all it says, to the letter", ""),
        CopyForm.JSON: (f"as `records --format jsonl` has it{each}", ""),
        CopyForm.CSV: (f"a row under the columns' names{each}", ""),
        CopyForm.MARKDOWN: (f"state, reason, what was sent{each or ' in a line'}", ""),
        CopyForm.FAILING: _failing(refs, jobs),
        CopyForm.URL: _url(refs, jobs, ""),
        CopyForm.CURL: _curl(refs, jobs, ""),
        CopyForm.TICKET: _ticket(_rows(refs, jobs)),
    }


def _key(meant: RecordsMeant, jobs: Jobs) -> str:
    records = jobs.records(meant.ref)
    record = records.record(meant.places[0], with_raw=False) if records else None
    return record.key if record is not None else "the record's"


def _of_cause(meant: CauseMeant, jobs: Jobs) -> _Found:
    refs = meant.refs
    many = len(refs) != 1
    each = f", for its {len(refs):,} jobs a line each" if many else ""
    return {
        CopyForm.ID: ("its text, as `export --group` takes it", ""),
        CopyForm.ERROR: ("its first message, to the letter", ""),
        CopyForm.FAILING: ("of its records, a line each", ""),
        CopyForm.JSON: ("its records, a line each", ""),
        CopyForm.CSV: ("its records, under the columns' names", ""),
        CopyForm.MARKDOWN: ("count, share, message and examples", ""),
        CopyForm.URL: _url(refs, jobs, each),
        CopyForm.CURL: _curl(refs, jobs, each),
        CopyForm.TICKET: (f"the job{'s' if many else ''}, with this cause alone", ""),
    }


def _label(form: CopyForm, meant: Meant) -> str:
    return "Cause" if form is CopyForm.ID and isinstance(meant, CauseMeant) else _LABELS[form]


def _rows(refs: Sequence[JobRef], jobs: Jobs) -> Sequence[Watched]:
    wanted = set(refs)
    return [row for row in jobs.rows() if row.ref in wanted]


def _url(refs: Sequence[JobRef], jobs: Jobs, each: str) -> tuple[str, str]:
    has_page = jobs.copies.page_of(JobsMeant(tuple(refs)))
    gloss = "the vendor's page" if has_page else "where the vendor's API has it"
    return f"{gloss}{each}", _why_no_address(refs, jobs)


def _curl(refs: Sequence[JobRef], jobs: Jobs, each: str) -> tuple[str, str]:
    return f"asks for it, the secret as a variable{each}", _why_no_address(refs, jobs)


def _why_no_address(refs: Sequence[JobRef], jobs: Jobs) -> str:
    known = {account.name for account in jobs.accounts()}
    missing = next((ref.account for ref in refs if ref.account not in known), None)
    return "" if missing is None else f"account {missing} is not configured"


def _error(rows: Sequence[Watched], jobs: Jobs) -> tuple[str, str]:
    causes = 0
    is_any = False
    for row in rows:
        reading = jobs.reading(row.ref)
        causes += len(told_apart(reading.groups)) if reading else 0
        is_any = is_any or bool(row.trouble or (row.job and row.job.problems))
    if causes:
        return f"{causes:,} cause{'' if causes == 1 else 's'}, counted", ""
    is_read = all(jobs.reading(row.ref) is not None for row in rows)
    why_not = "nothing is said to be wrong" if is_read else NOT_READ
    return "what is wrong with it, to the letter", "" if is_any else why_not


def _failing(refs: Sequence[JobRef], jobs: Jobs) -> tuple[str, str]:
    count = 0
    for ref in refs:
        reading = jobs.reading(ref)
        if reading is None or jobs.records(ref) is None:
            return "", NOT_READ if len(refs) == 1 else "not all of their records have been read"
        count += reading.faulty
    if not count:
        return "", "no failed record has been read"
    return f"of {count:,} record{'' if count == 1 else 's'}, a line each", ""


def _ticket(rows: Sequence[Watched]) -> tuple[str, str]:
    is_seen = any(row.job is not None for row in rows)
    return "job, times, causes, for a ticket", "" if is_seen else "not seen yet"


def _answer(ref: JobRef, jobs: Jobs) -> tuple[str, str]:
    body = jobs.raw(ref)
    if body is None:
        return "", "no answer is kept"
    return f"the last one to the letter, {size(len(body))}", ""


def _job(ref: JobRef) -> str:
    return f"{ref.account} {shorten_middle(ref.id, _ID)}"


def menu_items(items: Sequence[CopyItem]) -> list[MenuItem]:
    """What can be copied, as lines of a menu."""
    return [
        MenuItem(
            each.form.value,
            each.label,
            (Span(each.why_not, Tone.DOUBT) if each.why_not else Span(each.gloss, Tone.DIM),),
            bool(each.why_not),
        )
        for each in items
    ]


def placed_text(what: str, placed: Placed, width: int) -> Said:
    """By which road a text went, in a line of so many cells; what is needed most is kept."""
    file = placed.file
    match placed.road:
        case Road.TMUX:
            return Said(f"copied {what} by way of tmux")
        case Road.TMUX_ONLY:
            return Said(f"copied {what} into tmux; its prefix and ] paste it")
        case Road.SCREEN | Road.TERMINAL:
            past = " past screen" if placed.road is Road.SCREEN else ""
            else_in = f"; if nothing arrives it is in {file}" if file else f"; {placed.trouble}"
            shorter = f"; else in {file}" if file else ""
            ways: tuple[str, ...] = (
                f"{what} sent to the terminal by OSC 52{past}{else_in}",
                f"{what} sent by OSC 52{past}{else_in}",
                f"{what} sent by OSC 52{past}{shorter}",
            )
        case Road.FILE:
            why = "too long for a clipboard" if placed.is_too_long else "no clipboard here"
            ways = (f"{why}: {what}, in {file}", f"{why}, so in {file}")
        case Road.NONE:
            return Said(f"{what} copied nowhere: {placed.trouble}", is_trouble=True)
    room = width - 2
    return Said(next((way for way in ways if len(way) <= room), ways[-1]))
