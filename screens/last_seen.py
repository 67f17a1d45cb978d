"""A job whose records are open, which others may take off the list meanwhile."""

from __future__ import annotations

from typing import Final, Protocol

from providers.facts import Said
from providers.watched import Watched
from screens.ports import Jobs

NOT_AGAIN: Final = Said("the job is off the list, and is not read again")


class LastSeen:
    """Knows the job as it is, or as it was when it went off the list."""

    def __init__(self, jobs: Jobs, row: Watched) -> None:
        """Know it as it is now.

        Args:
            jobs: The watched jobs.
            row: The job, which may be off the list already.
        """
        self.ref = row.ref
        self.is_gone = False
        """Whether it is off the list."""
        self._jobs = jobs
        self._row = row

    def look(self) -> Watched:
        """The job as it was seen last."""
        found = next((row for row in self._jobs.rows() if row.ref == self.ref), None)
        self.is_gone, self._row = found is None, found or self._row
        return self._row


class RereadPlace(Protocol):
    """What is needed of the screen."""

    _jobs: Jobs
    _job: LastSeen

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        ...


class Rereading:
    """Reads a job's records again."""

    def action_poll(self: RereadPlace) -> None:
        """Read the records again."""
        if self._job.is_gone:
            self.say(NOT_AGAIN)
        else:
            self._jobs.read_records(self._job.ref)
