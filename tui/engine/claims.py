"""Who looks at which job: of the user's sessions one asks, and all hear the answer.

There is no leader and no heartbeat. A claim ends with the look, with its time, or with the
process that made it.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec

from providers.errors import (
    Malformed,
    NotFound,
    ProviderError,
    RateLimited,
    Rejected,
    Unavailable,
)
from providers.model import JobRef
from tui.engine.claimants import is_dead, own_mark
from tui.engine.clock import Clock
from tui.engine.database import Database
from tui.engine.state_file import why

LIFE: Final = 160.0
"""Seconds for which a look is claimed: a little longer than its wait for the budget and its request
may take. One that died holds its claim so long only if nobody can see that it did."""
SHARED: Final = {
    error.__name__: error for error in (Malformed, NotFound, RateLimited, Rejected, Unavailable)
}
"""What a vendor says to all sessions alike. A refused key, or a host that this machine does not
reach, is each session's own matter."""

_NUMBERS: Final = itertools.count()
_READ: Final = """
select claimed_until, claimed_by, asked_at, serial, outcome from claims where ref = ?
"""
_CLAIM: Final = """
insert into claims (ref, account, claimed_until, claimed_by, asked_at, serial)
values (?, ?, ?, ?, ?, 0) on conflict (ref) do update set
claimed_until = excluded.claimed_until, claimed_by = excluded.claimed_by,
asked_at = excluded.asked_at
"""
_END: Final = """
update claims set claimed_until = 0, asked_at = ? where ref = ? and claimed_by = ?
"""
_TELL: Final = """
insert into claims (ref, account, claimed_until, claimed_by, asked_at, serial, outcome)
values (?, ?, 0, '', ?, (select ifnull(max(serial), 0) + 1 from claims), ?)
on conflict (ref) do update set claimed_until = 0, asked_at = excluded.asked_at,
serial = excluded.serial, outcome = excluded.outcome
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a look, as far as it concerns all sessions; by default, an answer."""

    error: str = ""
    """The class of the error; empty for an answer."""
    said: str = ""
    retry_after: float | None = None

    def raised(self) -> ProviderError | None:
        """The error; `None` for an answer."""
        kind = SHARED.get(self.error)
        if kind is None:
            return None
        if kind is RateLimited:
            return RateLimited(self.said, retry_after=self.retry_after)
        return kind(self.said)


def outcome_of(error: ProviderError) -> Outcome | None:
    """What other sessions need to know of a failure; `None` for one that is not theirs."""
    name = type(error).__name__
    if name not in SHARED:
        return None
    return Outcome(name, str(error), getattr(error, "retry_after", None))


@dataclass(frozen=True, slots=True)
class Granted:
    """The look is ours."""

    serial: int
    """Of the last look that anybody has made."""
    asked_before: float
    """When that was, in seconds since 1970; 0 for never."""


@dataclass(frozen=True, slots=True)
class Later:
    """It is not to be asked now."""

    wait: float
    """Seconds."""
    is_busy: bool
    """Whether another session is asking just now; else it is the vendor's floor."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Another session has looked since we last knew."""

    serial: int
    outcome: Outcome


Claim: TypeAlias = Granted | Later | Heard


class Claims:
    """The claims of one session. Its methods may be called from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._mark = own_mark(next(_NUMBERS))
        self._held: set[JobRef] = set()

    @property
    def holds_any(self) -> bool:
        """Whether a look that is claimed has not been ended, as far as that could be written."""
        return bool(self._held)

    def begin(
        self, ref: JobRef, known: int | None, *, fresh: float, floor: float, room: int, wait: float
    ) -> Claim:
        """Claim a look at a job.

        Args:
            ref: The job.
            known: The number of the last look that the session knows; `None` for none.
            fresh: Seconds for which a look by another session is as good as one of our own, to
                a session that knows none.
            floor: Seconds that the vendor wants between two looks.
            room: Looks that may be under way at the account, over all sessions.
            wait: Seconds after which to try again where others are in the way.
        """
        try:
            with self._database.changing() as db:
                now = self._now()
                row = db.execute(_READ, (str(ref),)).fetchone()
                until, by, asked_at, serial, outcome = row or (0.0, "", 0.0, 0, None)
                since = now - asked_at if 0 < asked_at <= now else float("inf")
                is_news = since < fresh if known is None else serial != known
                if is_news and serial:
                    return Heard(serial, _decoded(outcome))
                if by != self._mark and self._is_live(until, by, now):
                    return Later(wait, is_busy=True)
                if since < floor:
                    return Later(floor - since, is_busy=False)
                if self._under_way(db, ref, now) >= room:
                    return Later(wait, is_busy=True)
                self._held.add(ref)
                db.execute(_CLAIM, (str(ref), ref.account, now + LIFE, self._mark, now))
                return Granted(serial, asked_at)
        except sqlite3.DatabaseError as error:
            said = f"state.sqlite3 can't be written ({why(error)})"
            self._database.trouble = f"sessions ask alone: {said}"
            return Granted(known or 0, 0.0)

    def tell(self, ref: JobRef, outcome: Outcome) -> int:
        """End a look with what all sessions need to know; gives the look's number."""
        encoded = msgspec.json.encode(outcome)
        self._database.write((_TELL, (str(ref), ref.account, self._now(), encoded)))
        self._ended(ref)
        return self.serial(ref)

    def end(self, ref: JobRef, asked_before: float | None = None) -> None:
        """End a look that brought nothing for others.

        Args:
            ref: The job.
            asked_before: When it was asked last, if the vendor has not been asked now.
        """
        asked_at = self._now() if asked_before is None else asked_before
        self._database.write((_END, (asked_at, str(ref), self._mark)))
        self._ended(ref)

    def let_go(self) -> None:
        """End all that this session has claimed; nothing is written where nothing is."""
        if not self._held:
            return
        statement = "update claims set claimed_until = 0 where claimed_by = ? and claimed_until > 0"
        self._database.write((statement, (self._mark,)))

    def serial(self, ref: JobRef) -> int:
        """The number of the last look at a job by any session; 0 for none."""
        match self._database.row("select serial from claims where ref = ?", str(ref)):
            case (int(serial),):
                return serial
        return 0

    def news(self, after: int) -> tuple[int, dict[str, tuple[int, Outcome]]]:
        """The looks that ended since.

        Args:
            after: A number as this gave it before; -1 for none of those that there are.

        Returns:
            The number of the last one, and by ref the number and the outcome of each.
        """
        if after < 0:
            match self._database.row("select ifnull(max(serial), 0) from claims"):
                case (int(last),):
                    return last, {}
            return after, {}
        statement = "select ref, serial, outcome from claims where serial > ? order by serial"
        found: dict[str, tuple[int, Outcome]] = {}
        for row in self._database.rows(statement, after):
            match row:
                case (str(ref), int(serial), outcome):
                    found[ref] = (serial, _decoded(outcome))
                    after = serial
        return after, found

    def _ended(self, ref: JobRef) -> None:
        if self._database.trouble is None:
            self._held.discard(ref)

    def _under_way(self, db: sqlite3.Connection, ref: JobRef, now: float) -> int:
        statement = """
            select claimed_until, claimed_by from claims
            where account = ? and claimed_until > ? and ref <> ?
        """
        others: Iterator[tuple[float, str]] = db.execute(statement, (ref.account, now, str(ref)))
        return sum(self._is_live(until, by, now) for until, by in others)

    def _is_live(self, until: float, by: str, now: float) -> bool:
        """Whether a claim stands. One that ends later than any could is of a clock gone wrong."""
        return now < until <= now + LIFE and not is_dead(by)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _decoded(outcome: object) -> Outcome:
    with suppress(msgspec.DecodeError, ValueError, TypeError):
        if isinstance(outcome, bytes):
            return msgspec.json.decode(outcome, type=Outcome)
    return Outcome()
