"""Jobs as lines for people: in columns, within the terminal's width, coloured only on one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC
from typing import Final

from providers.text import safe, shorten_middle
from providers.watched import Verdict, Watched
from tui.commands.fitting import aligned, cells, cut, width_of_output

_WORD: Final = 40
_ID: Final = 64
_SHORTEST_ID: Final = 11
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
    width = width_of_output()
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "dumb") == "dumb"
    is_coloured = width is not None and not is_plain
    for row, texts in zip(rows, _fitted(rows, width), strict=True):
        line = "  ".join(texts).rstrip()
        line = line if width is None else cut(line, width)
        colour = _COLOURS.get(row.verdict) if is_coloured else None
        if colour is not None and line.startswith(row.verdict):
            line = f"\x1b[{colour}m{row.verdict}\x1b[m{line.removeprefix(row.verdict)}"
        print(line)


def _fitted(rows: Sequence[Watched], width: int | None) -> list[list[str]]:
    """The lines' columns; ids are shortened where else the figures would not be seen."""
    table = aligned([_cells(row, _ID) for row in rows])
    over = 0 if width is None else max(cells("  ".join(line[:-1])) for line in table) + 1 - width
    if over <= 0:
        return table
    longest = max(len(row.ref.id) for row in rows)
    return aligned([_cells(row, max(_SHORTEST_ID, min(_ID, longest) - over)) for row in rows])


def _cells(row: Watched, longest: int) -> list[str]:
    job = row.job
    ref = row.ref
    return [
        row.verdict,
        safe(f"{ref.account}/{ref.kind}/{shorten_middle(ref.id, longest)}"),
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
