"""Access tokens as a user's sessions share them: one asks, and the others take what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

from providers.auth import Secret

EARLY: Final = 60.0
"""Seconds before its end from which an access token is not used any more."""
TURN: Final = 75.0
"""Seconds that whoever asks for a token has for it; a request's deadline is shorter."""
LONGEST_BAR: Final = 3600.0
"""Seconds for which a vendor's bar is believed."""


@dataclass(frozen=True, slots=True)
class HeldToken:
    """An access token and what is known of it."""

    text: Secret
    good_until: float | None
    """Seconds since 1970 until which it is used; `None` for until it is refused."""
    api_domain: str = ""
    """Where its API is, as the answer said; empty when it did not. Not to be trusted unread."""

    def is_good(self, at: float) -> bool:
        """Whether it is to be used at `at`, in seconds since 1970."""
        return self.good_until is None or at < self.good_until


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tokens a vendor gives."""

    most: int
    seconds: float
    """In which it gives so many."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What all sessions know of one account's tokens. Times are in seconds since 1970."""

    token: HeldToken | None = None
    asked: tuple[float, ...] = ()
    """When tokens were asked for of late, the latest last. Noted before the request is sent."""
    barred_until: float = 0.0
    """Until when the vendor gives none."""
    asker: str = ""
    """Whose turn it is to ask; empty for nobody's."""
    turn_until: float = 0.0
    """When that turn ends, whatever has become of its owner."""


Change = Callable[[Kept], Kept]


class TokenCache(Protocol):
    """Where tokens are kept, so that a user's sessions can share them."""

    async def change(self, key: str, change: Change) -> Kept:
        """Replace what is kept under `key`, in one step for all sessions.

        Returns:
            What stands there now. It does not fail: what can't be shared is kept for this
            session alone.
        """
        ...


class OwnTokens:
    """A cache of one session's own."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    async def change(self, key: str, change: Change) -> Kept:
        """Replace what is kept under `key`."""
        kept = self._kept[key] = change(self._kept.get(key, Kept()))
        return kept


@dataclass(frozen=True, slots=True)
class Claim:
    """One session's wish for a token; as a change, the step by which it gets one or its turn."""

    asker: str
    """A name for the session that no other has."""
    at: float
    """Now."""
    limit: Limit | None
    refused: Secret | None = None
    """The text of a token that the vendor does not take any more."""

    def __call__(self, kept: Kept) -> Kept:
        """What is kept, with the moment noted if it is now our turn to ask."""
        kept = self._tidied(kept)
        if kept.token is not None and kept.token.text == self.refused:
            # Nobody is to take it again, also when there is no other one yet.
            kept = replace(kept, token=None)
        is_good = kept.token is not None and kept.token.is_good(self.at)
        is_anothers = kept.asker not in ("", self.asker)
        if is_good or is_anothers or self.not_before(kept) > self.at:
            return kept
        asked = (*kept.asked, self.at) if self.limit else ()
        return replace(kept, asked=asked, asker=self.asker, turn_until=self.at + TURN)

    def not_before(self, kept: Kept) -> float:
        """When another token may be asked for at the earliest; a moment in the past for now."""
        limit = self.limit
        if limit is None or len(kept.asked) < limit.most:
            return kept.barred_until
        return max(kept.barred_until, kept.asked[-limit.most] + limit.seconds)

    def _tidied(self, kept: Kept) -> Kept:
        """Without what is over.

        What lies in the future was written by a clock that was put back since. A moment of asking
        there counts as one of now, so that it neither frees the limit nor holds it for ever.
        """
        at = self.at
        since = at - (self.limit.seconds if self.limit else 0.0)
        is_running = at < kept.turn_until <= at + TURN
        return replace(
            kept,
            asked=tuple(min(asked, at) for asked in kept.asked if asked > since),
            barred_until=min(kept.barred_until, at + LONGEST_BAR),
            asker=kept.asker if is_running else "",
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one session's asking; as a change, the end of its turn."""

    asker: str
    at: float
    """When it asked."""
    token: HeldToken | None = None
    barred_for: float = 0.0
    """Seconds, counted from when it asked."""
    was_asked: bool = True
    """Whether the vendor may have got the request; one that never left costs nothing."""

    def __call__(self, kept: Kept) -> Kept:
        """What is kept, with what is known now."""
        asked = list(kept.asked)
        if not self.was_asked and self.at in asked:
            asked.remove(self.at)
        is_ours = kept.asker == self.asker
        return replace(
            kept,
            token=self.token or kept.token,
            asked=tuple(asked),
            barred_until=max(kept.barred_until, self.at + self.barred_for)
            if self.barred_for
            else kept.barred_until,
            asker="" if is_ours else kept.asker,
        )


def key_of(name: str, secrets: Mapping[str, Secret]) -> str:
    """A name for what these secrets give, which does not give them away.

    Args:
        name: Who asks for tokens, and where.
        secrets: What is asked with.
    """
    named = "\n".join((name, *(secret.reveal() for secret in secrets.values())))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def good_until(at: float, life: float) -> float:
    """Until when a token got at `at` is used: one of a short life for half of it at least."""
    return at + life - min(EARLY, life / 2)
