"""A job's records in a file of their own: its form, and how it is filled.

Messages stand in a table of their own, each once, with their code and the cause that they fold
to; so the file is small, and what people look for first, the reasons, is found fast. A record as
the vendor wrote it is kept packed, many in one blob, and unpacked when somebody opens it.
"""

from __future__ import annotations

import logging
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, TypeAlias

from providers.causes import Group
from providers.model import Problem, Record, RecordState
from tui.engine.record_causes import SILENT, CauseCounts, CauseRow
from tui.engine.record_late import count_late
from tui.engine.record_packing import clean, clean_or_none, pack

FORM: Final = 3
"""Version of the form below; a file of another is as good as none."""
RANKS: Final = tuple(sorted(RecordState, key=lambda state: state.rank))
"""States by their rank, as the file has them."""
RANK_OF: Final = {state: rank for rank, state in enumerate(RANKS)}
BAD_RANKS: Final = frozenset(rank for rank, state in enumerate(RANKS) if state.is_bad)
MESSAGES_HELD: Final = 50_000
"""Messages that are remembered while writing; beyond, one may stand in the file twice."""
_LONGEST_HELD: Final = 2_000
SCHEMA: Final = """
create table facts (name text primary key, value blob) without rowid;
create table words (id integer primary key, word text not null);
create table causes (
    id integer primary key, code text, message text not null, sample text not null,
    count integer not null, examples text not null
);
create table messages (
    id integer primary key, cause integer not null, code text, message text not null
);
create table records (
    row integer primary key, key text not null, rank integer not null, word integer,
    entity text, data text, message integer, more integer not null
);
create table problems (row integer, nth integer, message integer not null, field text,
    primary key (row, nth)) without rowid;
create table raws (row integer primary key, body blob not null);
create table ranks (rank integer primary key, rows blob not null);
"""

AT_ONCE: Final = 65
"""Records that one statement inserts."""
_VALUES: Final = "(?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT: Final = f"insert into records values {_VALUES}"
_INSERT_MANY: Final = f"insert into records values {', '.join([_VALUES] * AT_ONCE)}"

_INSERT_CAUSES: Final = "insert or replace into causes values (?, ?, ?, ?, ?, ?)"

log = logging.getLogger(__name__)

_Row: TypeAlias = "tuple[int, str, int, int | None, str | None, str | None, int | None, int]"


class RecordWriter:
    """Fills a new file. Its methods may be called from any thread, one at a time."""

    def __init__(self, path: Path) -> None:
        """Begin the file, which must not exist.

        Raises:
            OSError: It can't be made.
            sqlite3.DatabaseError: It can't be written.
        """
        path.touch(mode=0o600, exist_ok=False)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        # Losing the file costs another reading and no more, so nothing waits for the disk.
        self._db.execute("pragma synchronous = off")
        self._db.executescript(SCHEMA)
        self._db.execute("insert into facts values ('form', ?)", (FORM,))
        self.ranks = tuple(array("I") for _ in RANKS)
        """Places of the records by the rank of their state, in the vendor's order."""
        self.count = 0
        """Records so far."""
        self.faulty = 0
        """Of those: how many failed, or have a problem."""
        self._words: dict[str, int] = {}
        self._messages: dict[tuple[str | None, str], tuple[int, int]] = {}
        self._next_message = 1
        self._causes = CauseCounts()
        self._is_told = False

    def add(self, records: Sequence[Record]) -> None:
        """Write a batch.

        Raises:
            sqlite3.DatabaseError: It can't be written, for want of room perhaps.
        """
        batch = self._batch(records)
        try:
            self._write(batch)
        except UnicodeEncodeError:
            # Half a surrogate pair, which no file holds. To look for one in every text of every
            # record would cost as much as writing them.
            self._write(batch.cleaned())
        # Only now: what could not be written is not counted either.
        self.count += len(batch.rows)
        for row in batch.rows:
            self.ranks[row[2]].append(row[0])
        self.faulty += len(batch.causes)
        for at, key, causes in batch.causes:
            self._causes.count(at, key, causes)

    def groups(self) -> tuple[Group, ...]:
        """The causes so far, the most frequent first."""
        return self._causes.groups()

    def last_groups(self) -> tuple[Group, ...]:
        """The same when no more will come: of those that came late, the frequent ones, too."""
        if self._causes.has_rest and not self._is_told:
            self._is_told = True
            try:
                late = count_late(self._db)
                with self._db:
                    self._db.execute("begin")
                    self._db.executemany(_INSERT_CAUSES, late.rows)
            except sqlite3.DatabaseError as error:
                # What is not told apart is said to be so.
                log.warning("causes that came late can't be counted: %s", error)
            else:
                self._causes.tell(late.groups, late.rest, late.examples)
        return self._causes.groups()

    def end(self, facts: dict[str, bytes | str | int | None]) -> None:
        """Write what was counted, and the facts of the reading; the file is whole then.

        Raises:
            sqlite3.DatabaseError: It can't be written.
        """
        self.last_groups()
        with self._db:
            self._db.execute("begin")
            self._db.executemany(_INSERT_CAUSES, self._causes.rows())
            if self._causes.has_rest:
                self._db.execute(_INSERT_CAUSES, self._causes.rest_row())
            ranks = [(rank, rows.tobytes()) for rank, rows in enumerate(self.ranks)]
            self._db.executemany("insert into ranks values (?, ?)", ranks)
            self._db.executemany("insert or replace into facts values (?, ?)", facts.items())
        self.settle()
        self.close()

    def settle(self) -> None:
        """Have all that was written stand in the file itself, not in the log beside it.

        Raises:
            sqlite3.DatabaseError: It can't be, as somebody reads it all the time.
        """
        busy, in_log, moved = self._db.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy or in_log != moved:
            raise sqlite3.OperationalError("its readers hold it")

    def close(self) -> None:
        """Close the file, whole or not."""
        self._db.close()

    def _batch(self, records: Sequence[Record]) -> _Batch:
        batch = _Batch(raws=(self.count, pack(records)))
        words, causes_before = self._words, len(self._causes)
        for row, record in enumerate(records, self.count):
            word = record.vendor_status
            if word is not None and word not in words:
                words[word] = len(words) + 1
                batch.words.append((words[word], word))
            problems = record.problems
            rank = RANK_OF[record.state]
            message = self._reason(batch, row, record) if problems or rank in BAD_RANKS else None
            more = len(problems) - 1 if problems else 0
            batch.rows.append(
                (
                    row,
                    record.key,
                    rank,
                    None if word is None else words[word],
                    record.entity_id,
                    record.data,
                    message,
                    more,
                )
            )
        # Those found just now: what is being read can be looked through by its causes already.
        batch.new_causes = self._causes.rows(causes_before)
        return batch

    def _write(self, batch: _Batch) -> None:
        """All of it, or nothing."""
        insert = self._db.executemany
        self._db.execute("begin")
        try:
            self._insert(batch.rows)
            insert("insert into messages values (?, ?, ?, ?)", batch.messages)
            insert("insert into problems values (?, ?, ?, ?)", batch.problems)
            insert("insert into words values (?, ?)", batch.words)
            insert(_INSERT_CAUSES, batch.new_causes)
            self._db.execute("insert into raws values (?, ?)", batch.raws)
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise

    def _insert(self, rows: Sequence[_Row]) -> None:
        """Insert records, many with one statement: each statement hands the interpreter over."""
        whole = len(rows) // AT_ONCE * AT_ONCE
        for begin in range(0, whole, AT_ONCE):
            values = tuple(chain.from_iterable(rows[begin : begin + AT_ONCE]))
            self._db.execute(_INSERT_MANY, values)
        self._db.executemany(_INSERT, rows[whole:])

    def _reason(self, batch: _Batch, row: int, record: Record) -> int | None:
        """The number of a record's first message; `None` when the vendor says nothing."""
        problems = record.problems
        if not problems:
            batch.causes.append((row, record.key, (self._causes.number(SILENT),)))
            return None
        numbers = [self._message(batch, problem) for problem in problems]
        batch.causes.append((row, record.key, [cause for _, cause in numbers]))
        if problems[0].field is not None or len(problems) > 1:
            batch.problems.extend(
                (row, nth, number, problem.field)
                for nth, ((number, _), problem) in enumerate(zip(numbers, problems, strict=True))
            )
        return numbers[0][0]

    def _message(self, batch: _Batch, problem: Problem) -> tuple[int, int]:
        """The numbers of a message and of its cause."""
        key = (problem.code, problem.message)
        known = self._messages.get(key)
        if known is not None:
            return known
        numbers = self._next_message, self._causes.number(problem)
        self._next_message += 1
        batch.messages.append((*numbers, *key))
        if len(problem.message) <= _LONGEST_HELD and len(self._messages) < MESSAGES_HELD:
            self._messages[key] = numbers
        return numbers


@dataclass(slots=True)
class _Batch:
    """Rows on their way into the file, by table."""

    raws: tuple[int, bytes]
    rows: list[_Row] = field(default_factory=list)
    messages: list[tuple[int, int, str | None, str]] = field(default_factory=list)
    problems: list[tuple[int, int, int, str | None]] = field(default_factory=list)
    words: list[tuple[int, str]] = field(default_factory=list)
    causes: list[tuple[int, str, Sequence[int]]] = field(default_factory=list)
    """Of each record that has any: its row, its key, and the numbers of its causes."""
    new_causes: list[CauseRow] = field(default_factory=list)

    def cleaned(self) -> _Batch:
        """The same without half surrogate pairs."""
        return _Batch(
            self.raws,
            [
                (
                    row,
                    clean(key),
                    rank,
                    word,
                    clean_or_none(entity),
                    clean_or_none(data),
                    message,
                    more,
                )
                for row, key, rank, word, entity, data, message, more in self.rows
            ],
            [
                (at, cause, clean_or_none(code), clean(text))
                for at, cause, code, text in self.messages
            ],
            [(row, nth, message, clean_or_none(name)) for row, nth, message, name in self.problems],
            [(at, clean(word)) for at, word in self.words],
            self.causes,
            self.new_causes,
        )
