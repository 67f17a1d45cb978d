"""One parser tried on many inputs."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.invariants import check_line
from tests.fuzz.mutators import mutate
from tests.fuzz.parsers import Parser

SLOW = 3.0
"""Seconds of processor time that a body under a megabyte may take."""


@dataclass(slots=True)
class Tally:
    """What became of the inputs of one parser."""

    cases: int = 0
    refused: int = 0
    results: int = 0
    untyped: int = 0
    slowest: float = 0.0
    """Seconds of processor time."""
    slowest_size: int = 0
    """Bytes of the input that took them."""
    peak: int = 0
    """Megabytes that the process held at most, all of Python included."""
    failures: tuple[tuple[str, bytes], ...] = ()
    """The first inputs that ended otherwise, and how."""

    def add(self, other: Tally) -> None:
        """Count what another process tried."""
        self.cases += other.cases
        self.refused += other.refused
        self.results += other.results
        self.untyped += other.untyped
        if other.slowest > self.slowest:
            self.slowest, self.slowest_size = other.slowest, other.slowest_size
        self.peak = max(self.peak, other.peak)
        self.failures = (*self.failures, *other.failures)[:5]


def try_one(parser: Parser, data: bytes, tally: Tally) -> None:
    """Run the parser once and count how it ends."""
    tally.cases += 1
    begun = time.perf_counter()
    try:
        if _ends_well(parser, data):
            tally.results += 1
        else:
            tally.refused += 1
    except Exception as error:
        tally.untyped += 1
        said = f"{type(error).__name__}: {str(error)[:300]}"
        tally.failures = (*tally.failures, (said, data))[:5]
    taken = time.perf_counter() - begun
    if taken > SLOW / 10:
        # The clock of the processor is slow to ask, and the other counts what others do, too.
        taken = _measured_again(parser, data)
    if taken > tally.slowest:
        tally.slowest, tally.slowest_size = taken, len(data)
    if taken > SLOW and len(data) < 1_000_000:
        tally.untyped += 1
        tally.failures = (*tally.failures, (f"took {taken:.1f} s", data))[:5]


def _ends_well(parser: Parser, data: bytes) -> bool:
    """Whether there is a result; if not, one of the parser's own errors, which is as it should be.

    Raises:
        Exception: Anything else.
    """
    try:
        parser.run(data)
    except parser.refusals as error:
        check_line(str(error))
        return False
    return True


def _measured_again(parser: Parser, data: bytes) -> float:
    """Seconds of processor time that the parser takes."""
    begun = time.process_time()
    with suppress(Exception):
        _ends_well(parser, data)
    return time.process_time() - begun


def try_drawn(parser: Parser, cases: int, number: int) -> Tally:
    """Run the parser on what hypothesis draws from the seed `number`."""
    tally = Tally()

    def case(data: bytes) -> None:
        try_one(parser, data, tally)

    drawn: Callable[[], None] = given(parser.drawn)(case)
    bounded = settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    seed(number)(bounded(drawn))()
    return _with_peak(tally)


def try_mutations(parser: Parser, cases: int, number: int) -> Tally:
    """Run the parser on mutations of its seeds, as the seed `number` has it."""
    tally = Tally()
    chance = random.Random(f"{parser.name} {number}")
    for _ in range(cases):
        try_one(parser, mutate(chance.choice(parser.seeds), parser.seeds, chance), tally)
    return _with_peak(tally)


def _with_peak(tally: Tally) -> Tally:
    tally.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return tally
