"""An action broken off anywhere, sent from two sessions at once, is never sent twice nor lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.actions.racing import cuts, lengths, race, two_sessions

SENDS = 40
"""Of every byte; `python -m tests.actions.run_sends` takes them all."""


async def test_one_post_whatever_byte_it_breaks_at(tmp_path: Path) -> None:
    """A second POST writes off a customer's invoices a second time."""
    ends: Counter[str] = Counter()
    async with two_sessions(tmp_path) as (door, one, two):
        request, answer = await lengths(door, one)
        for cut in cuts(request, answer, SENDS):
            ends[await race(door, one, two, cut)] += 1

    assert ends.total() == SENDS
    assert ends["done"] == 1
    assert ends["unknown, clear by itself"] > ends["unknown until a person looked"] > 1
