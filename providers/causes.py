"""Equal causes counted: which records failed for the same reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from providers.model import Problem, Record

EXAMPLES: Final = 5
"""Records named for a group."""
_LONGEST: Final = 2_000
"""Characters of a message that tell one cause from another."""

_VARIABLE: Final = re.compile(
    r"(?P<uuid>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"
    r"|(?P<date>\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)"
    r"|(?P<text>\"[^\"\n]{1,200}\"|(?<!\w)'[^'\n]{1,200}'(?!\w)|“[^”\n]{1,200}”)"
    r"|(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"
    r"|(?P<id>\b(?=[0-9a-fA-F]*\d)(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{8,}\b)"
    r"|(?P<n>(?<![A-Za-z_])[-+]?\d[\d,]*(?:\.\d+)?)"
)


@dataclass(frozen=True, slots=True)
class Group:
    """Records that failed for the same reason."""

    message: str
    """The reason, with what differs between the records folded to `<n>`, `<id>`, `<text>`…"""
    count: int
    code: str | None = None
    """The vendor's code; `None` when it gives none."""
    examples: tuple[str, ...] = ()
    """Keys of the first records of the group."""
    sample: str = ""
    """The message of the first of them, as it came."""


def fold_message(message: str) -> str:
    """`message` with numbers, ids, dates, addresses and quoted values folded away."""
    return _VARIABLE.sub(lambda found: f"<{found.lastgroup}>", message[:_LONGEST]).strip()


class Causes:
    """Counts causes as records arrive."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str | None, str], int] = {}
        self._examples: dict[tuple[str | None, str], list[str]] = {}
        self._samples: dict[tuple[str | None, str], str] = {}

    def add(self, records: Iterable[Record]) -> None:
        """Count the problems of these records; one that says nothing is a cause too."""
        for record in records:
            problems = record.problems
            if not problems and record.state.is_bad:
                problems = (Problem("the vendor gives no reason"),)
            for key in dict.fromkeys(map(_key, problems)):
                self._counts[key] = self._counts.get(key, 0) + 1
                examples = self._examples.setdefault(key, [])
                if len(examples) < EXAMPLES:
                    examples.append(record.key)
            for problem in problems:
                self._samples.setdefault(_key(problem), problem.message)

    def groups(self) -> tuple[Group, ...]:
        """The causes, the most frequent first."""
        ranked = sorted(self._counts.items(), key=lambda item: (-item[1], item[0][1]))
        return tuple(
            Group(key[1], count, key[0], tuple(self._examples[key]), self._samples[key])
            for key, count in ranked
        )


def _key(problem: Problem) -> tuple[str | None, str]:
    return problem.code, fold_message(problem.message)
