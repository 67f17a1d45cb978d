"""What a check found, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How good or bad it is."""

    OK = "ok"
    NOTE = "note"
    """Works, with less than it might."""
    WRONG = "wrong"
    """Something does not work until a person does something."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    mark: Mark
    topic: str
    """What was looked at, in a word or a path."""
    said: str
    """What was found, in one line. Holds no secret."""
    advice: str = ""
    """What to do about it; empty for nothing."""


def is_any_wrong(findings: Iterable[Finding]) -> bool:
    """Whether something does not work."""
    return any(finding.mark is Mark.WRONG for finding in findings)
