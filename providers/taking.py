"""What is taken away from a job: which of its records, in what form, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from providers.causes import Group
from providers.terms import Term

Cause: TypeAlias = "tuple[str | None, str]"
"""A cause of failure, by its code and its folded message."""


class Form(StrEnum):
    """What an export is for."""

    CSV = "csv"
    JSONL = "jsonl"
    TICKET = "md"
    RESUBMIT = "resubmit"
    EVIDENCE = "evidence"
    """The vendor's last answers, with when and how they were read."""
    RESULT = "zip"
    """The vendor's own file, as it is."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are asked for; nothing said is everything."""

    terms: tuple[Term, ...] = ()
    """All have to hold."""
    causes: tuple[Cause, ...] = ()
    """Of which a record needs one; empty for any."""
    not_causes: tuple[Cause, ...] = ()
    """Of which it may have none."""
    is_bad_only: bool = False
    places: Sequence[int] | None = None
    """Of those: the ones in these places; `None` for all."""

    @property
    def is_everything(self) -> bool:
        """Whether no record is left out."""
        return self == EVERYTHING

    def takes(self, group: Group) -> bool:
        """Whether a group's records are asked for."""
        cause = group.code, group.message
        return cause not in self.not_causes and (not self.causes or cause in self.causes)


EVERYTHING: Final = Selection()
"""All records of a job."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many records a selection has."""

    records: int
    again: int
    """Of those: failed, skipped or unprocessed, which can be sent again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export is."""

    records: int = 0
    total: int = 0
    """Records to go through; a form that goes through them twice counts them twice."""
    size: int = 0
    """Bytes written."""

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(1.0, self.records / self.total) if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """An export as a person asks for it."""

    form: Form
    path: str
    """As it was typed; `~` is the home folder."""
    selection: Selection = EVERYTHING
    source: str = ""
    """The file that the job was made from, as it was typed; empty when it is not given."""
    is_forced: bool = False
    """Whether a file that is there is replaced."""


@dataclass(frozen=True, slots=True)
class Existing:
    """Nothing was written: there is such a file, and nobody has said that it is to be replaced."""

    shown: str
    """Where, as people write it."""
