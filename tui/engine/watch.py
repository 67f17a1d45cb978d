"""One entry of the watchlist, as we read it and as it stands in the file, and its changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from providers.model import JobRef

MAIN: Final = "main"
"""The list that a watch is in unless it says otherwise."""

SHORTEST: Final = 1.0
LONGEST: Final = 86_400.0
"""Seconds that an interval may have; one beyond is taken as the nearest of these."""

REF_KEYS: Final = ("account", "kind", "id")

Entry = dict[str, object]
Value = str | float | None
"""What a field of a watch may be set to; `None` and an empty text drop it."""


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

    def value(self, key: str) -> Value:
        """What a field is in the file's terms; `None` where it stands there not at all."""
        return _VALUES[key](self)


_VALUES: Final[dict[str, Callable[[Watch], Value]]] = {
    "list": lambda watch: watch.list_name,
    "memo": lambda watch: watch.memo or None,
    "alert": lambda watch: watch.alert or None,
    "interval": lambda watch: watch.interval,
}


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
    """Set one field of a watch: `list`, `memo`, `alert` or `interval`; nothing drops it."""

    ref: JobRef
    key: str
    value: Value


@dataclass(frozen=True, slots=True)
class ChangeBack:
    """Set a field as it was before we set it, unless somebody has set it otherwise since."""

    ref: JobRef
    key: str
    value: Value
    """What it was."""
    ours: Value
    """What we set it to."""


Operation = Add | Remove | Change | ChangeBack


def apply(operation: Operation, entries: list[Entry]) -> None:
    """Apply an operation to the entries of a document."""
    match operation:
        case Add(watch):
            if not any(_is_for(entry, watch.ref) for entry in entries):
                entries.append(entry_of(watch))
        case Remove(ref):
            entries[:] = [entry for entry in entries if not _is_for(entry, ref)]
        case Change(ref, key, value):
            for entry in _of(entries, ref):
                _set(entry, key, value)
        case ChangeBack(ref, key, value, ours):
            for entry in _of(entries, ref):
                if watch_of(entry).value(key) == ours:
                    _set(entry, key, value)


def _of(entries: list[Entry], ref: JobRef) -> list[Entry]:
    return [entry for entry in entries if _is_for(entry, ref)]


def _set(entry: Entry, key: str, value: Value) -> None:
    # An empty memo is none: written down, it would be a value that we do not understand.
    if value is None or value == "":
        entry.pop(key, None)
    else:
        entry[key] = value


def _is_for(entry: Entry, ref: JobRef) -> bool:
    return tuple(entry.get(key) for key in REF_KEYS) == (ref.account, ref.kind, ref.id)


def watch_of(entry: Entry) -> Watch:
    """An entry as we understand it."""
    understood = Watch(
        ref=JobRef(*(str(entry[key]) for key in REF_KEYS)),
        list_name=_text(entry, "list") or MAIN,
        memo=_text(entry, "memo"),
        alert=_text(entry, "alert"),
        interval=_interval(entry.get("interval")),
        added=_moment(entry.get("added")),
    )
    rebuilt = entry_of(understood)
    others = ((key, value) for key, value in entry.items() if rebuilt.get(key) != value)
    return replace(understood, others=tuple(others))


def entry_of(watch: Watch) -> Entry:
    """A watch as it stands in the file."""
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
