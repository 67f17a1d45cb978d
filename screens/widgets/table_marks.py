"""The rows that are marked, by their keys: they stay marked whatever is shown, in any order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from screens.widgets.table_face import Rows

MOST: Final = 20_000
"""Rows that can be marked: each costs its key, and is gone through while the screen waits."""


class Marks:
    """Marked rows, and a range that is being marked."""

    def __init__(self) -> None:
        self._keys: frozenset[str] = frozenset()
        self._anchor: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The marked rows, without those of a range that is not ended."""
        return self._keys

    @property
    def is_ranging(self) -> bool:
        """Whether a range was begun and not ended."""
        return self._anchor is not None

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def toggle(self, key: str) -> bool:
        """Mark a row, or take its mark away; false when there are too many."""
        return self._set(self._keys ^ {key})

    def add(self, keys: Collection[str]) -> bool:
        """Mark these rows too; false when there are too many."""
        return self._set(self._keys.union(keys))

    def invert(self, rows: Rows) -> bool:
        """Mark what is not marked of these rows, and the other way round."""
        return self._turn(rows, range(len(rows)), is_inverting=True)

    def begin_range(self, key: str) -> None:
        """Begin a range on a row."""
        self._anchor = key

    def range_to(self, rows: Rows, at: int) -> range:
        """The rows from where the range was begun to `at`; none when none was, or it is gone."""
        began = None if self._anchor is None else rows.find(self._anchor)
        return range(0) if began is None else range(min(began, at), max(began, at) + 1)

    def end_range(self, rows: Rows, at: int) -> bool:
        """Mark the rows of the range; false when there are too many, and it goes on."""
        if not self._turn(rows, self.range_to(rows, at), is_inverting=False):
            return False
        self._anchor = None
        return True

    def clear(self) -> bool:
        """Take a range back, else all marks; false when there was neither."""
        if self._anchor is not None:
            self._anchor = None
            return True
        had, self._keys = bool(self._keys), frozenset()
        return had

    def keep(self, keys: Collection[str]) -> bool:
        """Forget the marks of rows that are no more; true when there were any."""
        kept = frozenset(key for key in self._keys if key in keys)
        is_less, self._keys = len(kept) < len(self._keys), kept
        return is_less

    def _turn(self, rows: Rows, lines: range, *, is_inverting: bool) -> bool:
        if len(lines) > MOST:
            return False
        keys: Iterable[str] = map(rows.key, lines)
        return self._set(
            self._keys.symmetric_difference(keys) if is_inverting else self._keys.union(keys)
        )

    def _set(self, keys: frozenset[str]) -> bool:
        if len(keys) > MOST and len(keys) > len(self._keys):
            return False
        self._keys = keys
        return True
