"""The records that an export goes through, how far it is, and whether anybody still wants it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from providers.listing import Records
from providers.model import Record
from providers.taking import Progress

PACE: Final = 0.2
"""Seconds between two pictures of the progress."""
_CHECKED: Final = 500
"""Records between two looks at the clock."""


class Stopped(Exception):
    """Whoever wanted the export does not any more."""


@dataclass(slots=True)
class Rows:
    """The records that a form goes through."""

    records: Records | None
    places: Sequence[int]
    total: int
    """Of all records, asked for or not."""
    stop: threading.Event = field(default_factory=threading.Event)
    tell: Callable[[Progress], object] = lambda progress: None
    progress: Progress = field(default_factory=Progress)
    _told_at: float = 0.0

    def chosen(self, *, with_raw: bool = False) -> Iterator[Record]:
        """The records asked for, from the first to the last.

        Args:
            with_raw: Whether as the vendor wrote them too.
        """
        return self._told(self.places, with_raw=with_raw)

    def everything(self) -> Iterator[tuple[Record, bool]]:
        """All records, each with whether it is asked for."""
        mask = bytearray(self.total)
        for place in self.places:
            mask[place] = 1
        return zip(self._told(range(self.total)), map(bool, mask), strict=True)

    def _told(self, places: Iterable[int], *, with_raw: bool = False) -> Iterator[Record]:
        """Raises `Stopped` when nobody wants them any more."""
        if self.records is None:
            return
        for nth, record in enumerate(self.records.whole(places, with_raw=with_raw), 1):
            if nth % _CHECKED == 0:
                self.check(_CHECKED)
            yield record

    def check(self, more: int = 0) -> None:
        """Say how far it is, so many records more than before.

        Raises:
            Stopped: Nobody wants them any more.
        """
        if self.stop.is_set():
            raise Stopped
        self.progress = replace(self.progress, records=self.progress.records + more)
        now = time.monotonic()
        if now - self._told_at >= PACE:
            self._told_at = now
            self.tell(self.progress)

    def wrote(self, size: int) -> None:
        """So many bytes more are written."""
        self.progress = replace(self.progress, size=self.progress.size + size)
