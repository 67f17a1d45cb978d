"""What an account may ask of its vendor, as arithmetic. Pure: the time is an argument.

We are guests in the customer's account: of a limit that the vendor states, half a minute's and a
tenth of a day's is ours unless the account's `budget` says otherwise. And where little is left
of the vendor's day, whoever used it, we ask less, and at last nothing.

The times of the machine's clock stand in it, since sessions on several machines share it and it
outlives them all. That clock may jump: back, and nobody may wait longer than before; ahead, and
nobody may go who could not have gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from providers.base import Account
from tui.engine.limits import DAY, LEFT_FOR, MINUTE, Limits

MINUTE_SHARE: Final = 0.5
DAY_SHARE: Final = 0.1
BLIND_RATE: Final = 4.0
"""Requests a second while no limit is known."""
BURST: Final = 10.0
"""Requests that may go at once after a pause."""
SCARCE_MINUTE: Final = 0.1
"""Of a minute's limit: with no more than this left, the customer's own programs need it."""
SCARCE_DAY: Final = 0.25
"""Of a day's limit: with less than this left, intervals stretch."""
SPENT_DAY: Final = 0.02
"""Of a day's limit: with no more than this left, nobody is asked unless a person acts."""
STRAIN_MOST: Final = 10.0
HOLD_MOST: Final = 3600.0
"""Seconds without requests that a vendor's word is good for."""
FIRST_HOLD: Final = 15.0
"""Seconds without requests after a refusal that does not say how long; doubled each time."""
DOWNLOADS: Final = 10
"""Results of bulk reads a minute. Source: Zoho CRM, "Bulk Read API", limitations."""
CALM: Final = 600.0
"""Seconds after the end of a hold in which another refusal is one more of the same."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an account's own settings make of it."""

    name: str
    share: float | None = None
    """Of the vendor's limits, 0 to 1; `None` for a guest's."""
    time_scale: float = 1.0
    """A sandbox's days pass as fast as its jobs move."""

    @property
    def minute_share(self) -> float:
        """Of what the vendor allows a minute."""
        return self.share or MINUTE_SHARE

    @property
    def pace(self) -> float:
        """How much faster than at a vendor's we may ask."""
        return max(1.0, self.time_scale)

    def day_share(self, day: int) -> int:
        """Requests that are ours of a day's limit; one at least."""
        return max(1, int(day * (self.share or DAY_SHARE)))

    def day_most(self, day: int) -> int:
        """Requests after which a day's share is used; a sandbox's holds many of its short days."""
        return max(self.day_share(day), int(min(day, self.day_share(day) * self.pace)))


def terms_of(account: Account) -> Terms:
    """The terms on which an account's vendor is asked."""
    return Terms(account.name, account.budget, account.time_scale)


@dataclass(frozen=True, slots=True)
class Closed:
    """Why an account asks nothing now, and until when."""

    until: float
    """Seconds since 1970."""
    why: str
    """In a few words."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What an account has left. Moments are seconds since 1970."""

    tokens: float = BURST
    filled_at: float | None = None
    """`None` before the first request."""
    day: str = ""
    """The day (UTC) of `calls`."""
    calls: int = 0
    """Requests made today."""
    used: int = 0
    """Requests made in the vendor's day."""
    used_until: float | None = None
    """When that day ends; `None` before its first request."""
    held_until: float = 0.0
    """Until when the vendor wants no requests."""
    refusals: int = 0
    """How many times in a row it has said so."""
    downloads: tuple[float, ...] = ()
    """When result files were fetched of late."""
    limits: Limits = field(default_factory=Limits)

    def at(self, now: float, most: float | None, terms: Terms) -> Bucket:
        """The bucket at a moment: filled, in its day, and within what a jump of the clock allows.

        Args:
            now: By the machine's clock.
            most: Seconds that have passed at most since it was changed last; `None` when only
                the clock knows.
            terms: Of the account.
        """
        passed = 0.0 if self.filled_at is None else max(0.0, now - self.filled_at)
        if most is not None:
            passed = min(passed, most)
        limits = self.limits.at(now)
        rate, depth = _rate(limits, terms), _depth(limits, terms)
        today = _day(now)
        used, until = self.used, self.used_until
        if until is not None and now >= until:
            used, until = 0, None
        return replace(
            self,
            tokens=min(depth, self.tokens + passed * rate),
            filled_at=now,
            day=today,
            # A day that was set back goes on counting: it is the same day once more.
            calls=self.calls if today <= self.day else 0,
            used=used,
            used_until=None if until is None else min(until, now + DAY),
            held_until=min(self.held_until, now + HOLD_MOST),
            refusals=self.refusals if now - self.held_until < CALM else 0,
        )

    def wait(self, cost: int, terms: Terms, now: float) -> float:
        """Seconds until there is room for `cost` requests; 0 when there is."""
        limits = self.limits.at(now)
        # What costs more than the bucket holds waits for a full one, and leaves a debt.
        wanted = min(cost, _depth(limits, terms))
        wait = 0.0
        if self.tokens < wanted:
            wait = (wanted - self.tokens) / _rate(limits, terms)
        left, minute, ends = limits.minute_left, limits.minute, limits.minute_ends
        if left is not None and minute and ends and left <= minute * SCARCE_MINUTE:
            wait = max(wait, ends - now)
        return wait

    def taken(self, cost: int, now: float) -> Bucket:
        """The bucket after `cost` requests."""
        limits = self.limits.at(now)
        ends = self.used_until or limits.day_ends or _next_day(now)
        return replace(
            self,
            tokens=self.tokens - cost,
            calls=self.calls + cost,
            used=self.used + cost,
            used_until=ends,
        )

    def downloaded(self, now: float, terms: Terms) -> Bucket | Closed:
        """The bucket after one more result file; or why none is fetched now."""
        late = tuple(at for at in self.downloads if now - MINUTE < at <= now)
        ours = max(1, int(DOWNLOADS * terms.minute_share))
        if len(late) < ours:
            return replace(self, downloads=(*late, now))
        why = f"our {ours} of {DOWNLOADS} results a minute are fetched"
        return Closed(late[0] + MINUTE, why)

    def told(self, limits: Limits, now: float) -> Bucket:
        """The bucket after an answer that said something of the vendor's limits."""
        if self.limits.or_newer(limits, now) is self.limits:
            return self
        ends = limits.at(now).day_ends or self.used_until
        return replace(self, limits=limits, used_until=ends)

    def held(self, now: float, seconds: float | None, terms: Terms) -> Bucket:
        """The bucket after the vendor refused a request as one too many.

        Args:
            now: By the machine's clock.
            seconds: How long it wants none; `None` when it does not say.
            terms: Of the account.
        """
        # Those that were under way together are refused together, which counts once.
        refusals = self.refusals + (now >= self.held_until)
        if seconds is None:
            seconds = FIRST_HOLD * 2.0 ** min(refusals - 1, 8) / terms.pace
        until = max(self.held_until, now + min(seconds, HOLD_MOST))
        return replace(self, held_until=until, refusals=refusals)

    def held_back(self, now: float) -> Closed | None:
        """That the vendor wants no requests, not even a person's; `None` when it takes them."""
        if self.held_until <= now:
            return None
        return Closed(self.held_until, "its vendor wants no requests")

    def closed(self, terms: Terms, now: float) -> Closed | None:
        """Why polling asks nothing now; `None` when it may."""
        limits = self.limits.at(now)
        reasons = [held] if (held := self.held_back(now)) else []
        share = None if limits.day is None else terms.day_most(limits.day)
        if share is not None and self.used >= share and self.used_until is not None:
            said = f"today's share of {share:,} of {limits.day:,} calls is used"
            reasons.append(Closed(self.used_until, said))
        left = limits.share_left
        if left is not None and left <= SPENT_DAY:
            ends = min(limits.day_ends or DAY + now, limits.said_at + LEFT_FOR)
            said = f"only {limits.day_left:,} calls of the vendor's day are left"
            reasons.append(Closed(ends, said))
        return max(reasons, key=lambda closed: closed.until, default=None)

    def allowed(self, terms: Terms) -> float | None:
        """Looks a second that may be planned for; `None` when no limit is known."""
        rates: list[float] = []
        if self.limits.minute is not None:
            rates.append(self.limits.minute * terms.minute_share / 60)
        if self.limits.day is not None:
            day = self.limits.day * (terms.share or DAY_SHARE) / DAY
            rates.append(day * terms.time_scale)
        return min(rates) if rates else None

    def strain(self, now: float) -> float:
        """How much intervals stretch because little is left of the vendor's day; at least 1."""
        left = self.limits.at(now).share_left
        if left is None or left >= SCARCE_DAY:
            return 1.0
        return min(STRAIN_MOST, SCARCE_DAY / max(left, SPENT_DAY))

    def rate(self, terms: Terms) -> float:
        """Requests a second that it is filled with."""
        return _rate(self.limits, terms)


def _rate(limits: Limits, terms: Terms) -> float:
    if limits.minute is None:
        return BLIND_RATE * terms.pace
    return max(1 / 60, limits.minute * terms.minute_share / 60)


def _depth(limits: Limits, terms: Terms) -> float:
    """Requests that may go at once: never more than a minute's."""
    return BURST if limits.minute is None else max(1.0, min(BURST, _rate(limits, terms) * 60))


def _day(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def _next_day(now: float) -> float:
    return now - now % DAY + DAY
