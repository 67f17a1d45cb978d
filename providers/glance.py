"""How a job stood when somebody looked at it, and what is another since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from providers.model import Counts
from providers.watched import Event, Verdict, Watched


@dataclass(frozen=True, slots=True)
class Glance:
    """A job as somebody saw it."""

    at: datetime
    """When it was last seen so."""
    verdict: Verdict
    vendor_status: str
    """Empty before the vendor's first answer."""
    counts: Counts

    def is_like(self, other: Glance) -> bool:
        """Whether the job stood the same, whenever that was."""
        return self._facts() == other._facts()

    def is_news_to(self, other: Glance) -> bool:
        """Whether who knows `other` should look again: not for mere progress."""
        return (self.verdict, self.vendor_status, self.counts.bad) != (
            other.verdict,
            other.vendor_status,
            other.counts.bad,
        )

    def _facts(self) -> tuple[Verdict, str, Counts]:
        return self.verdict, self.vendor_status, self.counts


def glance_at(row: Watched, at: datetime) -> Glance:
    """A job as it is seen now."""
    said = row.job.vendor_status if row.job else ""
    return Glance(at, row.verdict, said, row.counts)


@dataclass(frozen=True, slots=True)
class Since:
    """A job, and how it stood when its user last looked."""

    row: Watched
    then: Glance
    events: tuple[Event, ...] = ()
    """What happened since, oldest first."""

    @property
    def now(self) -> Glance:
        """How it stands now."""
        return glance_at(self.row, self.then.at)

    @property
    def is_changed(self) -> bool:
        """Whether it stands otherwise now."""
        return not self.now.is_like(self.then)
