"""Causes counted as the engine counts them, with what is known of them set by a test."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from providers.causes import Group
from providers.known import ErrorReport, JobPart, Known
from providers.model import JobRef
from providers.reading import Reading
from providers.watched import Watched
from tui.engine.error_report import report_errors


class WithReadings(Protocol):
    """What the causes are counted from."""

    def rows(self) -> Sequence[Watched]: ...

    def reading(self, ref: JobRef) -> Reading | None: ...


@dataclass
class FakeCauses:
    """Fits `screens.ports.Causes`."""

    known: Mapping[str, Known] = field(default_factory=dict)
    """By a part of the folded message."""
    new: Collection[str] = ()
    """Parts of the folded messages that are new."""
    notices: Sequence[str] = ()
    held: asyncio.Event | None = None
    """Counting waits for it; `None` for not at all."""
    reports: int = 0
    jobs: WithReadings | None = None

    async def report(self, refs: Sequence[JobRef]) -> ErrorReport:
        assert self.jobs is not None
        rows = {row.ref: row for row in self.jobs.rows()}
        self.reports += 1
        parts = [_part(rows.get(ref), ref, self.jobs.reading(ref)) for ref in refs]
        if self.held is not None:
            await self.held.wait()
        report = report_errors(parts, self._knows)
        groups = tuple(
            replace(each, is_new=each.known is None and self._is_new(each.group.message))
            for each in report.groups
        )
        return replace(report, groups=groups)

    def _knows(self, group: Group, provider: str, kind: str) -> Known | None:
        return next((known for part, known in self.known.items() if part in group.message), None)

    def _is_new(self, message: str) -> bool:
        return any(part in message for part in self.new)


def _part(row: Watched | None, ref: JobRef, reading: Reading | None) -> JobPart:
    note = row.job.records_note if row and row.job else None
    failed = reading.faulty if reading else 0
    return JobPart(ref, row.provider if row else "", reading, failed, note)
