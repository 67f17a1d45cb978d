"""Figures that a vendor sends, taken only where they can be true.

A count below zero, or of more records than the world has, is a mistake somewhere: shown or added
up it would spoil the true figures beside it, so it is taken as not said, and a note says so.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeVar

import msgspec

from providers.model import Counts, JobState, known_sum

MOST: Final = 1_000_000_000_000
"""A count that no job reaches; sums of such still fit into 64 bits."""

S = TypeVar("S", bound=msgspec.Struct)


def plausible(sent: S, where: str = "") -> tuple[S, tuple[str, ...]]:
    """What was sent without the counts that can't be true, and a note on each of those.

    Counts are its fields that hold an `int` or nothing, and shares of a hundred those that hold a
    `float` or nothing.

    Args:
        sent: A part of an answer.
        where: What stands before the fields' names to say where they are.
    """
    odd = {
        name: f"{where}{written} is {'below zero' if value < 0 else 'too large'}: not counted"
        for name, written, most in _figures(type(sent))
        if (value := getattr(sent, name)) is not None and not 0 <= value <= most
    }
    if not odd:
        return sent, ()
    return msgspec.structs.replace(sent, **dict.fromkeys(odd)), tuple(odd.values())


@lru_cache
def _figures(shape: type[msgspec.Struct]) -> tuple[tuple[str, str, int], ...]:
    """The shape's figures: name, name as it is written, and the most that it can be."""
    most = {int | None: MOST, float | None: 100}
    return tuple(
        (field.name, field.encode_name, most[field.type])
        for field in msgspec.structs.fields(shape)
        if field.type in most
    )


def left_over(state: JobState, counts: Counts) -> tuple[str, ...]:
    """A note when a job ended well by its word and some records are in no count; else nothing."""
    done = known_sum(counts.succeeded, counts.failed, counts.skipped)
    if state is not JobState.SUCCEEDED or done is None or counts.total is None:
        return ()
    rest = counts.total - done
    if rest <= 0:
        return ()
    return (f"{rest:,} of {counts.total:,} are counted neither as done nor as failed",)
