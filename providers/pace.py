"""How fast a job goes, and how long it may take, as far as its figures bear that out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from providers.model import Job, JobState, known_sum

MOVES_LEAST = 3
"""Moves below which nothing is said: two points are a line, and no proof."""
WINDOW = 12
"""Moves that are looked at: the newest ones, since jobs get faster and slower."""
STALLED = 3.0
"""Times the longest rest between two moves, after which the figures stand."""
BROKEN = 10.0
"""Times the usual rest, beyond which what came before is another story."""
WILDEST = 4.0
"""Between the slowest and the fastest, beyond which no end can be told."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How far a job was when its figures were first seen so."""

    at: datetime
    phase: str
    """What was counted; figures of two phases have nothing to do with each other."""
    done: float
    total: float | None = None
    """`None` when it is not known."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a job goes by its last look."""

    per_second: float
    """Records, or hundredths of the whole for a job that only tells its percentage."""
    is_share: bool = False
    """Whether it is hundredths."""
    soonest: float | None = None
    """Seconds left when it goes on at its fastest; `None` when no end can be told."""
    latest: float | None = None
    """Seconds left when it goes on at its slowest."""


def sample_of(job: Job, at: datetime) -> Sample | None:
    """How far the job is; `None` when it does not run, or its vendor does not say.

    The part that is under way counts, where it has figures: the others stand still.
    """
    if job.state is not JobState.RUNNING:
        return None
    for name, counts in (
        *((part.name, part.counts) for part in job.parts if part.name == job.phase),
        ("", job.counts),
    ):
        done = counts.processed
        if done is None:
            done = known_sum(counts.succeeded, counts.failed, counts.skipped)
        if done is not None:
            return Sample(at, name, done, counts.total)
    if job.counts.percent is not None:
        return Sample(at, "%", job.counts.percent, 100.0)
    return None


def grown(samples: Sequence[Sample], new: Sample | None, most: int) -> tuple[Sample, ...]:
    """The samples with a new one, of which only those count that moved."""
    if new is None:
        return ()
    last = samples[-1] if samples else None
    if last and (last.phase, last.done, last.total) == (new.phase, new.done, new.total):
        return tuple(samples)
    return (*samples, new)[-most:]


def pace_of(samples: Sequence[Sample], seen_at: datetime) -> Pace | None:
    """How fast it goes; `None` when the figures do not bear it out.

    Args:
        samples: How far it was, oldest first, each when it had moved.
        seen_at: When the last look was: since the last move it may not have moved.
    """
    run = _unbroken(samples)[-WINDOW - 1 :]
    if len(run) <= MOVES_LEAST:
        return None
    rests = [(new.at - old.at).total_seconds() for old, new in pairwise(run)]
    idle = max(0.0, (seen_at - run[-1].at).total_seconds())
    if idle > STALLED * max(rests):
        return None
    # A rest that is already longer than usual slows it down, as far as anybody knows.
    end = seen_at if idle > _middle(rests) else run[-1].at
    half = run[len(run) // 2]
    rates = [_rate(run[0], run[-1], end), _rate(half, run[-1], end), _rate(run[0], half, half.at)]
    slow, fast = min(rates), max(rates)
    pace = Pace(rates[0], is_share=run[-1].phase == "%")
    total = run[-1].total
    is_fixed = total is not None and all(sample.total == total for sample in run)
    if total is None or not is_fixed or total < run[-1].done or fast > WILDEST * slow:
        return pace
    left = total - run[-1].done
    return Pace(pace.per_second, pace.is_share, left / fast, left / slow)


def _rate(old: Sample, new: Sample, end: datetime) -> float:
    return (new.done - old.done) / max((end - old.at).total_seconds(), 0.001)


def _unbroken(samples: Sequence[Sample]) -> list[Sample]:
    """The newest samples that tell one story: one phase, forwards, without a long silence."""
    run: list[Sample] = []
    rests: list[float] = []
    for sample in reversed(samples):
        if run:
            later = run[-1]
            rest = (later.at - sample.at).total_seconds()
            if sample.phase != later.phase or sample.done >= later.done or rest <= 0:
                break
            if len(rests) >= MOVES_LEAST and rest > BROKEN * _middle(rests):
                break
            rests.append(rest)
        run.append(sample)
    return run[::-1]


def _middle(values: Sequence[float]) -> float:
    """The median. `statistics` takes 3 ms to load, which every command would pay."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
