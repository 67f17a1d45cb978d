"""Everything that a network and a vendor can send, at every call that we make.

Here run all faults that end by themselves, at all looks and every third of the further calls, and
a sample of those that end by a deadline or flood; `python -m tests.faults.run_all` runs each of
them at all calls.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from providers import wire
from tests.faults.calls import ACTION, BODIES, LOOKS, SHORT, TOKENS, Told
from tests.faults.catalogue import FAULTS
from tests.faults.judging import LONGEST_GAP, judge

EVERY = 6
LARGEST = 100_000_000
"""Bytes by which a fault may make the program grow."""

_WAITS = [name for name, fault in FAULTS.items() if fault.waits and not fault.floods]
_CHEAP = [name for name, fault in FAULTS.items() if not fault.waits and not fault.floods]
_HANG_AFTER = ("TLS: chunks",)
"""The answer is whole, and the end of its connection is waited for."""
_BOMBS = ("a bomb of 512 MB", "spaces without end", "chunks of one byte without end")


@pytest.mark.parametrize("name", [*_CHEAP, *_WAITS[::EVERY]])
async def test_a_fault_ends_in_one_clear_line_or_the_right_answer(
    name: str, ports: Mapping[str, int], good: Mapping[str, Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A support engineer sees what happened, in time, and the other jobs go on."""
    if FAULTS[name].waits or name in _HANG_AFTER:
        # The others end by themselves, on a busy machine later than these would wait.
        monkeypatch.setattr(wire, "PATIENCE", SHORT)

    number = [*FAULTS].index(name)
    calls = (*LOOKS, ACTION, *(*BODIES, *TOKENS)[number % 3 :: 3])
    judged = await judge(FAULTS[name], ports, good, f"suite{number}", calls)

    assert judged.wrong == []


@pytest.mark.parametrize("name", _BOMBS)
async def test_a_flood_neither_fills_the_memory_nor_stops_the_screen(
    name: str, ports: Mapping[str, int], good: Mapping[str, Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A jump host is shared, and a key that does nothing for a second looks like a crash."""
    monkeypatch.setattr(wire, "PATIENCE", SHORT)

    calls = ("zoho write", "wire stream")
    judged = await judge(FAULTS[name], ports, good, f"flood{_BOMBS.index(name)}", calls)
    if judged.gap > LONGEST_GAP:
        # Once more: a busy machine may be to blame.
        judged = await judge(FAULTS[name], ports, good, f"again{_BOMBS.index(name)}", calls)

    assert judged.wrong == []
    assert judged.gap <= LONGEST_GAP
    assert judged.grown < LARGEST


def test_there_are_enough_faults_to_trust_them() -> None:
    """And none is left out because two have one name."""
    assert len(FAULTS) >= 200
