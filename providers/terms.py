"""What a person types to find something: words, and terms like `state:failed` or `fail:>0`.

Several terms all have to hold. A `-` before one excludes what it finds, and quotes keep blanks
and colons together: `"no such customer"`, `-code:"A B"`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from textwrap import shorten
from typing import Final

from providers.text import safe


class Sort(StrEnum):
    """What a field holds."""

    TEXT = "text"
    """Holds the words asked for, whatever their case."""
    CHOICE = "choice"
    """Is one of a few words."""
    NUMBER = "number"
    """A count, compared: `3`, `>0`, `<=10`."""
    AGE = "age"
    """Seconds, typed with a unit and compared: `<2h`, `>3d`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field that terms may name."""

    sort: Sort = Sort.TEXT
    choices: tuple[str, ...] = ()
    """Of a choice: the words, each of which may be begun only."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that has to hold."""

    text: str = ""
    """Folded to lower case; of a choice, one of its words."""
    field: str = ""
    """Where; empty for anywhere."""
    sign: str = ""
    """How a number or an age is compared: `<`, `<=`, `=`, `>=`, `>`; empty for texts."""
    number: float = 0.0
    """What with; an age in seconds."""
    is_excluded: bool = False

    def compares(self, value: float | None) -> bool:
        """Whether a number or an age is as wanted; what is not known never is."""
        if value is None:
            return False
        match self.sign:
            case "<":
                return value < self.number
            case "<=":
                return value <= self.number
            case ">":
                return value > self.number
            case ">=":
                return value >= self.number
            case _:
                return value == self.number


class TermError(Exception):
    """What was typed makes no sense. `str(error)` is one line that says what and how to mend it."""


_ROOM: Final = 79
"""Characters of a line on a narrow terminal."""
_PIECE: Final = re.compile(
    r'(?P<minus>-?)(?:(?P<field>[A-Za-z_]+):(?!//))?(?:"(?P<quoted>[^"]*)(?P<end>"?)|(?P<bare>[^\s"]*))'
)
_COMPARED: Final = re.compile(
    r"(?P<sign><=|>=|<|>|=|)(?P<number>\d{1,15}(?:\.\d{1,6})?)(?P<unit>[smhdw]?)", re.ASCII
)
_SECONDS: Final = {"s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def read_terms(text: str, fields: Mapping[str, Field]) -> tuple[Term, ...]:
    """What was typed, as terms; none for nothing.

    Args:
        text: As it stands in the box.
        fields: Those that terms may name.

    Raises:
        TermError: It makes no sense.
    """
    terms: list[Term] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _PIECE.match(text, at)
        if found is None or found.end() == at:
            raise TermError(f"{safe(text[at:], 40)!r} can't be read")
        at = found.end()
        if found["end"] == "":
            raise TermError('the quote is not closed: "…"')
        terms.append(_term(found, fields))
    return tuple(terms)


def _term(found: re.Match[str], fields: Mapping[str, Field]) -> Term:
    value = found["quoted"] if found["quoted"] is not None else found["bare"]
    is_excluded = bool(found["minus"])
    name = (found["field"] or "").lower()
    if not name:
        if not value:
            raise TermError("- needs something to exclude: -word, -state:failed")
        return Term(value.lower(), is_excluded=is_excluded)
    field = fields.get(name)
    if field is None:
        near = get_close_matches(name, fields, n=1)
        if near:
            said = f"{name}: is no field; did you mean {near[0]}:?"
            raise TermError(_fitting(f"{said} in quotes it is a plain word", said))
        said = f"{name}: is no field; there are {', '.join(fields)}"
        raise TermError(_fitting(said, f"{name}: none of {' '.join(fields)}"))
    match field.sort:
        case Sort.TEXT:
            if not value:
                raise TermError(f'{name}: needs a text behind it: {name}:word, {name}:"two words"')
            return Term(value.lower(), name, is_excluded=is_excluded)
        case Sort.CHOICE:
            return Term(_choice(name, value, field.choices), name, is_excluded=is_excluded)
        case Sort.NUMBER | Sort.AGE:
            sign, number = _compared(name, value, field.sort)
            return Term("", name, sign, number, is_excluded)


def _choice(name: str, value: str, choices: Sequence[str]) -> str:
    wanted = value.lower()
    if wanted in choices:
        return wanted
    begun = [choice for choice in choices if wanted and choice.startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    near = [] if begun else get_close_matches(wanted, choices, n=1)
    if near:
        raise TermError(f"{name}:{wanted} is none; did you mean {name}:{near[0]}?")
    among = begun or choices
    # The beginning of a choice does for it.
    short = " ".join(choice.partition("_")[0] for choice in among)
    raise TermError(_fitting(f"{name}: is one of {', '.join(among)}", f"{name}: {short}"))


def _fitting(*ways: str) -> str:
    """The first of these that a narrow terminal shows whole, else the last, cut between words."""
    whole = next((way for way in ways if len(way) <= _ROOM), None)
    return whole or shorten(ways[-1], _ROOM, placeholder=" …")


def _compared(name: str, value: str, sort: Sort) -> tuple[str, float]:
    found = _COMPARED.fullmatch(value.replace(",", ""))
    if found is None or bool(found["unit"]) != (sort is Sort.AGE):
        example = f"{name}:<2h, {name}:>3d" if sort is Sort.AGE else f"{name}:>0, {name}:3"
        raise TermError(f"{name}: is compared with a number: {example}")
    return found["sign"] or "=", float(found["number"]) * _SECONDS[found["unit"]]
