"""Records out of their file with nothing cut, one after the other, for whoever takes them away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Final, TypeAlias

from msgspec.structs import replace

from providers.model import Problem, Record
from tui.engine.record_file import RANKS
from tui.engine.record_packing import Raws

_STEP: Final = 2_000
"""Records that one statement finds."""
# No `substr` here: SQLite ends one at a NUL, which a vendor's text may hold.
_ROWS: Final = """
select r.row, r.key, r.rank, w.word, r.entity, r.data, m.code, m.message
from records r left join words w on w.id = r.word left join messages m on m.id = r.message
where r.row {which} order by r.row
"""
_PROBLEMS: Final = """
select p.row, m.code, m.message, p.field
from problems p join messages m on m.id = p.message where p.row {which} order by p.row, p.nth
"""

_Row: TypeAlias = "tuple[int, str, int, str | None, str | None, str | None, str | None, str | None]"
_Reason: TypeAlias = "tuple[int, str | None, str, str | None]"


def whole_records(
    db: sqlite3.Connection, places: Iterable[int], *, with_raw: bool = False
) -> Iterator[Record]:
    """The records in these places. Holds one at a time, and as many raw ones as lie together.

    Args:
        db: Their file; nobody else may use this connection meanwhile.
        places: In rising order.
        with_raw: Whether as the vendor wrote them too, which has to be unpacked.

    Raises:
        sqlite3.DatabaseError: They can't be read.
        LookupError: Not all of them are there.
    """
    left = iter(places)
    raws = Raws(db) if with_raw else None
    while step := list(islice(left, _STEP)):
        found = 0
        for place, record in _found(db, _which(step)):
            found += 1
            yield record if raws is None else replace(record, raw=raws.text(place))
        if found != len(step):
            raise LookupError(f"{len(step) - found:,} of its records are missing")


def _which(step: list[int]) -> str:
    first, last = int(step[0]), int(step[-1])
    if last - first + 1 == len(step):
        return f"between {first} and {last}"
    return f"in ({', '.join(str(int(place)) for place in step)})"


def _found(db: sqlite3.Connection, which: str) -> Iterator[tuple[int, Record]]:
    rows: Iterator[_Row] = db.execute(_ROWS.format(which=which))
    # Only those with several problems, or with one that names a field.
    listed: Iterator[_Reason] = db.execute(_PROBLEMS.format(which=which))
    reasons = groupby(listed, itemgetter(0))
    reason = next(reasons, None)
    for row, key, rank, word, entity, data, code, message in rows:
        problems: tuple[Problem, ...] = ()
        if reason is not None and reason[0] == row:
            problems = tuple(Problem(text, its, name) for _, its, text, name in reason[1])
            reason = next(reasons, None)
        elif message is not None:
            problems = (Problem(message, code),)
        yield row, Record(key, RANKS[rank], word, entity, data, problems)
