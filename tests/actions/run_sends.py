"""Sends an action from two sessions at once, broken off at every byte: `python -m` this, by hand.

An argument is how many sends there are at least; every byte is cut at least once anyway.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

from tests.actions.racing import cuts, lengths, race, two_sessions


async def run(least: int) -> Counter[str]:
    """Send so often, and count what became of it."""
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        async with two_sessions(Path(folder)) as (door, one, two):
            request, answer = await lengths(door, one)
            print(f"a request of {request} bytes, an answer of {answer}")
            every = cuts(request, answer)
            for cut in islice(cycle(every), max(least, len(every))):
                ends[await race(door, one, two, cut)] += 1
    return ends


if __name__ == "__main__":
    begun = time.monotonic()
    ends = asyncio.run(run(int(sys.argv[1]) if sys.argv[1:] else 500))
    for end, count in ends.most_common():
        print(f"{count:6,}  {end}")
    print(
        f"{ends.total():6,}  sends by two sessions at once, none twice, none lost, "
        f"{time.monotonic() - begun:.0f} s"
    )
