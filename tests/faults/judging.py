"""What every run of a fault is held to."""

from __future__ import annotations

import asyncio
import gc
import re
import resource
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from providers import wire
from providers.errors import OutcomeUnknown, ProviderError, RateLimited
from providers.patience import Patience
from tests.faults.calls import (
    ACTION,
    BODIES,
    CALLS,
    CANARY,
    LOOKS,
    TOKENS,
    Place,
    Ran,
    Told,
    requests_seen,
    run_call,
)
from tests.faults.shapes import RIGHT, Fault, Outcome

LONGEST_GAP: Final = 0.1
"""Seconds that nothing else may be held up by a fault."""
GRACE: Final = 1.0
"""Seconds past its deadline by which a call has ended."""
LONGEST_LINE: Final = 300
_LIBRARIES: Final = re.compile(
    r"httpx|httpcore|h11|anyio|ssl\.|SSL:|_ssl|zlib|Errno|Traceback|Error\(|0x[0-9a-f]{6}"
)
_TICK: Final = 0.004
_BESIDE: Final = "zoho write"
"""What is asked of another account meanwhile."""


@dataclass(slots=True)
class Judged:
    """A fault's run: what became of each call, and what was wrong with that."""

    fault: Fault
    runs: list[Ran]
    gap: float
    """The longest time that the event loop was held up, in seconds."""
    over: float
    """Seconds past its deadline that the slowest call took; negative when none was late."""
    grown: int
    """Bytes by which the process grew at most."""
    wrong: list[str] = field(default_factory=list)

    @property
    def typed(self) -> int:
        """Calls that ended in one of our errors."""
        return sum(isinstance(ran.error, ProviderError) for ran in self.runs)

    @property
    def right(self) -> int:
        """Calls that got the right answer."""
        return sum(ran.told is not None for ran in self.runs)


class Gap:
    """The longest time between two turns of a task that always wants one.

    Of a turn that came late only what this process worked counts: on a busy machine others work
    too. A thread of ours that holds the interpreter counts as well as the loop itself.
    """

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        """Run until cancelled."""
        before, worked = time.monotonic(), time.process_time()
        while True:
            await asyncio.sleep(_TICK)
            late = time.monotonic() - before - _TICK
            self.longest = max(self.longest, min(late, time.process_time() - worked))
            before, worked = time.monotonic(), time.process_time()


@asynccontextmanager
async def watched_loop() -> AsyncIterator[Gap]:
    """Measures how long the loop is held up inside."""
    gap = Gap()
    task = asyncio.create_task(gap.watch())
    try:
        yield gap
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def peak_memory() -> int:
    """Bytes that this process has had at most, since `forget_peak` where the system allows."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        if found:
            return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def forget_peak() -> None:
    """Begin to measure memory anew."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return


async def right_answers(ports: Mapping[str, int]) -> dict[str, Told]:
    """What each call tells when nothing is wrong."""
    place = Place.of(ports, None, "before")
    told = {}
    for call in CALLS:
        ran = await run_call(call, place)
        assert ran.told is not None, (call, ran.error)
        told[call] = ran.told
    return told


async def judge(
    fault: Fault,
    ports: Mapping[str, int],
    good: Mapping[str, Told],
    run: str,
    calls: Sequence[str] = CALLS,
) -> Judged:
    """Play a fault to some calls at once, with another account's job beside them."""
    if fault.floods:
        # What earlier faults left behind is not to be cleared away at this one's expense.
        gc.collect()
    forget_peak()
    before = peak_memory()
    async with watched_loop() as gap:
        neighbour = asyncio.create_task(run_call(_BESIDE, Place.of(ports, None, f"{run}.beside")))
        turns = asyncio.Semaphore(1 if fault.floods else len(calls))
        runs = await asyncio.gather(
            *(
                _in_turn(turns, call, Place.of(ports, fault, f"{run}.{number}"))
                for number, call in enumerate(calls)
            )
        )
        beside = await neighbour
    for number, ran in enumerate(runs):
        if ran.call == ACTION:
            ran.seen = await requests_seen(ports, f"{run}.{number}")
    over = max(ran.seconds - _deadline(ran.call) for ran in runs)
    judged = Judged(fault, list(runs), gap.longest, over, peak_memory() - before)
    for ran in runs:
        judged.wrong += [f"{ran.call}: {what}" for what in _wrong(fault, ran, good[ran.call])]
        if ran.error is not None:
            ran.error.__traceback__ = ran.error.__cause__ = ran.error.__context__ = None
    if beside.told != good[beside.call]:
        judged.wrong.append(f"another account's job was not answered: {beside.error!r}")
    return judged


async def _in_turn(turns: asyncio.Semaphore, call: str, place: Place) -> Ran:
    async with turns:
        return await run_call(call, place)


def _patience() -> Patience:
    patience: Patience = vars(wire)["PATIENCE"]
    return patience


def _deadline(call: str) -> float:
    if call in BODIES:
        return _patience().download
    if call == ACTION:
        return _patience().action
    return _patience().look * (2 if call in TOKENS else 1)


def _wrong(fault: Fault, ran: Ran, good: Told) -> list[str]:
    """What is wrong with what became of a call."""
    wrong = []
    if ran.seconds > _deadline(ran.call) + GRACE:
        wrong.append(f"took {ran.seconds:.2f} s")
    allowed = fault.allowed(ran.call, ran.call in LOOKS, ran.call in BODIES)
    if ran.error is None:
        if RIGHT not in allowed:
            wrong.append(f"was taken for an answer: {ran.told}")
        elif allowed == (RIGHT,) and ran.told != good:
            wrong.append(f"told {ran.told} instead of {good}")
    elif not isinstance(ran.error, _classes(allowed)):
        wrong.append(f"{ran.error!r}, and not one of {allowed}")
    else:
        wrong += _line(fault, ran)
    if ran.call == ACTION:
        wrong += _sent(ran)
    return wrong


def _classes(allowed: tuple[Outcome, ...]) -> tuple[type[ProviderError], ...]:
    return tuple(outcome for outcome in allowed if not isinstance(outcome, str))


def _line(fault: Fault, ran: Ran) -> list[str]:
    """What is wrong with the line that an error leaves."""
    line = str(ran.error)
    wrong = []
    if not line.strip() or len(line) > LONGEST_LINE or not line.isprintable():
        wrong.append(f"is no one clear line: {line!r}")
    if _LIBRARIES.search(line):
        wrong.append(f"speaks the words of a library: {line!r}")
    if CANARY in line:
        wrong.append("gives the secret away")
    if ran.call in LOOKS and fault.told not in line:
        wrong.append(f"does not say {fault.told!r}: {line!r}")
    asked = fault.retry_after
    if isinstance(ran.error, RateLimited) and asked is not None and ran.call in LOOKS:
        wait = ran.error.retry_after
        if wait != (None if asked < 0 else asked):
            wrong.append(f"asks for {wait} s instead of {asked}")
    return wrong


def _sent(ran: Ran) -> list[str]:
    """An action is sent once at most, and one that was sent is never called unsent."""
    if ran.seen > 1:
        return [f"was sent {ran.seen} times"]
    if ran.error is not None and ran.seen and not isinstance(ran.error, OutcomeUnknown):
        return [f"was sent, and is told as {ran.error!r}"]
    return []
