"""Equal causes counted: which records failed for the same reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from providers.folding import fold_message
from providers.model import Problem, Record

EXAMPLES: Final = 5
"""Records named for a group."""
TOLD_APART: Final = 20_000
"""Causes that are told apart as they come; a job with more has nearly one for each record."""
REST: Final = f"further causes, not told apart: over {TOLD_APART:,} differ"
"""What stands for all the others in the place of a message. It holds a number, and so no message
is folded to it."""

Cause: TypeAlias = "tuple[str | None, str]"
"""A cause's code and its folded message."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records that failed for the same reason."""

    message: str
    """The reason, with what differs between the records folded to `<n>`, `<date>`, `<text>`…"""
    count: int
    code: str | None = None
    """The vendor's code; `None` when it gives none."""
    examples: tuple[str, ...] = ()
    """Keys of the first records of the group."""
    sample: str = ""
    """The message of the first of them, as it came."""
    rows: tuple[int, ...] = ()
    """Where in the vendor's answer the examples stand, from 0; empty when that is not known."""

    @property
    def is_rest(self) -> bool:
        """Whether these are records of many causes that are not told apart: it is no cause then."""
        return self.code is None and self.message == REST


class Causes:
    """Counts causes as records arrive."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str | None, str], int] = {}
        self._examples: dict[tuple[str | None, str], list[tuple[str, int]]] = {}
        self._samples: dict[tuple[str | None, str], str] = {}
        self._row = 0

    def add(self, records: Iterable[Record]) -> None:
        """Count the problems of these records; one that says nothing is a cause too."""
        for row, record in enumerate(records, self._row):
            self._row = row + 1
            problems = record.problems
            if not problems and record.state.is_bad:
                problems = (Problem("the vendor gives no reason"),)
            for key in dict.fromkeys(map(cause_of, problems)):
                self._counts[key] = self._counts.get(key, 0) + 1
                examples = self._examples.setdefault(key, [])
                if len(examples) < EXAMPLES:
                    examples.append((record.key, row))
            for problem in problems:
                self._samples.setdefault(cause_of(problem), problem.message)

    def groups(self) -> tuple[Group, ...]:
        """The causes, the most frequent first."""
        ranked = sorted(self._counts.items(), key=lambda item: (-item[1], item[0][1]))
        return tuple(
            Group(
                key[1],
                count,
                key[0],
                tuple(record_key for record_key, _ in self._examples[key]),
                self._samples[key],
                tuple(row for _, row in self._examples[key]),
            )
            for key, count in ranked
        )


def in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups by their count, and what is none as the last."""
    return tuple(sorted(groups, key=lambda group: (group.is_rest, -group.count, group.message)))


def told_apart(groups: Sequence[Group]) -> Sequence[Group]:
    """The groups, in order, without what is none."""
    return groups[:-1] if groups and groups[-1].is_rest else groups


def cause_of(problem: Problem) -> Cause:
    """What tells the problem's cause from others: the code, and the message folded."""
    return problem.code, fold_message(problem.message)
