"""One look by itself: how many of them at once, what comes of one, and what a failure means.

Apart from the poller, which a command that asks once does not load.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from providers.errors import Forbidden, NotFound, ProviderError, RateLimited, Unauthorized
from providers.model import Look, Presence
from providers.pace import sample_of
from providers.watched import Watched
from tui.engine.claims import Claims, Outcome
from tui.engine.guest import ROOM
from tui.engine.history import History
from tui.engine.news import describe, event_of, line_of
from tui.engine.store import Store

AT_ONCE: Final = 4
"""Looks under way at one account, from one session."""


def room_for(provider: str) -> int:
    """Looks that one session may have under way at an account."""
    return min(AT_ONCE, ROOM.get(provider, AT_ONCE))


def keep_look(store: Store, claims: Claims, row: Watched, look: Look, seen_at: datetime) -> Watched:
    """Keep a look at a job that nobody follows here, and tell the other sessions.

    Args:
        store: Where it is kept.
        claims: Where it is told.
        row: The job as it was known.
        look: What the vendor said.
        seen_at: When.

    Returns:
        The job as it is known now.
    """
    job, ref = look.job, look.job.ref
    row, before = replace(row, job=job, seen_at=seen_at, is_old=False), row.job
    what = describe(before, job)
    event = event_of(row, seen_at, what, before, job, None, look.exchanges)
    line, is_fold = line_of(store.last_event(ref), event)
    store.keep(job, look.raw, seen_at, look.exchanges)
    History(store.database).add(ref, sample_of(job, seen_at))
    store.add_event(line, replaces_last=is_fold)
    claims.tell(ref, Outcome())
    return row


def presence_after(error: ProviderError, before: Presence) -> Presence:
    """How well we see a job after a look that failed.

    Args:
        error: Why it failed.
        before: How well we saw it before.
    """
    match error:
        case NotFound():
            return Presence.GONE
        case Unauthorized() | Forbidden():
            return Presence.DENIED
        case RateLimited():
            # It answered: nothing is wrong with the link.
            return before
        case _:
            return Presence.UNREACHABLE
