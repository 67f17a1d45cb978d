"""Which of a job's records are exported."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from providers.causes import Group
from providers.listing import Records, Wanted
from providers.model import RecordState
from providers.terms import Term
from providers.text import safe
from tui.engine.export_file import ExportError

Cause = tuple[str | None, str]
"""A cause of failure, by its code and its folded message."""

_NAMED: Final = 3
"""Groups that an error names."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; nothing said is everything."""

    terms: tuple[Term, ...] = ()
    """All have to hold."""
    causes: tuple[Cause, ...] = ()
    """Of which a record needs one; empty for any."""
    not_causes: tuple[Cause, ...] = ()
    """Of which it may have none."""

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


def find_causes(words: Iterable[str], groups: Sequence[Group]) -> tuple[Cause, ...]:
    """The groups that somebody named, each by its number from 1 or by a text of its own.

    Args:
        words: As they were given.
        groups: The job's, in the order of their listing.

    Raises:
        ExportError: One names no group, or several.
    """
    return tuple(dict.fromkeys(_find(word, groups) for word in words))


def _find(word: str, groups: Sequence[Group]) -> Cause:
    if word.isascii() and word.isdigit():
        if not 1 <= int(word[:9]) <= len(groups):
            raise ExportError(f"no group {safe(word, 20)}: the job has {len(groups):,}")
        group = groups[int(word) - 1]
        return group.code, group.message
    wanted = word.casefold()
    found = [at for at, group in enumerate(groups) if wanted in _texts(group)]
    if not found:
        found = [at for at, group in enumerate(groups) if wanted in group.message.casefold()]
    if len(found) == 1:
        group = groups[found[0]]
        return group.code, group.message
    if not found:
        raise ExportError(f"no group {safe(word, 80)!r}: `bulkjobs-tui errors` lists them")
    named = "; ".join(f"{at + 1} {safe(groups[at].message, 60)!r}" for at in found[:_NAMED])
    more = f" (+{len(found) - _NAMED:,})" if len(found) > _NAMED else ""
    raise ExportError(f"{safe(word, 80)!r} fits {len(found):,} groups, say which: {named}{more}")


def _texts(group: Group) -> tuple[str, ...]:
    return group.message.casefold(), (group.code or "").casefold()


async def choose(
    records: Records, selection: Selection, states: frozenset[RecordState] | None = None
) -> Sequence[int]:
    """Places of the records asked for, in rising order.

    Args:
        records: All of the job's.
        selection: What is asked for.
        states: In which of these states; `None` for any.

    Raises:
        ExportError: They can't be looked through.
    """
    if selection.is_everything and states is None:
        return range(len(records))
    ranks = None if states is None else frozenset(state.rank for state in states)
    mask = bytearray(len(records))
    for cause in selection.causes or (None,):
        await _mark(records, Wanted(selection.terms, cause=cause), mask, ranks, 1)
    for cause in selection.not_causes:
        await _mark(records, Wanted(cause=cause), mask, None, 0)
    return array("I", compress(range(len(mask)), mask))


async def _mark(
    records: Records, wanted: Wanted, mask: bytearray, ranks: frozenset[int] | None, mark: int
) -> None:
    async for found in records.search(wanted):
        for rank, places in enumerate(found):
            if ranks is None or rank in ranks:
                for place in places:
                    mask[place] = mark
    if records.trouble is not None:
        raise ExportError(records.trouble)
