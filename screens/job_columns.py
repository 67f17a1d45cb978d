"""The columns of the job list in the room that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from screens.widgets.table_columns import Align, Column, lay_out
from screens.widgets.table_face import EDGE, GUTTER

ID_WIDTH: Final = 19
"""Cells of a job's id: all of Zoho's nineteen digits."""
LETTER: Final = 2
"""Cells of an account's letter before the id, where the account has no column."""
BAR_WIDTH: Final = 7
WIDE_BAR: Final = 16
ROOMY: Final = 112
"""Cells from which the bar is wide, and there is room for all else."""
COMPACT: Final = 58
"""Cells below which a job is one short line."""

COLUMNS: Final = (
    Column("verdict", "", 8, is_pinned=True),
    Column("account", "account", 9, drop=2),
    Column("job", "job", ID_WIDTH, is_pinned=True),
    Column("type", "type", 14, grow=3, drop=4),
    Column("ok", "ok / total", 15, Align.RIGHT, can_cut=False),
    Column("bar", "", BAR_WIDTH, drop=3),
    Column("fail", "fail", 5, Align.RIGHT, can_cut=False),
    Column("next", "next", 5, Align.RIGHT, drop=1),
    Column("age", "age", 3, Align.RIGHT, drop=5),
)
"""In the order of the screen; of those with a `drop`, the highest leaves first."""

BESIDE: Final = (
    Column("verdict", "", 8, is_pinned=True),
    Column("account", "account", 9, drop=2),
    Column("job", "job", ID_WIDTH, is_pinned=True),
    Column("type", "type", 10, grow=3, drop=4),
    Column("ok", "ok / total", 13, Align.RIGHT, can_cut=False),
    Column("fail", "fail", 5, Align.RIGHT, can_cut=False),
    Column("next", "next", 5, Align.RIGHT, drop=1),
    Column("age", "age", 3, Align.RIGHT, drop=5),
)
"""The same beside the detail, which shows the bar of the job that is looked at."""

_VERDICT: Final = COLUMNS[0].width
_FIGURES: Final = 13
"""Cells of a short line's figures: `18,400/20,000`."""
_FEW_FIGURES: Final = 9
"""The same where even that is much: `18k/20k`."""
_LEAST_ID: Final = 9
_LETTERED: Final = 14
"""Cells of an id from which there is room for the account's letter."""


@dataclass(frozen=True, slots=True)
class JobForm:
    """How the jobs are laid out."""

    columns: tuple[Column, ...] = COLUMNS
    bar: int = BAR_WIDTH
    """Cells of a bar."""
    id: int = ID_WIDTH
    """Cells of an id."""
    is_lettered: bool = False
    """Whether the account's letter stands before the id."""
    is_compact: bool = False
    """Whether figures stand without blanks, and short."""


def job_form(width: int, *, is_beside: bool) -> JobForm:
    """How the jobs are laid out; by these alone, so that it holds.

    Args:
        width: Cells of the table.
        is_beside: Whether the detail stands beside it.
    """
    room = width - GUTTER - EDGE
    if room < COMPACT:
        return _compact(room)
    if is_beside and len(lay_out(COLUMNS, room)) < len(COLUMNS):
        return JobForm(BESIDE)
    bar = WIDE_BAR if width >= ROOMY else BAR_WIDTH
    columns = _with(COLUMNS, "bar", bar)
    shown = lay_out(columns, room)
    names = {slot.column.key for slot in shown}
    spare = room - shown[-1].end
    if "account" not in names:
        is_lettered = spare >= LETTER
        widened = ID_WIDTH + LETTER * is_lettered
        return JobForm(_with(columns, "job", widened), bar, is_lettered=is_lettered)
    if "type" not in names and "bar" in names:
        bar = min(WIDE_BAR, bar + spare)
    return JobForm(_with(columns, "bar", bar), bar)


def _with(columns: Sequence[Column], key: str, width: int) -> tuple[Column, ...]:
    return tuple(replace(each, width=width) if each.key == key else each for each in columns)


def _compact(room: int) -> JobForm:
    """`FAIL f 373334 0/3`: what goes first is the figures, then most of the id."""
    whole = _VERDICT + 1 + ID_WIDTH + LETTER
    figures = _FIGURES if room > whole + _FIGURES else _FEW_FIGURES
    has_figures = room >= _VERDICT + 1 + _LEAST_ID + 1 + figures
    left = room - _VERDICT - 1 - (figures + 1) * has_figures
    cells = max(1, min(left, ID_WIDTH + LETTER))
    is_lettered = cells >= _LETTERED
    columns = [COLUMNS[0], Column("job", "job", cells)]
    if has_figures:
        columns.append(Column("ok", "ok/total", figures, Align.RIGHT, can_cut=False))
    return JobForm(
        tuple(columns), id=cells - LETTER * is_lettered, is_lettered=is_lettered, is_compact=True
    )
