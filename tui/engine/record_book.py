"""A job's records, read from their file."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, overload
from urllib.parse import quote

import msgspec

from providers.causes import Group, in_order
from providers.listing import Ranks, RecordsLost
from providers.model import Problem, Record
from tui.engine.record_file import FORM, RANKS
from tui.engine.record_whole import whole_records

CELL: Final = 1_000
"""Characters of a text that a table's row is given; SQLite gives none from a NUL on."""

_ROW: Final = """
select r.row, r.key, r.rank, w.word, r.entity, substr(r.data, 1, {most}),
       m.code, substr(m.message, 1, {most}), r.more,
       length(cast(r.data as blob)) > length(cast(substr(r.data, 1, {most}) as blob)),
       length(cast(m.message as blob)) > length(cast(substr(m.message, 1, {most}) as blob))
from records r left join words w on w.id = r.word left join messages m on m.id = r.message
where r.row in ({rows})
"""


NOWHERE: Final = 2**32 - 1
"""A place that no record stands in."""


class BookError(RecordsLost):
    """A file of records can't be read. `str(error)` is one line."""


class RecordBook:
    """The records in a file, which may still be written to."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            BookError: It is not there, damaged, or of another form.
        """
        self.path = path
        self._db = self._open()
        self._identity = _identity(path)
        try:
            form = self.fact("form")
        except BookError:
            self._db.close()
            raise
        if form != FORM:
            self._db.close()
            raise BookError(f"{path.name} has a form that this version does not read")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def fact(self, name: str) -> str | int | bytes | None:
        """One of the facts that were written at the end; `None` when it was not.

        Raises:
            BookError: The file can't be read.
        """
        for row in self._rows("select value from facts where name = ?", name):
            match row:
                case ((str() | int() | bytes()) as value,):
                    return value
        return None

    def ranks(self) -> Ranks:
        """Places of all records by rank, in the vendor's order, as they were at the end.

        Each list is read when somebody looks into it: most are never looked into.

        Raises:
            BookError: The file can't be read.
        """
        counts = dict.fromkeys(range(len(RANKS)), 0)
        for row in self._rows("select rank, length(rows) from ranks"):
            match row:
                case (int(rank), int(size)) if rank in counts:
                    counts[rank] = size // array("I").itemsize
        return tuple(_Rows(self, rank, count) for rank, count in counts.items())

    def rank(self, rank: int) -> array[int]:
        """Places of the records of one rank.

        Raises:
            BookError: The file can't be read.
        """
        places = array("I")
        for row in self._rows("select rows from ranks where rank = ?", rank):
            match row:
                case (bytes(rows),):
                    places.frombytes(rows[: len(rows) // places.itemsize * places.itemsize])
        return places

    def page(self, places: Sequence[int]) -> list[Record]:
        """Records as a table shows them: long texts cut, of several problems the first, no raw.

        Raises:
            BookError: The file can't be read.
        """
        rows = ", ".join(str(int(place)) for place in places)
        found = {}
        for row in self._rows(_ROW.format(most=CELL, rows=rows)):
            at, record = _record(row)
            found[at] = record
        return [found[place] for place in places if place in found]

    def record(self, place: int, *, with_raw: bool = True) -> Record | None:
        """One record whole; `None` when there is none in that place.

        Args:
            place: Its place in the vendor's answer.
            with_raw: Whether as the vendor wrote it too, which has to be unpacked.

        Raises:
            BookError: The file can't be read.
        """
        try:
            return next(whole_records(self._db, [place], with_raw=with_raw))
        except LookupError:
            return None
        except sqlite3.DatabaseError as error:
            raise BookError(f"{self.path.name} can't be read ({error})") from error

    def whole(self, places: Iterable[int], *, with_raw: bool = False) -> Iterator[Record]:
        """Records with nothing cut, over a connection of their own.

        Args:
            places: In rising order.
            with_raw: Whether as the vendor wrote them too.

        Raises:
            BookError: The file can't be read, or has not all of them.
        """
        with closing(self.connect()) as db:
            try:
                yield from whole_records(db, places, with_raw=with_raw)
            except (sqlite3.DatabaseError, LookupError) as error:
                raise BookError(f"{self.path.name} can't be read ({error})") from error

    def groups(self) -> tuple[Group, ...]:
        """The causes as they were counted, the most frequent first.

        Raises:
            BookError: The file can't be read.
        """
        statement = "select code, message, sample, count, examples from causes"
        return in_order(_group(row) for row in self._rows(f"{statement} where count > 0"))

    def connect(self) -> sqlite3.Connection:
        """Another connection to the file, for a search beside the event loop.

        Raises:
            BookError: It can't be opened, or another file has taken its place.
        """
        db = self._open()
        if _identity(self.path) != self._identity:
            db.close()
            raise BookError("its records have been read anew meanwhile")
        return db

    def _rows(self, statement: str, *values: str | int) -> list[tuple[object, ...]]:
        try:
            rows: list[tuple[object, ...]] = self._db.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise BookError(f"{self.path.name} can't be read ({error})") from error
        return rows

    def _open(self) -> sqlite3.Connection:
        trouble: Exception | None = None
        # Not read-only: only who may write removes what SQLite puts beside the file.
        for mode in ("rw", "ro&immutable=1"):
            try:
                uri = f"file:{quote(str(self.path))}?mode={mode}"
                db = sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=2.0)
            except sqlite3.DatabaseError as error:
                trouble = error
                continue
            return db
        raise BookError(f"{self.path.name} can't be opened ({trouble})")


class _Rows(Sequence[int]):
    """Places of one rank, read from the file when the first of them is wanted."""

    def __init__(self, book: RecordBook, rank: int, count: int) -> None:
        self._book = book
        self._rank = rank
        self._count = count
        self._read: array[int] | None = None

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if self._read is None:
            try:
                self._read = self._book.rank(self._rank)
            except BookError:
                self._read = array("I")
            missing = self._count - len(self._read)
            # A place where no record is: its row says that it can't be read.
            self._read.extend([NOWHERE] * missing)
        return self._read[index]


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; `None` when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _record(row: tuple[object, ...]) -> tuple[int, Record]:
    at, key, rank, word, entity, data, code, message, more, is_data_cut, is_message_cut = row
    problems: tuple[Problem, ...] = ()
    if isinstance(message, str):
        # The others stand in a table of their own, and a cell only says how many they are.
        problems = (Problem(_ended(message, is_message_cut), _text(code)),) * (1 + _number(more))
    record = Record(
        key=str(key),
        state=RANKS[_number(rank)],
        vendor_status=_text(word),
        entity_id=_text(entity),
        data=_ended(data, is_data_cut) if isinstance(data, str) else None,
        problems=problems,
    )
    return _number(at), record


def _ended(text: str, is_cut: object) -> str:
    """The text with a sign at its end where it was cut."""
    return f"{text}…" if is_cut else text


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _group(row: tuple[object, ...]) -> Group:
    code, message, sample, count, encoded = row
    try:
        examples = msgspec.json.decode(str(encoded), type=tuple[tuple[str, int], ...])
    except (msgspec.DecodeError, ValueError):
        examples = ()
    return Group(
        str(message),
        _number(count),
        _text(code),
        tuple(key for key, _ in examples),
        str(sample),
        tuple(place for _, place in examples),
    )
