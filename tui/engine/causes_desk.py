"""Why records failed, over the jobs that the screens ask about, as far as they have been read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from providers.known import ErrorReport, JobPart
from providers.model import JobRef
from providers.reading import Reading
from providers.watched import Watched
from tui.engine.clock import Clock
from tui.engine.database import Database
from tui.engine.error_report import causes_seen, mark_new, report_errors
from tui.engine.known_errors import KnownErrors, KnownErrorsKeeper
from tui.engine.known_errors_seen import SeenCause, SeenCauses
from tui.engine.naming import brief

TURN: Final = 8
"""Readings recalled from their files before the event loop has its turn."""


class CausesDesk:
    """Puts causes together with what is known of them. Asks no vendor."""

    def __init__(
        self,
        errors: Path | None,
        clock: Clock,
        database: Database,
        row_of: Callable[[JobRef], Watched | None],
        reading_of: Callable[[JobRef], Reading | None],
    ) -> None:
        """Count nothing yet.

        Args:
            errors: The user's `errors.toml`, which may be missing; `None` for none.
            clock: Tells the time.
            database: Where causes that were seen are remembered.
            row_of: A watched job; `None` for one that is not watched.
            reading_of: What has been read of a job's records; `None` when nothing has.
        """
        self._clock = clock
        self._row_of = row_of
        self._reading_of = reading_of
        self._keeper = KnownErrorsKeeper(errors, clock) if errors is not None else None
        self._folder = None if errors is None else errors.parent
        self._known = KnownErrors()
        self._seen = SeenCauses(database)
        self._first_seen: dict[SeenCause, datetime] = {}
        """Of the causes in the last report: a reading that goes on is counted many times."""
        self._turn = asyncio.Lock()

    @property
    def notices(self) -> Sequence[str]:
        """What in `errors.toml` could not be used at the last report, a line each."""
        folder = self._folder
        told = self._known.notices
        return told if folder is None else [brief(each, folder) for each in told]

    async def report(self, refs: Sequence[JobRef]) -> ErrorReport:
        """Count the causes of these jobs, beside the event loop.

        Args:
            refs: Watched jobs; of those whose records have not been read, that is said.
        """
        async with self._turn:
            if self._keeper is not None:
                self._known = await self._keeper.fresh()
            parts: list[JobPart] = []
            for at, ref in enumerate(refs, start=1):
                parts.append(self._part(ref))
                if at % TURN == 0:
                    await asyncio.sleep(0)
            return await asyncio.to_thread(self._count, parts)

    def _part(self, ref: JobRef) -> JobPart:
        row, reading = self._row_of(ref), self._reading_of(ref)
        provider = row.provider if row else ""
        note = row.job.records_note if row and row.job else None
        return JobPart(ref, provider, reading, reading.faulty if reading else 0, note)

    def _count(self, parts: Sequence[JobPart]) -> ErrorReport:
        report = report_errors(parts, self._known.match)
        now = self._clock.now()
        causes = causes_seen(report)
        missing = [cause for cause in causes if cause not in self._first_seen]
        found = {**self._first_seen, **(self._seen.see(missing, now) if missing else {})}
        self._first_seen = {cause: found[cause] for cause in causes if cause in found}
        return mark_new(report, self._first_seen, now)
