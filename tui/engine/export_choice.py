"""Which of a job's records are exported."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Final

from providers.causes import Group, told_apart
from providers.listing import Ranks, Records, Wanted
from providers.model import RecordState
from providers.taking import Cause, Selection
from providers.text import safe
from tui.engine.export_file import ExportError

_AT_ONCE: Final = 20_000
"""Places that are looked at without a pause: a millisecond."""
_NAMED: Final = 3
"""Groups that an error names."""


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
        count = len(told_apart(groups))
        if not 1 <= int(word[:9]) <= count:
            raise ExportError(f"no group {safe(word, 20)}: the job has {count:,}")
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
        wanted = Wanted(selection.terms, selection.is_bad_only, cause)
        if wanted.is_everything:
            await asyncio.to_thread(_mark, mask, records.ranks, ranks, 1)
        else:
            await _search(records, wanted, mask, ranks, 1)
    for cause in selection.not_causes:
        await _search(records, Wanted(cause=cause), mask, None, 0)
    return await asyncio.to_thread(_marked, mask, selection.places)


async def _search(
    records: Records, wanted: Wanted, mask: bytearray, ranks: frozenset[int] | None, mark: int
) -> None:
    async for found in records.search(wanted):
        # Beside the event loop: each step may find a hundred thousand.
        await asyncio.to_thread(_mark, mask, found, ranks, mark)
    if records.trouble is not None:
        raise ExportError(records.trouble)


def _mark(mask: bytearray, found: Ranks, ranks: frozenset[int] | None, mark: int) -> None:
    for rank, places in enumerate(found):
        if ranks is None or rank in ranks:
            for place in places:
                # Records may go on arriving; those are for the next time.
                if place < len(mask):
                    mask[place] = mark


def _marked(mask: bytearray, among: Sequence[int] | None) -> array[int]:
    """The places that are marked; where `among` is given, only those of them."""
    if among is not None:
        places = sorted(set(among))
        return array("I", (place for place in places if place < len(mask) and mask[place]))
    found = array("I")
    for begin in range(0, len(mask), _AT_ONCE):
        # In steps, between which the other threads have their turn.
        step = mask[begin : begin + _AT_ONCE]
        found.extend(compress(range(begin, begin + len(step)), step))
    return found
