"""Opening `state.sqlite3`: raised to this program's form, moved aside when it is broken.

Where it can't be kept, a copy of what can be read of it is used in memory, and that is said.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from tui.engine.files import locked, make_folder
from tui.engine.mounts import is_remote
from tui.engine.state_forms import (
    NewerForm,
    Whose,
    climb,
    refuse_newer,
    untouched,
    whose,
)

Stamp: TypeAlias = tuple[int, int]
"""What tells a file from another one of the same name."""

PATIENCE: Final = 5.0
"""Seconds to wait for another session that is writing."""
WAL_MOST: Final = 4_000_000
"""Bytes that the journal beside the file keeps between two writes."""

_BESIDE: Final = ("-wal", "-shm", "-journal")
_OTHERS: Final = ("claims", "budgets", "tokens")
"""Tables by which sessions speak with each other: a copy of them is nobody's word."""
_BROKEN: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NOTHING: Final = "answers are not kept"
_WHY: Final = {
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened",
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_IOERR: "the disk fails",
}
"""What SQLite says in too many words for one line of a narrow terminal."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is open, or what stands in its place."""

    db: sqlite3.Connection
    reader: sqlite3.Connection
    """The same one in memory: nobody else can read that."""
    trouble: str | None = None
    """Why nothing is kept, or what was lost; `None` for neither."""
    stamp: Stamp | None = None
    """The file that is shared with other sessions; `None` for one in memory."""
    was_left_open: bool = False
    """Whether the last session has not closed it, or another has it open."""


def open_state(path: Path | None, broken: Stamp | None = None) -> Opened:
    """Open the file, whatever state it is in.

    Args:
        path: The file; `None` for one in memory only.
        broken: The file that was found to be broken while it was open, if it still is there.
    """
    if path is None:
        return _alone(None)
    try:
        make_folder(path.parent)
        if whose(path) is Whose.FOREIGN:
            return _alone(f"{_NOTHING}: {path.name} is another program's; move it away")
        if broken is not None:
            return _open_anew(path, broken)
        path.touch(mode=0o600, exist_ok=True)
        return _share(path)
    except NewerForm:
        return _alone(f"{_NOTHING}: {path.name} is of a newer version; update the program")
    except sqlite3.DatabaseError as error:
        if is_broken(error):
            return _open_anew(path, stamp_of(path))
        return _from_copy(path, why(error))
    except OSError as error:
        return _from_copy(path, error.strerror or str(error))


def stamp_of(path: Path) -> Stamp | None:
    """Which file bears the name; `None` for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def why(error: sqlite3.Error) -> str:
    """What is wrong with the file, in few words."""
    return _WHY.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error))


def is_broken(error: sqlite3.Error) -> bool:
    """Whether an error says that the file itself is broken, and will be next time."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN


def _share(path: Path) -> Opened:
    # What WAL keeps in memory is shared by the processes of one machine only.
    journal = "delete" if is_remote(path) else "wal"
    was_left_open = any(path.with_name(path.name + end).exists() for end in ("-wal", "-journal"))
    db = _connect(str(path), journal)
    try:
        # Reading has a connection of its own: the event loop must not wait for a slow disk.
        reader = sqlite3.connect(
            str(path), timeout=PATIENCE, check_same_thread=False, isolation_level=None
        )
        reader.execute("pragma query_only = on")
    except BaseException:
        db.close()
        raise
    return Opened(db, reader, stamp=stamp_of(path), was_left_open=was_left_open)


def _alone(trouble: str | None) -> Opened:
    db = _connect(":memory:", "memory")
    return Opened(db, db, trouble)


def _from_copy(path: Path, what: str) -> Opened:
    """In memory, beginning with what can be read: yesterday's figures are better than none."""
    trouble = f"{_NOTHING}: {path.name} can't be used ({what})"
    db = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        with closing(untouched(path)) as file:
            file.backup(db)
        climb(db)
        for table in _OTHERS:
            db.execute(f"delete from {table}")
        db.commit()
    except (sqlite3.Error, OSError, ValueError):
        db.close()
        return _alone(trouble)
    return Opened(db, db, trouble)


def _open_anew(path: Path, broken: Stamp | None) -> Opened:
    """Move a broken file aside and begin another; others may be about to do the same."""
    aside = path.with_name(f"{path.name}.broken-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    said = None
    try:
        with locked(path.with_name(f".{path.name}.lock")):
            # One that another session has begun anew meanwhile is a good one.
            if stamp_of(path) == broken:
                path.replace(aside)
                kept = aside.name.removeprefix(path.name)
                said = f"{path.name} was broken: begun anew, and kept as *{kept}"
                # Its journal belongs to it, and would be applied to the new one.
                for ending in _BESIDE:
                    path.with_name(path.name + ending).unlink(missing_ok=True)
            path.touch(mode=0o600, exist_ok=True)
        opened = _share(path)
    except (OSError, sqlite3.DatabaseError):
        return _alone(f"{_NOTHING}: {path.name} is broken and can't be replaced")
    return Opened(opened.db, opened.reader, said, opened.stamp)


def _connect(name: str, journal: str) -> sqlite3.Connection:
    """A connection to the file, in the last form.

    Sessions that make the file at the same moment are turned away by SQLite at once, whatever
    its patience: each tries again, or it would go alone and ask what others have just asked.
    """
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return _set_up(name, journal)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)


def _set_up(name: str, journal: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, timeout=PATIENCE, check_same_thread=False)
    try:
        # It may have been raised a moment ago, which its first page does not tell yet.
        refuse_newer(db)
        if db.execute("pragma page_count").fetchone() == (0,):
            # Only an empty file takes it; an earlier one is turned when it is tidied up.
            db.execute("pragma auto_vacuum = incremental")
        db.execute(f"pragma journal_mode = {journal}")
        db.execute("pragma synchronous = normal")
        db.execute(f"pragma journal_size_limit = {WAL_MOST}")
        climb(db)
    except BaseException:
        db.close()
        raise
    return db


def close_quietly(*connections: sqlite3.Connection) -> None:
    """Close what may be broken."""
    for each in connections:
        with suppress(sqlite3.Error):
            each.close()
