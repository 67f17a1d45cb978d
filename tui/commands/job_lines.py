"""Jobs as lines for people: in columns, within the terminal's width, coloured only on one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC
from typing import Final

from providers.text import safe, shorten_middle
from providers.watched import Verdict, Watched
from tui.commands.fitting import aligned, cut

_WORD: Final = 40
_RED, _YELLOW, _GREEN, _BLUE, _CYAN, _MAGENTA = "31", "33", "32", "34", "36", "35"
_COLOURS: Final = {
    Verdict.FAIL: _RED,
    Verdict.PART: _YELLOW,
    Verdict.READY: _CYAN,
    Verdict.AUTH: _MAGENTA,
    Verdict.NOACC: _MAGENTA,
    Verdict.GONE: _MAGENTA,
    Verdict.STALE: _YELLOW,
    Verdict.LATE: _MAGENTA,
    Verdict.UNKN: _YELLOW,
    Verdict.RUN: _BLUE,
    Verdict.DONE: _GREEN,
}
"""What the desk's colours say too. Those that are missing have none."""


def print_jobs(rows: Sequence[Watched]) -> None:
    """A line a job on stdout: verdict, ref, vendor's word, figures, what it is, from when."""
    if not rows:
        return
    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else None
    is_coloured = is_terminal and not os.environ.get("NO_COLOR")
    table = aligned([_cells(row) for row in rows])
    for row, texts in zip(rows, table, strict=True):
        line = "  ".join(texts).rstrip()
        line = line if width is None else cut(line, width)
        colour = _COLOURS.get(row.verdict) if is_coloured else None
        if colour is not None and line.startswith(row.verdict):
            line = f"\x1b[{colour}m{row.verdict}\x1b[m{line.removeprefix(row.verdict)}"
        print(line)


def _cells(row: Watched) -> list[str]:
    job = row.job
    ref = row.ref
    return [
        row.verdict,
        safe(f"{ref.account}/{ref.kind}/{shorten_middle(ref.id, 64)}"),
        safe(job.vendor_status, _WORD) if job and job.vendor_status else "-",
        figures(row),
        f"{safe(job.title) if job else ''}{_as_of(row)}".strip(),
    ]


def figures(row: Watched) -> str:
    """`1,840/5,000 ok, 17 failed`; `-` where the vendor did not say."""
    counts = row.counts
    bad = f", {counts.bad:,} failed" if counts.bad else ""
    return f"{_figure(counts.succeeded)}/{_figure(counts.total)} ok{bad}"


def _as_of(row: Watched) -> str:
    """When an answer from the store was given; empty for one of just now."""
    if row.seen_at is None or not row.is_old:
        return ""
    return f"  as of {row.seen_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"


def _figure(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"
