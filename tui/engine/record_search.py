"""What a person looks for among a job's records, as SQL over the job's file."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec

from providers.causes import REST, cause_of
from providers.listing import RECORD_FIELDS, Ranks, Wanted
from providers.model import RecordState
from providers.terms import Term
from tui.engine.record_causes import REST_NUMBER, SILENT
from tui.engine.record_file import BAD_RANKS, RANK_OF, RANKS

FIELDS: Final = RECORD_FIELDS
"""What terms about records may name."""

FIRST_BLOCK: Final = 20_000
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


@dataclass(frozen=True, slots=True)
class Lane:
    """Which of a search's steps one connection makes: a step of `of`, from `number` on."""

    number: int
    of: int


ALL: Final = Lane(0, 1)


class _Clause:
    """A condition, the values that it takes, and what is looked up once before it is asked."""

    def __init__(self, *, is_direct: bool = False) -> None:
        """An empty one.

        Args:
            is_direct: Ask each record for its messages: what few records need, while to look
                through all messages first, once, is what many need.
        """
        self._is_direct = is_direct
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

    def message(self, text: str, *columns: str) -> str:
        """That one of a record's messages holds `text` in one of these columns of theirs."""
        values: list[_Value] = []
        holds = " or ".join(self.has(f"m.{column}", text, values) for column in columns)
        if not self._is_direct:
            return self.among(f"select m.id from messages m where {holds}", values)
        self.values.extend(values * 2)
        return (
            f"exists (select 1 from messages m where m.id = r.message and ({holds})) "
            "or (r.more > 0 and exists (select 1 from problems p join messages m "
            f"on m.id = p.message where p.row = r.row and ({holds})))"
        )

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
                return self.message(term.text, term.field)
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
                self.message(text, "message", "code"),
                f"r.rank in ({', '.join(ranks)})",
            )
        )


def _clause(wanted: Wanted, *, is_direct: bool) -> _Clause:
    clause = _Clause(is_direct=is_direct)
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


def search(
    db: sqlite3.Connection,
    wanted: Wanted,
    places: range,
    lane: Lane = ALL,
    *,
    first: int = FIRST_BLOCK,
) -> Iterator[Ranks]:
    """Those of `places` whose records are wanted, by rank, in steps.

    Another thread stops it by interrupting the connection.

    Args:
        db: The records' file; nobody else may use this connection meanwhile.
        wanted: Which records.
        places: Which are looked at. All lanes must be given the same, though records arrive.
        lane: Which of the steps are made here.
        first: How many places the first step looks at.

    Raises:
        sqlite3.DatabaseError: The file can't be read, or the search was stopped.
    """
    db.create_function("folded", 1, _folded, deterministic=True)
    clause: _Clause | None = None
    for number, (begin, end) in enumerate(_steps(places, first)):
        if number % lane.of != lane.number:
            continue
        if number < 1:
            yield _found(db, _prepared(db, _clause(wanted, is_direct=True)), begin, end)
            continue
        clause = clause or _prepared(db, _clause(wanted, is_direct=False))
        yield _found(db, clause, begin, end)


def _steps(places: range, size: int) -> Iterator[tuple[int, int]]:
    """The first and the last place of each step."""
    while places:
        step, places = places[:size], places[size:]
        yield step[0], step[-1]
        size = min(_LARGEST_BLOCK, size * 2)


def _prepared(db: sqlite3.Connection, clause: _Clause) -> _Clause:
    """It, once what it looks up is found."""
    for number, (found, values) in enumerate(clause.lookups):
        db.execute(f"drop table if exists temp.found{number}")
        db.execute(f"create temp table found{number} (id integer primary key)")
        db.execute(f"insert or ignore into temp.found{number} {found}", values)
    return clause


def _found(db: sqlite3.Connection, clause: _Clause, begin: int, end: int) -> Ranks:
    where = " and ".join(clause.parts) or "true"
    # As one text a rank: a row at a time, two threads would pass the interpreter to and fro.
    texts = ", ".join(
        f"group_concat(case when r.rank = {rank} then r.row end)" for rank in range(len(RANKS))
    )
    statement = f"select {texts} from records r where r.row between ? and ? and {where}"
    (found,) = db.execute(statement, (begin, end, *clause.values))
    return tuple(array("I", _places(text)) for text in found)


def _places(text: str | None) -> Sequence[int]:
    # SQLite promises no order, though it goes by it.
    return sorted(msgspec.json.decode(f"[{text or ''}]", type=list[int]))


def _folded(text: object) -> str | None:
    return text.lower() if isinstance(text, str) else None
