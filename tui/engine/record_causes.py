"""Causes of failure, counted while records are written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Final, TypeAlias

import msgspec

from providers.causes import REST, TOLD_APART, Cause, Group, cause_of, in_order
from providers.model import Problem
from tui.engine.record_packing import clean, clean_or_none

EXAMPLES: Final = 5
"""Records named for a cause."""
_LONGEST_SAMPLE: Final = 2_000
"""Characters of a message that are kept as a cause's sample."""
SILENT: Final = Problem("the vendor gives no reason")
"""A bad record of which the vendor says nothing: that is a cause too."""
REST_NUMBER: Final = -1
"""Of the causes that are not told apart, all together; what is below tells one of those."""

CauseRow: TypeAlias = "tuple[int, str | None, str, str, int, str]"
"""A cause as the file has it: number, code, folded message, sample, count, examples."""


class CauseCounts:
    """Counts causes while records are written.

    What is remembered has an end. The first `TOLD_APART` causes are numbered as they come; a
    later one has a number made of its text, by which the file counts it when all has arrived.
    """

    def __init__(self) -> None:
        self._numbers: dict[Cause, int] = {}
        self._samples: list[str] = []
        self._counts: list[int] = []
        self._examples: list[list[tuple[str, int]]] = []
        self._late: Sequence[Group] = ()
        self._rest = 0
        self._rest_examples: list[tuple[str, int]] = []

    def number(self, problem: Problem) -> int:
        """The number of a problem's cause; below `REST_NUMBER` it is one that came late."""
        key = cause_of(problem)
        number = self._numbers.get(key)
        if number is not None:
            return number
        # The silent ones have no message that the file could count them by.
        if len(self._numbers) >= TOLD_APART and problem is not SILENT:
            return _late_number(key)
        number = self._numbers[key] = len(self._numbers)
        self._samples.append(sample_of(problem.message))
        self._counts.append(0)
        self._examples.append([])
        return number

    def count(self, row: int, key: str, causes: Sequence[int]) -> None:
        """Count the causes of the record in that row, each once."""
        if len(causes) > 1:
            causes = list(dict.fromkeys(max(cause, REST_NUMBER) for cause in causes))
        for cause in causes:
            if cause <= REST_NUMBER:
                self._rest += 1
                examples = self._rest_examples
            else:
                self._counts[cause] += 1
                examples = self._examples[cause]
            if len(examples) < EXAMPLES:
                examples.append((clean(key), row))

    @property
    def has_rest(self) -> bool:
        """Whether there are causes that are not told apart."""
        return self._rest > 0

    def tell(self, late: Sequence[Group], rest: int, examples: Collection[tuple[str, int]]) -> None:
        """Take over what the file has counted of the causes that came late.

        Args:
            late: Those that are told apart now.
            rest: Records of the others.
            examples: The first of these.
        """
        self._late = late
        self._rest = rest
        self._rest_examples = list(examples)

    def __len__(self) -> int:
        return len(self._numbers)

    def groups(self) -> tuple[Group, ...]:
        """The causes, the most frequent first; those that are not told apart are the last."""
        groups = [
            _group(key, self._counts[number], self._samples[number], self._examples[number])
            for key, number in self._numbers.items()
            if self._counts[number]
        ]
        groups.extend(self._late)
        if self._rest:
            groups.append(_group((None, REST), self._rest, "", self._rest_examples))
        return in_order(groups)

    def rows(self, since: int = 0) -> list[CauseRow]:
        """The causes as the file has them, those from number `since` on, but for the late ones."""
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

    def rest_row(self) -> CauseRow:
        """The causes that are not told apart, as the file has them."""
        examples = msgspec.json.encode(self._rest_examples).decode()
        return REST_NUMBER, None, REST, "", self._rest, examples


def sample_of(message: str) -> str:
    """As much of a message as is kept of it."""
    return clean(message[:_LONGEST_SAMPLE])


def _late_number(key: Cause) -> int:
    """62 bits of the cause's text: among a million, two are alike in one of nine million jobs."""
    code, message = key
    told = f"{'-' if code is None else '+' + code}\0{message}".encode("utf-8", "surrogatepass")
    return -2 - (int.from_bytes(blake2b(told, digest_size=8).digest()) >> 2)


def _group(key: Cause, count: int, sample: str, examples: Sequence[tuple[str, int]]) -> Group:
    code, message = key
    return Group(
        message,
        count,
        code,
        tuple(name for name, _ in examples),
        sample,
        tuple(row for _, row in examples),
    )
