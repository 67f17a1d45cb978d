"""What has changed since the user last looked at a job, which is not when the program did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from providers.glance import Glance, Since, glance_at
from providers.model import JobRef
from providers.watched import Event
from tui.engine.clock import Clock
from tui.engine.glances import Glances
from tui.engine.poller import Poller
from tui.engine.pulse import Work
from tui.engine.store import Store

PRESENT: Final = 120.0
"""Seconds after a key for which whoever pressed it still sees what is under the cursor."""
AWAY: Final = 600.0
"""Seconds without a look at a job after which the next one is another look."""


@dataclass(slots=True)
class _Visit:
    """Looks at one job that belong together."""

    base: Glance | None
    """How it stood before the first of them; `None` when nobody had looked."""
    touched: float
    """When the last of them was, on the monotonic clock."""
    touched_at: datetime


class LastLooks:
    """Knows how each job stood when its user last had it before him.

    Somebody looks at a job when a key is pressed while it is under the cursor: a desk that is
    left alone for a night has been looked at by nobody.
    """

    def __init__(self, store: Store, clock: Clock, poller: Poller) -> None:
        self._store = store
        self._glances = Glances(store.database)
        self._clock = clock
        self._poller = poller
        self._kept: dict[JobRef, Glance | None] = {}
        self._unwritten: dict[JobRef, Glance] = {}
        self._visits: dict[JobRef, _Visit] = {}
        self._under_cursor: JobRef | None = None
        self._version = -1

    def open(self) -> None:
        """See what is news to the user among the jobs that are shown."""
        kept = self._glances.all()
        self._kept = {row.ref: kept.get(str(row.ref)) for row in self._poller.rows()}
        self.hear_all()

    def touch(self, ref: JobRef) -> None:
        """Somebody has the job before him now."""
        row = self._poller.row(ref)
        if row is None:
            return
        self._under_cursor = ref
        visit = self._visits.get(ref)
        if visit is None or self._seconds_since(visit) > AWAY:
            self._visits[ref] = visit = _Visit(self._last(ref), 0.0, self._clock.now())
        visit.touched, visit.touched_at = self._clock.monotonic(), self._clock.now()
        self._look(ref)

    def hear(self, ref: JobRef) -> None:
        """There may be news of a job."""
        row = self._poller.row(ref)
        if row is None:
            return
        visit = self._visits.get(ref)
        is_watched = ref == self._under_cursor and visit is not None
        if is_watched and visit is not None and self._seconds_since(visit) < PRESENT:
            self._look(ref)
            return
        last = self._last(ref)
        if last is None and row.job is not None:
            # It stands in the list before somebody for the first time.
            self._look(ref)
        elif last is not None:
            self._poller.mark(ref, is_news=glance_at(row, last.at).is_news_to(last))

    def hear_all(self) -> None:
        """There may be news of any job."""
        for row in self._poller.rows():
            self.hear(row.ref)

    def since(self, ref: JobRef) -> Since | None:
        """What has changed of a job; `None` when nobody has looked at it, or it is not shown."""
        row = self._poller.row(ref)
        visit = self._visits.get(ref)
        then = visit.base if visit is not None else self._last(ref)
        if row is None or then is None:
            return None
        events = tuple(event for event in self._store.events(ref) if _is_after(event, then.at))
        return Since(row, then, events)

    def changed(self) -> Sequence[Since]:
        """The jobs that stand otherwise than when their user last looked."""
        found: list[Since] = []
        for row in self._poller.rows():
            visit = self._visits.get(row.ref)
            then = visit.base if visit is not None else self._last(row.ref)
            if then is not None and not glance_at(row, then.at).is_like(then):
                found.append(Since(row, then))
        return found

    def keeping(self) -> Work:
        """What writes down what was looked at, and reads what other sessions have."""
        unwritten, self._unwritten = self._unwritten, {}
        return lambda: self._keep(unwritten)

    def _keep(self, unwritten: dict[JobRef, Glance]) -> Callable[[], None] | None:
        if unwritten:
            self._glances.keep(unwritten)
        version = self._glances.version
        if version == self._version:
            return None
        self._version = version
        theirs = self._glances.all()
        return lambda: self._take(theirs)

    def _take(self, theirs: dict[str, Glance]) -> None:
        """Take what was looked at in other sessions."""
        for ref, ours in self._kept.items():
            other = theirs.get(str(ref))
            if other is not None and other != ours and ref not in self._unwritten:
                self._kept[ref] = other
                self.hear(ref)

    def _look(self, ref: JobRef) -> None:
        row = self._poller.row(ref)
        if row is None:
            return
        glance = glance_at(row, self._clock.now())
        self._kept[ref] = self._unwritten[ref] = glance
        if row.is_news or row.has_rung:
            self._poller.mark(ref, is_news=False, has_rung=False)

    def _last(self, ref: JobRef) -> Glance | None:
        if ref not in self._kept:
            self._kept[ref] = self._glances.read(ref)
        return self._kept[ref]

    def _seconds_since(self, visit: _Visit) -> float:
        """By whichever clock went further: one stands still while a laptop sleeps, one may jump."""
        slept = (self._clock.now() - visit.touched_at).total_seconds()
        return max(self._clock.monotonic() - visit.touched, slept)


def _is_after(event: Event, moment: datetime) -> bool:
    return (event.last_at or event.at) > moment
