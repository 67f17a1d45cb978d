"""The machine's own clock."""

from __future__ import annotations

import asyncio

import pytest

from tui.engine.clock import SystemClock


async def test_a_rest_ends_in_time_or_when_it_is_ended() -> None:
    """The poller rests until the next look is due, or until a key is pressed."""
    clock, key = SystemClock(), asyncio.Event()
    begun = clock.monotonic()
    await clock.rest(0.01, key)
    assert clock.monotonic() - begun >= 0.009
    key.set()
    await clock.rest(None, key)


@pytest.mark.parametrize("turns", range(4))
async def test_who_is_woken_and_cancelled_in_one_moment_is_cancelled(turns: int) -> None:
    """Leaving the desk just as an answer arrives would otherwise never end."""
    key = asyncio.Event()
    resting = asyncio.create_task(SystemClock().rest(60, key))
    await asyncio.sleep(0)
    key.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    if resting.cancel():
        with pytest.raises(asyncio.CancelledError):
            await resting
    else:
        assert resting.done()
