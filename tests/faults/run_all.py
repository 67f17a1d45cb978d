"""Every fault at every call, by hand: `python -m tests.faults.run_all [WORDS OF A NAME]`."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence

import pytest

from providers import wire
from tests.faults.calls import CALLS, LOOKS, SHORT
from tests.faults.catalogue import FAULTS
from tests.faults.judging import LONGEST_GAP, Judged, judge, right_answers
from tests.faults.server import fault_server

MEGABYTE = 1_000_000
LARGEST = 100 * MEGABYTE


async def _run(ports: Mapping[str, int], names: Sequence[str]) -> list[Judged]:
    good = await right_answers(ports)
    judged = []
    for number, name in enumerate(names):
        judged.append(await judge(FAULTS[name], ports, good, f"all{number}"))
        if judged[-1].gap > LONGEST_GAP or judged[-1].grown > LARGEST:
            print(f"HELD  {name} | {judged[-1].gap:.3f} s, +{judged[-1].grown / MEGABYTE:.1f} MB")
        for what in judged[-1].wrong:
            print(f"WRONG {name} | {what}", flush=True)
    return judged


def _summary(judged: Sequence[Judged], seconds: float) -> None:
    slowest = max(judged, key=lambda one: one.over)
    held = max(judged, key=lambda one: one.gap)
    grown = max(judged, key=lambda one: one.grown)
    print(f"faults             {len(judged)}")
    print(f"systems            {len(LOOKS)}, calls {len(CALLS)}: {', '.join(CALLS)}")
    print(f"runs               {sum(len(one.runs) for one in judged)}")
    print(f"typed errors       {sum(one.typed for one in judged)}")
    print(f"right answers      {sum(one.right for one in judged)}")
    print(f"wrong              {sum(len(one.wrong) for one in judged)}")
    print(f"most past deadline {slowest.over:+.3f} s ({slowest.fault.name})")
    print(f"longest gap        {held.gap * 1000:.0f} ms ({held.fault.name})")
    print(f"gaps over {LONGEST_GAP * 1000:.0f} ms   {sum(one.gap > LONGEST_GAP for one in judged)}")
    print(f"most memory        +{grown.grown / MEGABYTE:.1f} MB ({grown.fault.name})")
    print(f"time               {seconds:.1f} s")


def main() -> int:
    """Run them; 1 when one of them went wrong."""
    words = " ".join(sys.argv[1:])
    names = [name for name in FAULTS if words in name]
    begun = time.monotonic()
    with pytest.MonkeyPatch.context() as patch, fault_server() as ports:
        patch.setattr(wire, "PATIENCE", SHORT)
        judged = asyncio.run(_run(ports, names))
    _summary(judged, time.monotonic() - begun)
    return int(any(one.wrong for one in judged))


if __name__ == "__main__":
    sys.exit(main())
