"""What somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """` (did you mean …?)` for the known name nearest to `name`; empty when none is near."""
    # Only a mistake pays the millisecond that it takes to load.
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]}?)" if near else ""
