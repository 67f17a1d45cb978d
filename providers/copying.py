"""What is copied to a person's clipboard: of which jobs, records or cause, and in what form."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from providers.model import JobRef
from providers.taking import Cause

_ACTED_UPON: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_INSTEAD: Final = "\N{REPLACEMENT CHARACTER}"


class CopyForm(StrEnum):
    """What of it is copied; the value is its letter in the menu."""

    ID = "i"
    REF = "n"
    URL = "u"
    ERROR = "e"
    FAILING = "f"
    """The ids of the records that failed."""
    JSON = "r"
    CSV = "c"
    MARKDOWN = "m"
    CURL = "k"
    TICKET = "t"
    ANSWER = "a"
    """What the vendor last said of the job, to the letter."""


@dataclass(frozen=True, slots=True)
class JobsMeant:
    """Whole jobs; at least one."""

    refs: tuple[JobRef, ...]


@dataclass(frozen=True, slots=True)
class RecordsMeant:
    """Records of one job; at least one."""

    ref: JobRef
    places: Sequence[int]
    """Where they stand in the vendor's answer, in rising order."""


@dataclass(frozen=True, slots=True)
class CauseMeant:
    """One cause of failure, in some jobs; at least one."""

    cause: Cause
    refs: tuple[JobRef, ...]


Meant: TypeAlias = JobsMeant | RecordsMeant | CauseMeant


@dataclass(frozen=True, slots=True)
class Copied:
    """A text to be copied."""

    text: str
    what: str
    """What it is, in two or three words: `38 ids`, `the ticket of 373334`."""


class Road(StrEnum):
    """How a text goes to a clipboard."""

    TMUX = "tmux"
    """tmux has it, and gave it on to the terminal that it is seen in."""
    TMUX_ONLY = "tmux only"
    """tmux has it, and does not say that it gives it on."""
    SCREEN = "screen"
    """Sent to the terminal past GNU screen; nobody says whether it arrived."""
    TERMINAL = "terminal"
    """Sent to the terminal; nobody says whether it arrived."""
    FILE = "file"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a text that was to be copied."""

    road: Road
    file: str = ""
    """The file that has it as well, or alone, as people write it; empty for none."""
    is_too_long: bool = False
    """Whether it is more than terminals take."""
    trouble: str = ""
    """Why there is no file; empty when there is one, or none was wanted."""


def pasteable(text: str) -> str:
    """An id that does nothing where it is pasted but stand there.

    A line end would be Enter in a shell. Whatever a terminal may act upon is replaced, so that
    it is seen that something was there.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_INSTEAD if unicodedata.category(ch) in _ACTED_UPON else ch for ch in text)
