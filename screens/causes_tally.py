"""The causes as counted last, kept up with what is being read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from time import perf_counter

from providers.known import ErrorReport
from providers.model import JobRef
from screens.ports import Jobs


class Tally:
    """Counts again when more has been read, one count at a time."""

    def __init__(self, jobs: Jobs, refs: Callable[[], Sequence[JobRef]]) -> None:
        """Count nothing yet.

        Args:
            jobs: The watched jobs.
            refs: Those whose causes are counted, as they are now.
        """
        self._jobs = jobs
        self._refs = refs
        self._counted: Sequence[JobRef] = ()
        self._is_counting = False
        self.report: ErrorReport | None = None
        """What was counted last; `None` before anything was."""

    @property
    def is_due(self) -> bool:
        """Whether somebody should begin to count."""
        return self._is_behind() and not self._is_counting

    def _is_behind(self) -> bool:
        report = self.report
        return (
            report is None
            or self._counted != tuple(self._refs())
            or any(self._jobs.reading(part.ref) is not part.reading for part in report.parts)
        )

    async def count(self) -> AsyncIterator[None]:
        """Count until nothing new is left; gives a sign after each count."""
        if self._is_counting:
            return
        self._is_counting = True
        try:
            while True:
                began = perf_counter()
                refs = tuple(self._refs())
                self.report = await self._jobs.causes.report(refs)
                self._counted = refs
                yield
                if not self._is_behind():
                    return
                # Readings are news many times a second; half of the time is left to them.
                await asyncio.sleep(perf_counter() - began)
        finally:
            self._is_counting = False
