"""Causes of failure, counted while records are written."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

import msgspec

from providers.causes import Group, cause_of
from providers.model import Problem
from tui.engine.record_packing import clean, clean_or_none

EXAMPLES: Final = 5
"""Records named for a cause."""
_LONGEST_SAMPLE: Final = 2_000
"""Characters of a message that are kept as a cause's sample."""
CAUSES_MOST: Final = 20_000
"""Causes that are told apart; a job with more has a message of its own for each record."""
MANY: Final = "one of many further reasons"
SILENT: Final = Problem("the vendor gives no reason")
"""A bad record of which the vendor says nothing: that is a cause too."""


class CauseCounts:
    """Counts causes while records are written."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str | None, str], int] = {}
        self._samples: list[str] = []
        self._counts: list[int] = []
        self._examples: list[list[tuple[str, int]]] = []

    def number(self, problem: Problem) -> int:
        """The number of a problem's cause."""
        key = cause_of(problem)
        number = self._numbers.get(key)
        if number is None and len(self._numbers) >= CAUSES_MOST:
            key, problem = (None, MANY), Problem(MANY)
            number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._samples.append(clean(problem.message[:_LONGEST_SAMPLE]))
            self._counts.append(0)
            self._examples.append([])
        return number

    def count(self, row: int, key: str, causes: Sequence[int]) -> None:
        """Count the causes of the record in that row, each once."""
        for cause in causes if len(causes) == 1 else dict.fromkeys(causes):
            self._counts[cause] += 1
            if len(self._examples[cause]) < EXAMPLES:
                self._examples[cause].append((clean(key), row))

    def __len__(self) -> int:
        return len(self._numbers)

    def groups(self) -> tuple[Group, ...]:
        """The causes, the most frequent first."""
        groups = [
            Group(
                message,
                self._counts[number],
                code,
                tuple(key for key, _ in self._examples[number]),
                self._samples[number],
                tuple(row for _, row in self._examples[number]),
            )
            for (code, message), number in self._numbers.items()
            if self._counts[number]
        ]
        return tuple(sorted(groups, key=lambda group: (-group.count, group.message)))

    def rows(self, since: int = 0) -> list[tuple[int, str | None, str, str, int, str]]:
        """The causes as the file has them, those from number `since` on."""
        return [
            (
                number,
                clean_or_none(code),
                clean(message),
                self._samples[number],
                self._counts[number],
                msgspec.json.encode(self._examples[number]).decode(),
            )
            for number, (code, message) in enumerate(islice(self._numbers, since, None), since)
        ]
