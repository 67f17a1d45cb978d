"""Jobs, records and causes as lines of text to be copied."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

from providers.addresses import address_of
from providers.base import Account
from providers.causes import Group
from providers.copying import CopyForm, pasteable
from providers.model import JobRef, Problem, Record
from providers.times import iso
from providers.watched import Watched
from tui.engine.export_lines import CsvText, csv_head, csv_lines, guarded, json_lines
from tui.engine.export_ticket import code, counts_text, group_lines, reason
from tui.engine.report import job_json, to_line
from tui.engine.secrets import EnvSecret

JOB_CSV: Final = (
    *("ref", "verdict", "vendor_status", "title", "total", "succeeded", "failed", "skipped"),
    *("unprocessed", "created_at", "finished_at", "seen_at", "memo", "trouble"),
)
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9]+")
_ROWS_MOST: Final = 5
"""Causes of a job that its error text names."""


def job_lines(row: Watched, form: CopyForm) -> Iterator[str]:
    """A job in one of the forms that need nothing but its row."""
    match form:
        case CopyForm.ID:
            yield pasteable(row.ref.id)
        case CopyForm.REF:
            yield pasteable(str(row.ref))
        case CopyForm.JSON:
            yield to_line(job_json(row))
        case CopyForm.CSV:
            yield _csv_row(_job_cells(row))
        case CopyForm.MARKDOWN:
            word = row.job.vendor_status if row.job else ""
            memo = f"; {code(row.memo)}" if row.memo else ""
            counts = counts_text(row.counts) if row.job else "not seen yet"
            yield f"- {code(str(row.ref))} **{row.verdict}** {code(word)}: {counts}{memo}"
        case _:
            return


def job_errors(row: Watched, groups: tuple[Group, ...]) -> Iterator[str]:
    """What is wrong with a job, in the vendor's words; of its causes the most frequent."""
    for problem in row.job.problems if row.job else ():
        yield problem_text(problem)
    if row.trouble:
        yield row.trouble
    for group in groups[:_ROWS_MOST]:
        yield f"{group.count:,}x {problem_text(Problem(group.message, group.code))}"
    more = len(groups) - _ROWS_MOST
    if more > 0:
        yield f"(+{more:,} further causes)"


def record_lines(record: Record, form: CopyForm) -> Iterator[str]:
    """A record in one of the forms that records have."""
    match form:
        case CopyForm.ID | CopyForm.FAILING:
            yield pasteable(record.key)
        case CopyForm.ERROR:
            yield from (problem_text(problem) for problem in record.problems)
        case CopyForm.JSON:
            yield "".join(json_lines((record,))).removesuffix("\n")
        case CopyForm.CSV:
            yield "".join(csv_lines((record,))).removesuffix("\n")
        case CopyForm.MARKDOWN:
            told = ", ".join(reason(each.code, each.message) for each in record.problems)
            sent = f" (sent {code(record.data)})" if record.data else ""
            yield f"- {code(record.key)} **{record.state}** {told}{sent}".replace("  ", " ")
        case _:
            return


def cause_lines(group: Group, bad: int, form: CopyForm) -> Iterator[str]:
    """A cause in one of the forms that need nothing but itself.

    Args:
        group: The cause.
        bad: Records that failed, for its share.
        form: Which.
    """
    match form:
        case CopyForm.ID:
            yield pasteable(group.message)
        case CopyForm.ERROR:
            yield problem_text(Problem(group.sample or group.message, group.code))
        case CopyForm.MARKDOWN:
            yield from group_lines(group, None, bad)
        case _:
            return


def head_of(form: CopyForm, *, is_of_jobs: bool) -> str:
    """The line above the others; empty for none."""
    if form is not CopyForm.CSV:
        return ""
    return _csv_row(JOB_CSV) if is_of_jobs else csv_head().removesuffix("\n")


def problem_text(problem: Problem) -> str:
    """A problem to the letter, its code before it unless it says that anyway."""
    told, message = problem.code or "", problem.message
    return message if told in message else f"{told} {message}".rstrip()


def curl_line(account: Account, ref: JobRef) -> str:
    """A command that asks for the job as the adapter does, the secret as a shell's variable.

    Raises:
        Rejected: The id can be no part of an address.
    """
    address = address_of(account, ref)
    source = account.secrets.get(address.secret)
    own = _NO_NAME.sub("_", f"{account.name}_{address.secret}").upper()
    name = source.variable if isinstance(source, EnvSecret) else own
    name = name if not name[:1].isdigit() else f"_{name}"
    header = f'"Authorization: {address.scheme} ${name}"'
    return f"curl -sS --compressed -H {header} {shlex.quote(address.url)}"


def _job_cells(row: Watched) -> list[str]:
    job, counts = row.job, row.counts
    figures = (counts.total, counts.succeeded, counts.failed, counts.skipped, counts.unprocessed)
    times = (job.created_at if job else None, job.finished_at if job else None, row.seen_at)
    return [
        *(str(row.ref), row.verdict, job.vendor_status if job else "", job.title if job else ""),
        *("" if figure is None else str(figure) for figure in figures),
        *(iso(at) or "" for at in times),
        *(row.memo, row.trouble or ""),
    ]


def _csv_row(cells: list[str] | tuple[str, ...]) -> str:
    text = CsvText()
    text.add([guarded(cell) for cell in cells])
    return text.take().removesuffix("\n")
