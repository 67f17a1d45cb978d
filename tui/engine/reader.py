"""Reads jobs' records, and keeps what was read while the session lasts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from providers.base import Provider
from providers.causes import Causes, Group
from providers.errors import ProviderError
from providers.model import JobRef, JobState, Look, Record
from providers.reading import Prefix, Reading
from tui.engine.clock import Clock

UNASKED_MOST: Final = 5_000
"""Records that a job may have to be read without being asked for."""
KEPT_MOST: Final = 250_000
"""Records of one job that are kept; reading stops there, and says so."""

log = logging.getLogger(__name__)


class Reader:
    """One reading a job, at most one at a time for each."""

    def __init__(
        self,
        provider_of: Callable[[str], Provider],
        clock: Clock,
        on_change: Callable[[Reading], None],
        on_look: Callable[[Look], None],
    ) -> None:
        self._provider_of = provider_of
        self._clock = clock
        self._on_change = on_change
        self._on_look = on_look
        self._readings: dict[JobRef, Reading] = {}
        self._tasks: dict[JobRef, asyncio.Task[None]] = {}

    def reading(self, ref: JobRef) -> Reading | None:
        """What has been read of a job's records; `None` when nobody has begun."""
        return self._readings.get(ref)

    def begin(self, look: Look, tasks: asyncio.TaskGroup) -> None:
        """Read the job's records anew, unless that is under way."""
        ref = look.job.ref
        if ref in self._tasks:
            return
        reading = self._read(look)
        try:
            task = tasks.create_task(reading, name=f"read {ref}")
        except RuntimeError:
            # A last answer arrived while the session ends, and no more is begun.
            reading.close()
            return
        self._tasks[ref] = task
        task.add_done_callback(lambda _: self._tasks.pop(ref, None))

    def stop(self, ref: JobRef) -> bool:
        """Stop a reading that is under way; what has arrived stays. Says whether one was."""
        task = self._tasks.get(ref)
        return task.cancel() if task else False

    async def _read(self, look: Look) -> None:
        ref = look.job.ref
        job = look.job
        begun = Reading(ref, expected=job.counts.total, job_state=job.state, job_counts=job.counts)
        self._change(begun)
        try:
            await self._take(look)
        except ProviderError as error:
            self._end(ref, str(error))
        except asyncio.CancelledError:
            self._end(ref, "stopped")
            raise
        except Exception:
            log.exception("%s: reading its records failed", ref)
            self._end(ref, "a bug in its adapter; see the log")

    async def _take(self, look: Look) -> None:
        ref = look.job.ref
        provider = await asyncio.to_thread(self._provider_of, ref.account)
        records: list[Record] = []
        causes = Causes()
        async with provider.records(look) as stream:
            async for batch in stream:
                room = KEPT_MOST - len(records)
                groups = await asyncio.to_thread(_counted, causes, batch[:room])
                records.extend(batch[:room])
                reading = replace(
                    self._readings[ref],
                    records=Prefix(records),
                    expected=stream.expected,
                    received_bytes=stream.received_bytes,
                    groups=groups,
                )
                if len(batch) > room:
                    self._change(reading)
                    self._end(ref, f"only the first {KEPT_MOST:,} are shown")
                    return
                self._change(reading)
            fresh = stream.look()
        if fresh is not None:
            state, counts = fresh.job.state, fresh.job.counts
            self._readings[ref] = replace(self._readings[ref], job_state=state, job_counts=counts)
        self._end(ref, None)
        if fresh is not None:
            self._on_look(fresh)

    def _end(self, ref: JobRef, trouble: str | None) -> None:
        self._change(
            replace(self._readings[ref], is_over=True, trouble=trouble, read_at=self._clock.now())
        )

    def _change(self, reading: Reading) -> None:
        self._readings[reading.ref] = reading
        self._on_change(reading)


def _counted(causes: Causes, batch: list[Record]) -> tuple[Group, ...]:
    """Count a batch; gives all causes so far. Beside the event loop: there may be thousands."""
    causes.add(batch)
    return causes.groups()


def is_read_unasked(look: Look, before: Reading | None) -> bool:
    """Whether a job's records are read as soon as it ends, or waits with failures.

    Args:
        look: What the vendor said.
        before: What was read earlier; `None` when nothing was.
    """
    job = look.job
    is_known = before is not None and not before.is_outdated(job)
    if is_known or job.records_note is not None:
        return False
    if not (job.state.is_final or job.state is JobState.AWAITING_ACTION):
        return False
    total = job.counts.total
    return bool(job.counts.bad) and total is not None and total <= UNASKED_MOST
