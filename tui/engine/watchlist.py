"""`watchlist.toml`: the jobs somebody keeps an eye on.

A change is an operation on the document as it is on disk at that moment, made under a lock and
written in one step. What a session has in memory is never written back, so that two sessions and
an editor can change the file side by side.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import tomli_w

from providers.model import JobRef
from providers.text import safe
from tui.engine.files import locked, replace_file, scratch_of

VERSION: Final = 1
MAIN: Final = "main"
"""The list that a watch is in unless it says otherwise."""

SHORTEST: Final = 1.0
LONGEST: Final = 86_400.0
"""Seconds that an interval may have; one beyond is taken as the nearest of these."""

_HEAD: Final = "# Kept by bulkjobs-tui; comments in this file are not kept.\n"
_REF_KEYS: Final = ("account", "kind", "id")

Entry = dict[str, object]


class WatchlistError(Exception):
    """The watchlist can't be read or changed. `str(error)` is one line with the way out."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One entry of the watchlist."""

    ref: JobRef
    list_name: str = MAIN
    memo: str = ""
    alert: str = ""
    interval: float | None = None
    """Seconds between looks, in place of the kind's own; `None` leaves that."""
    added: datetime | None = None
    others: tuple[tuple[str, object], ...] = ()
    """Keys that we do not know, and values that we do not understand, kept as they are."""


@dataclass(frozen=True, slots=True)
class Add:
    """Add a watch; one that stands there already is left as it is."""

    watch: Watch


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a watch out; one that is not there is no error."""

    ref: JobRef


@dataclass(frozen=True, slots=True)
class Change:
    """Set one field of a watch: `list`, `memo`, `alert` or `interval`; `None` drops it."""

    ref: JobRef
    key: str
    value: str | float | None


Operation = Add | Remove | Change


@dataclass(slots=True)
class Watchlist:
    """The file, read and changed."""

    path: Path
    lock: Path = field(init=False)

    def __post_init__(self) -> None:
        self.lock = self.path.with_name(f".{self.path.name}.lock")

    def read(self) -> tuple[Watch, ...]:
        """All watches, in the file's order; none when there is no file.

        Raises:
            WatchlistError: It can't be read, or is not a watchlist.
        """
        return tuple(_watch(entry) for entry in self._entries(self._document()))

    def apply(self, operations: Iterable[Operation]) -> tuple[Watch, ...]:
        """Apply the operations to the file as it is now; gives what it then holds.

        Raises:
            WatchlistError: It can't be read or written; it is then as it was.
        """
        wanted = tuple(operations)
        try:
            with locked(self.lock) as is_locked:
                watches = self._apply_once(wanted)
                if not is_locked and self.read() != watches:
                    # Without locks somebody may have replaced the file in between.
                    watches = self._apply_once(wanted)
                return watches
        except TimeoutError as error:
            raise WatchlistError(f"{self.path}: {error}; try again") from error
        except OSError as error:
            raise WatchlistError(f"{self.path} can't be written: {error.strerror}") from error
        except UnicodeEncodeError as error:
            raise WatchlistError(f"{self.path}: what is to be added is no UTF-8 text") from error
        except RecursionError as error:
            # What can be read may still be too deep to be written.
            raise WatchlistError(f"{self.path}: it is nested too deeply") from error

    def sweep(self) -> None:
        """Remove what saves that were cut off have left; nothing where that can't be told.

        Whoever saves holds the lock: with it held here, no save is under way.
        """
        if not scratch_of(self.path):
            return
        with suppress(OSError), locked(self.lock, patience=1.0) as is_locked:
            for scratch in scratch_of(self.path) if is_locked else ():
                scratch.unlink(missing_ok=True)

    def _apply_once(self, operations: tuple[Operation, ...]) -> tuple[Watch, ...]:
        document = self._document()
        before = self._entries(document)
        entries = [dict(entry) for entry in before]
        for operation in operations:
            _apply(operation, entries)
        if entries != before:
            whole = {**document, "version": VERSION, "watch": entries}
            replace_file(self.path, (_HEAD + tomli_w.dumps(whole)).encode("utf-8"))
        return tuple(_watch(entry) for entry in entries)

    def _document(self) -> Entry:
        try:
            text = self.path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise WatchlistError(f"{self.path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise WatchlistError(f"{self.path}: it is not UTF-8 text") from error
        if not text.strip():
            # Emptied by a full disk or a broken editor: an empty list would have its version.
            raise WatchlistError(f"{self.path} is empty; restore it, or remove it to begin anew")
        try:
            document = tomllib.loads(text)
        except ValueError as error:
            # Its own error, and the plain one of a number with thousands of digits.
            raise WatchlistError(f"{self.path}: {safe(str(error))}") from error
        except RecursionError as error:
            raise WatchlistError(f"{self.path}: it is nested too deeply") from error
        if document.get("version") != VERSION:
            raise WatchlistError(f"{self.path}: version is not {VERSION}, so it is not touched")
        return document

    def _entries(self, document: Entry) -> list[Entry]:
        listed = document.get("watch", [])
        if not isinstance(listed, list):
            raise WatchlistError(f"{self.path}: `watch` must be a list of tables: [[watch]]")
        entries: list[Entry] = []
        for number, entry in enumerate(listed, start=1):
            if not isinstance(entry, dict) or not all(
                isinstance(entry.get(key), str) and entry[key] for key in _REF_KEYS
            ):
                raise WatchlistError(
                    f"{self.path}: watch {number} needs account, kind and id, all in quotes"
                )
            entries.append(entry)
        return entries


def _apply(operation: Operation, entries: list[Entry]) -> None:
    match operation:
        case Add(watch):
            if not any(_is_for(entry, watch.ref) for entry in entries):
                entries.append(_entry(watch))
        case Remove(ref):
            entries[:] = [entry for entry in entries if not _is_for(entry, ref)]
        case Change(ref, key, value):
            for entry in entries:
                if _is_for(entry, ref):
                    if value is None:
                        entry.pop(key, None)
                    else:
                        entry[key] = value


def _is_for(entry: Entry, ref: JobRef) -> bool:
    return tuple(entry.get(key) for key in _REF_KEYS) == (ref.account, ref.kind, ref.id)


def _watch(entry: Entry) -> Watch:
    understood = Watch(
        ref=JobRef(*(str(entry[key]) for key in _REF_KEYS)),
        list_name=_text(entry, "list") or MAIN,
        memo=_text(entry, "memo"),
        alert=_text(entry, "alert"),
        interval=_interval(entry.get("interval")),
        added=_moment(entry.get("added")),
    )
    rebuilt = _entry(understood)
    others = ((key, value) for key, value in entry.items() if rebuilt.get(key) != value)
    return replace(understood, others=tuple(others))


def _interval(value: object) -> float | None:
    """Seconds, within what an account's `poll` may be; `None` for what is no number above 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return None
    return float(min(max(value, SHORTEST), LONGEST))


def _moment(value: object) -> datetime | None:
    try:
        return value.astimezone(UTC) if isinstance(value, datetime) else None
    except (OverflowError, ValueError):
        return None


def _text(entry: Entry, key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _entry(watch: Watch) -> Entry:
    ref = watch.ref
    entry: Entry = {"account": ref.account, "kind": ref.kind, "id": ref.id, "list": watch.list_name}
    if watch.memo:
        entry["memo"] = watch.memo
    if watch.alert:
        entry["alert"] = watch.alert
    if watch.interval is not None:
        entry["interval"] = watch.interval
    if watch.added is not None:
        entry["added"] = watch.added
    return {**entry, **dict(watch.others)}
