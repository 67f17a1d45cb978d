"""What `wait` and `watch` share: jobs followed to their end, and what is said of trouble."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from providers.text import safe
from providers.watched import Event
from tui.commands.memory import memory
from tui.commands.setting import Setting
from tui.complaints import complain
from tui.engine.clock import SystemClock
from tui.engine.following import Followed, Following
from tui.engine.watchlist import Watch
from tui.exits import advice_for


class Teller(Protocol):
    """Tells what comes of following."""

    def begin(self, jobs: Sequence[Followed]) -> None:
        """The jobs as they are remembered, before anybody is asked."""
        ...

    def hear(self, event: Event, followed: Followed) -> None:
        """What came of a look. It must not block."""
        ...


async def follow(
    setting: Setting, watches: Sequence[Watch], teller: Teller, within: float | None = None
) -> Sequence[Followed]:
    """Follow jobs until all are over; gives them as they stand then.

    Args:
        setting: The configuration in use.
        watches: The jobs.
        teller: Hears of each look.
        within: Seconds after which to give up; `None` for never.
    """
    with memory(setting) as store:
        following = Following(setting.config, store, SystemClock(), teller.hear)
        try:
            following.follow(watches)
            teller.begin(following.jobs())
            await following.run(within)
            return following.jobs()
        finally:
            await following.close()


def complain_of(followed: Followed) -> None:
    """Say what keeps us from seeing a job, and the way out; nothing when nothing does."""
    row, error = followed.row, followed.error
    if error is not None:
        known = f"; last seen {row.seen_at:%Y-%m-%d %H:%M} UTC" if row.seen_at else ""
        complain(f"{row.ref}: {safe(str(error))}{known}; {advice_for(error, row.ref.account)}")
    elif row.job is None:
        complain(f"{row.ref}: {safe(row.trouble or 'no answer yet')}")
