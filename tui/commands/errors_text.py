"""Groups of failed records as lines that fit a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from providers.known import ErrorReport, Known, SharedGroup
from providers.text import safe
from tui.commands.fitting import wrapped

_MESSAGE: Final = 2_000
_GROUPS: Final = 1_000
"""Groups that are listed; the others are counted."""
_JOBS: Final = 20
"""Jobs named for a group; the others are counted."""


def report_lines(report: ErrorReport, width: int | None) -> Iterator[str]:
    """The report, line by line, nothing in them for a terminal to act upon.

    Args:
        report: What is told.
        width: Columns of the terminal; `None` for lines as long as they are.
    """
    if len(report.parts) > 1 or report.unread or report.incomplete:
        yield from wrapped(report.said, width)
    yield from wrapped(_summary(report), width)
    for number, shared in enumerate(report.told[:_GROUPS], start=1):
        yield ""
        yield from _group_lines(number, shared, width, len(report.parts) > 1)
    if len(report.told) > _GROUPS:
        yield ""
        more = f"and {len(report.told) - _GROUPS:,} groups more; --json lists them all"
        yield from wrapped(more, width)
    if report.rest is not None:
        yield ""
        rest = report.rest.group
        yield from wrapped(f"and {rest.count:,} failed records of {rest.message}", width)


def _summary(report: ErrorReport) -> str:
    count = len(report.told)
    if not report.failed:
        return "no failed records" if len(report.unread) < len(report.parts) else "nothing read"
    known = sum(shared.known is not None for shared in report.told)
    new = sum(shared.is_new for shared in report.told)
    records = "failed record" if report.failed == 1 else "failed records"
    groups = "1 group" if count == 1 else f"{count:,} groups"
    verb = "falls" if report.failed == 1 else "fall"
    return f"{report.failed:,} {records} {verb} into {groups}: {known:,} known, {new:,} new"


def _group_lines(
    number: int, shared: SharedGroup, width: int | None, has_jobs: bool
) -> Iterator[str]:
    group = shared.group
    message = safe(group.message, _MESSAGE)
    # Some vendors' messages begin with the code anyway.
    code = "" if not group.code or group.message.startswith(group.code) else f"{safe(group.code)}: "
    mark = _mark(shared.known) or ("new: " if shared.is_new else "")
    share = "under 1%" if 0 < shared.share < 0.005 else f"{shared.share:.0%}"
    yield from wrapped(f"#{number}  {group.count:,}  {share}  {mark}{code}{message}", width, 4)
    if shared.known is not None and shared.known.advice:
        yield from wrapped(f"    do: {safe(shared.known.advice, _MESSAGE)}", width, 8)
    for job in shared.jobs[:_JOBS]:
        keys = [safe(each.key, 60) for each in shared.examples if each.ref == job.ref]
        rest = job.count - len(keys)
        more = f" (+{rest:,})" if rest and keys else ""
        head = f"{safe(str(job.ref))}  {job.count:,}" if has_jobs else ""
        listed = f"{', '.join(keys)}{more}"
        yield from wrapped(f"    {head}{': ' if head and listed else ''}{listed}", width, 8)
    if len(shared.jobs) > _JOBS:
        yield f"    (+{len(shared.jobs) - _JOBS:,} jobs)"


def _mark(known: Known | None) -> str:
    if known is None:
        return ""
    return f"known, {safe(known.reference)}: " if known.reference else "known: "
