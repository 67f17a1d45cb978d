"""What a person looks for among a job's records, as SQL over the job's file."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from providers.causes import REST, cause_of
from providers.listing import RECORD_FIELDS, Ranks, Wanted
from providers.model import RecordState
from providers.terms import Term
from tui.engine.record_causes import REST_NUMBER, SILENT
from tui.engine.record_file import BAD_RANKS, RANK_OF, RANKS

FIELDS: Final = RECORD_FIELDS
"""What terms about records may name."""

_FIRST_BLOCK: Final = 20_000
_LARGEST_BLOCK: Final = 200_000
"""Records looked through at once: few at first, so that something is seen soon."""
_BAD: Final = ", ".join(map(str, sorted(BAD_RANKS)))
_OF_CAUSE: Final = """
select m.id from messages m join causes c on c.id = m.cause where c.code is ? and c.message = ?
"""
_OF_REST: Final = f"""
select id from messages where cause < {REST_NUMBER} and cause not in (select id from causes)
"""
_Value: TypeAlias = "str | float | None"
_OPERATORS: Final = frozenset({"<", "<=", "=", ">=", ">"})


class _Clause:
    """A condition, the values that it takes, and what is looked up once before it is asked."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.values: list[_Value] = []
        self.lookups: list[tuple[str, list[_Value]]] = []
        """Statements that find numbers of messages, each with its values."""

    def has(self, column: str, text: str, values: list[_Value] | None = None) -> str:
        """That a column holds `text`, whatever its case."""
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        (self.values if values is None else values).append(f"%{escaped}%")
        # SQLite folds the case of ASCII letters only.
        shown = column if text.isascii() else f"folded({column})"
        return f"{shown} like ? escape '\\'"

    def message(self, column: str, text: str) -> str:
        """That one of a record's messages holds `text` in a column of theirs."""
        values: list[_Value] = []
        return self.among(f"select id from messages where {self.has(column, text, values)}", values)

    def among(self, found: str, values: list[_Value]) -> str:
        """That one of a record's messages is among those that a statement finds."""
        table = f"temp.found{len(self.lookups)}"
        self.lookups.append((found, values))
        return (
            f"r.message in {table} or (r.more > 0 and r.row in "
            f"(select row from problems where message in {table}))"
        )

    def word(self, text: str) -> str:
        """That the vendor's word for a record holds `text`."""
        return f"r.word in (select id from words where {self.has('word', text)})"

    def add(self, term: Term) -> None:
        """Another term that has to hold."""
        condition = self._condition(term)
        self.parts.append(f"({condition}) is {'not ' if term.is_excluded else ''}true")

    def _condition(self, term: Term) -> str:
        match term.field:
            case "":
                return self._anywhere(term.text)
            case "state":
                return f"r.rank = {RANK_OF[RecordState(term.text)]}"
            case "code" | "message":
                return self.message(term.field, term.text)
            case "vendor":
                return self.word(term.text)
            case "row" if term.sign in _OPERATORS:
                self.values.append(term.number)
                return f"r.row + 1 {term.sign} ?"
            case "data" | "key" | "entity":
                return self.has(f"r.{term.field}", term.text)
            case _:
                raise ValueError(f"records have no field {term.field!r}")

    def _anywhere(self, text: str) -> str:
        ranks = [str(rank) for rank, state in enumerate(RANKS) if text in state.value]
        return " or ".join(
            (
                self.has("r.key", text),
                self.has("r.data", text),
                self.has("r.entity", text),
                self.word(text),
                self.message("message", text),
                self.message("code", text),
                f"r.rank in ({', '.join(ranks)})",
            )
        )


def _clause(wanted: Wanted) -> _Clause:
    clause = _Clause()
    if wanted.is_bad_only:
        clause.parts.append(f"r.rank in ({_BAD})")
    if wanted.cause is not None:
        silent = f"r.message is null and r.rank in ({_BAD})"
        is_silent = wanted.cause == cause_of(SILENT)
        is_rest = wanted.cause == (None, REST)
        of_cause = (
            clause.among(_OF_REST, []) if is_rest else clause.among(_OF_CAUSE, [*wanted.cause])
        )
        clause.parts.append(f"({of_cause} or ({silent if is_silent else 'false'}))")
    for term in wanted.terms:
        clause.add(term)
    return clause


def search(db: sqlite3.Connection, wanted: Wanted, since: int = 0) -> Iterator[Ranks]:
    """Places of the records that are wanted, from `since` on, by rank, in steps.

    Another thread stops it by interrupting the connection.

    Args:
        db: The records' file; nobody else may use this connection meanwhile.
        wanted: Which records.
        since: The first place that is looked at.

    Raises:
        sqlite3.DatabaseError: The file can't be read, or the search was stopped.
    """
    clause = _clause(wanted)
    db.create_function("folded", 1, _folded, deterministic=True)
    for number, (found, values) in enumerate(clause.lookups):
        db.execute(f"drop table if exists temp.found{number}")
        db.execute(f"create temp table found{number} (id integer primary key)")
        db.execute(f"insert or ignore into temp.found{number} {found}", values)
    where = " and ".join(clause.parts) or "true"
    statement = f"select r.row, r.rank from records r where r.row between ? and ? and {where}"
    (last,) = db.execute("select max(row) from records").fetchone()
    begin, size = since, _FIRST_BLOCK
    while last is not None and begin <= last:
        end = min(last, begin + size - 1)
        ranks = tuple(array("I") for _ in RANKS)
        append: Sequence[Callable[[int], None]] = [rank.append for rank in ranks]
        for row, rank in db.execute(f"{statement} order by r.row", (begin, end, *clause.values)):
            append[rank](row)
        begin, size = end + 1, min(_LARGEST_BLOCK, size * 2)
        yield ranks


def _folded(text: object) -> str | None:
    return text.lower() if isinstance(text, str) else None
