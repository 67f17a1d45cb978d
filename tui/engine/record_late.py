"""Causes that came too late to be counted in memory, counted by the file that has them.

There may be as many as records. SQLite counts them in a scratch file of its own, exactly, and the
most frequent are told apart; so a cause that begins to strike late in a job is not hidden.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from providers.causes import Group, cause_of
from providers.model import Problem
from tui.engine.record_causes import EXAMPLES, REST_NUMBER, CauseRow, sample_of

TOLD_LATE: Final = 1_000
"""Causes that are told apart beside the first; none of the others is more frequent."""

_HITS: Final = f"""
create temp table hits as
    select m.cause as cause, r.row as row from messages m join records r on r.message = m.id
    where m.cause < {REST_NUMBER}
union
    select m.cause, p.row from messages m join problems p on p.message = m.id
    where m.cause < {REST_NUMBER}
"""
_LATE: Final = f"""
create temp table late as select cause, count(*) as count from hits group by cause
having count(*) > 1 order by count(*) desc limit {TOLD_LATE}
"""
_EXAMPLES: Final = f"""
select cause, r.key, r.row from (
    select h.cause as cause, h.row as row, row_number() over (
        partition by h.cause order by h.row
    ) as nth from hits h join late using (cause)
) join records r using (row) where nth <= {EXAMPLES} order by nth
"""
_SAMPLES: Final = """
select l.cause, l.count, m.code, m.message, min(m.id)
from late l join messages m on m.cause = l.cause group by l.cause
"""
_REST: Final = "from hits where cause not in (select cause from late)"


@dataclass(frozen=True, slots=True)
class Late:
    """What the file has counted."""

    groups: Sequence[Group]
    """The most frequent ones."""
    rows: Sequence[CauseRow]
    """They, as the file has them."""
    rest: int
    """Records of the others."""
    examples: Sequence[tuple[str, int]]
    """The first of these, by key and place."""


def count_late(db: sqlite3.Connection) -> Late:
    """Count the causes whose numbers are below `REST_NUMBER`.

    Raises:
        sqlite3.DatabaseError: They can't be counted, for want of room perhaps.
    """
    _drop(db)
    try:
        db.execute(_HITS)
        db.execute(_LATE)
        groups, rows = _told(db)
        (rest,) = db.execute(f"select count(distinct row) {_REST}").fetchone()
        first = f"select distinct row {_REST} order by row limit {EXAMPLES}"
        named = db.execute(f"select key, row from records where row in ({first})").fetchall()
        return Late(groups, rows, int(rest), [(str(key), int(row)) for key, row in named])
    finally:
        _drop(db)


def _told(db: sqlite3.Connection) -> tuple[list[Group], list[CauseRow]]:
    examples: dict[int, list[tuple[str, int]]] = {}
    for cause, key, row in db.execute(_EXAMPLES):
        examples.setdefault(cause, []).append((key, row))
    groups: list[Group] = []
    rows: list[CauseRow] = []
    for cause, count, code, message, _ in db.execute(_SAMPLES):
        named, sample = examples.get(cause, []), sample_of(message)
        _, folded = cause_of(Problem(message, code))
        keys, places = tuple(key for key, _ in named), tuple(row for _, row in named)
        groups.append(Group(folded, count, code, keys, sample, places))
        encoded = msgspec.json.encode(named).decode()
        rows.append((cause, code, folded, sample, count, encoded))
    return groups, rows


def _drop(db: sqlite3.Connection) -> None:
    for table in ("hits", "late"):
        db.execute(f"drop table if exists temp.{table}")
