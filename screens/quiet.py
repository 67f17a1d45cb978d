"""Tells news from polls that brought nothing, of which nothing is painted.

What they change is when a job was polled, when it is next, and how many calls there were: these
stand as of the last news or key, and are put right when they are old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from providers.facts import AccountFacts
from providers.model import JobRef
from providers.reading import Reading
from providers.watched import Event, Watched
from screens.ports import Jobs
from screens.timeline import is_news

OLD: Final = timedelta(minutes=5)
"""After so long the times are put right by a poll that brought nothing, too."""
OLD_AT_A_KEY: Final = timedelta(minutes=1)
"""After so long by any key: then somebody looks."""
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

_Rest = tuple[Sequence[AccountFacts], object, bool, Sequence[str], Event | None, Reading | None]


class Quiet:
    """Remembers what the screen was last made of."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._rows: list[Watched] = []
        self._rest: _Rest | None = None
        self._told_of: tuple[Watched, datetime, Reading | None] | None = None

    def shown(self, rows: Sequence[Watched], reading: Reading | None) -> None:
        """The screen has been made anew.

        Args:
            rows: All jobs.
            reading: Of the records of the job under the cursor.
        """
        self._rows, self._rest = list(rows), self._told(reading)

    def is_as_shown(self, reading: Reading | None) -> bool:
        """Whether nothing has changed but times and numbers of calls."""
        rows = self._jobs.rows()
        if len(rows) != len(self._rows):
            return False
        for at, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
            if old is not new:
                if _untimed(old) != _untimed(new):
                    return False
                self._rows[at] = new
        return self._told(reading) == self._rest

    def is_told(self, row: Watched, at: datetime, reading: Reading | None) -> bool:
        """Whether the job has been shown whole like this already; it is from now on.

        Args:
            row: The job as its row stands.
            at: Since when.
            reading: Of its records.
        """
        before, self._told_of = self._told_of, (row, at, reading)
        return before is not None and before[0] is row and before[1:] == (at, reading)

    def forget(self) -> None:
        """All is to be shown, whatever has been."""
        self._told_of = None

    def _told(self, reading: Reading | None) -> _Rest:
        """What is shown beside the jobs."""
        jobs = self._jobs
        last = next((event for event in reversed(jobs.recent()) if is_news(event)), None)
        accounts = tuple(map(_uncounted, jobs.accounts()))
        lists = tuple(jobs.lists())
        return accounts, lists, jobs.is_paused, tuple(jobs.notices), last, reading


class Ages:
    """Lets an age, and when a job is next, be painted with their row only."""

    def __init__(self) -> None:
        self._stood: dict[JobRef, tuple[Watched, datetime]] = {}
        self._fresh_at: datetime | None = None

    def are_old(self, now: datetime, most: timedelta = OLD) -> bool:
        """Whether some may stand for longer than `most`; also where the clock was put back."""
        return self._fresh_at is None or not timedelta() <= now - self._fresh_at < most

    def stood(self, row: Watched, now: datetime) -> tuple[Watched, datetime]:
        """The job as its row is to be painted, and as of when.

        Args:
            row: The job as it is.
            now: The time.
        """
        before = self._stood.get(row.ref)
        if before is not None and (before[0] is row or _untimed(before[0]) == _untimed(row)):
            return before
        self._stood[row.ref] = row, now
        return row, now

    def forget(self, now: datetime) -> None:
        """All rows are to be painted as of now."""
        self._stood.clear()
        self._fresh_at = now


def _untimed(row: Watched) -> Watched:
    # Whether it is asked at all is told, when is not.
    asked = None if row.next_look_at is None else NEVER
    return replace(row, seen_at=None, next_look_at=asked)


def _uncounted(account: AccountFacts) -> AccountFacts:
    return replace(account, calls=0, day_left=None, stretch=round(account.stretch, 1))
