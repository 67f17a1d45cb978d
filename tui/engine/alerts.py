"""Rings for the jobs that somebody wants to be called for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from providers.model import JobRef, Presence
from providers.watched import Alert, Event, Watched
from tui.engine.naming import short
from tui.engine.news import FIRST_SEEN, NO_CHANGE
from tui.engine.poller import Poller

_NO_NEWS: Final = (NO_CHANGE, FIRST_SEEN)


class Alerts:
    """Looks at what happens to jobs, and rings when their watches say so."""

    def __init__(self, poller: Poller) -> None:
        self._poller = poller
        self.ring: Callable[[str], None] = lambda text: None
        """Rings, given why in one line."""
        self._gone: set[JobRef] = set()

    def ring_by(self, ring: Callable[[str], None]) -> None:
        """From now on, ring by this.

        Args:
            ring: Given why it rings, in one line, on the event loop. It must not block.
        """
        self.ring = ring

    def hear(self, event: Event) -> None:
        """Something happened to a job."""
        row = self._poller.row(event.ref)
        if row is None:
            return
        text = self._why(row, event)
        if text and row.alert is not Alert.OFF:
            self._poller.mark(row.ref, has_rung=True)
            self.ring(f"{short(row.ref)} {text}")

    def _why(self, row: Watched, event: Event) -> str:
        """Why to ring, in a few words; empty when there is no reason."""
        was_gone = row.ref in self._gone
        is_gone = event.trouble is not None and row.presence is Presence.GONE
        if is_gone:
            self._gone.add(row.ref)
            return "" if was_gone else f"is {row.verdict}: {event.trouble}"
        self._gone.discard(row.ref)
        was_over = event.old_state is not None and event.old_state.is_final
        if event.trouble is not None or event.new_state is None:
            return ""
        if event.new_state.is_final and not was_over:
            return f"ended: {row.verdict}"
        is_change = event.what not in _NO_NEWS
        return f"is {row.verdict}: {event.what}" if is_change and row.alert is Alert.CHANGE else ""
