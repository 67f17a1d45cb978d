"""Access tokens, got by a vendor's grant when they are needed and no other session has one."""

from __future__ import annotations

import asyncio
import copy
import secrets as chance
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final, Protocol

from providers.auth import Secret, SecretSource, read_secret
from providers.calls import errand
from providers.errors import OutcomeUnknown, ProviderError, RateLimited, Unauthorized, Unreachable
from providers.times import iso
from providers.tokens import (
    LONGEST_BAR,
    Claim,
    HeldToken,
    Kept,
    Limit,
    Outcome,
    OwnTokens,
    TokenCache,
    key_of,
)

_STEP: Final = 0.25
"""Seconds between two looks at what another session got."""


class Grant(Protocol):
    """How one vendor gives out access tokens."""

    scheme: str
    """The word before the token in `Authorization`."""
    name: str
    """Who asks for tokens, and where; no secret."""
    who: str
    """The account, for messages."""
    limit: Limit | None
    """How many tokens the vendor gives; `None` where it names no limit."""
    sources: Mapping[str, SecretSource | None]
    """The secrets that it takes, by the names that the vendor has for them."""

    async def ask(self, secrets: Mapping[str, Secret], at: float) -> HeldToken:
        """Get a token.

        Args:
            secrets: What `sources` gave.
            at: The time, in seconds since 1970.

        Raises:
            Unreachable: The request has not left this machine.
            OutcomeUnknown: It was sent, and no answer came.
            ProviderError: There is no token.
        """
        ...


class TokenCredential:
    """Access tokens of one account: one at a time, kept until shortly before they end."""

    def __init__(
        self,
        grant: Grant,
        tokens: TokenCache | None,
        *,
        now: Callable[[], float] = time.time,
        rest: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Begin without a token.

        Args:
            grant: How to get one.
            tokens: Where they are kept for other sessions; `None` for nowhere.
            now: Seconds since 1970.
            rest: Lets so many seconds pass.
        """
        self._grant = grant
        self._tokens = tokens or OwnTokens()
        self._now = now
        self._rest = rest
        self._me = chance.token_hex(8)
        self._turn = asyncio.Lock()
        self._held: HeldToken | None = None
        self._tries = 0
        self._failure: ProviderError | None = None

    @property
    def api_domain(self) -> str:
        """What the last token's answer called the address of its API; empty when it did not."""
        return self._held.api_domain if self._held else ""

    async def authorization(self) -> Secret:
        """The header's value, with a token that is still good.

        Raises:
            ProviderError: None can be had.
        """
        before = self._tries
        async with self._turn:
            if self._held is None or not self._held.is_good(self._now()):
                self._held = await self._another(before, None)
            return self._header(self._held)

    async def renew(self, refused: Secret) -> bool:
        """Get another token, unless somebody has done so since the refused one was read.

        Raises:
            ProviderError: None can be had.
        """
        before = self._tries
        async with self._turn:
            if self._held is None or self._header(self._held) == refused:
                dead = self._held.text if self._held else None
                self._held = None
                self._held = await self._another(before, dead)
        return True

    async def _another(self, tries_before: int, refused: Secret | None) -> HeldToken:
        """A token that another session has got, else a new one.

        Whoever waited while it could not be had does not ask once more: each try counts.
        """
        if self._failure is not None and self._tries != tries_before:
            again = copy.copy(self._failure)
            again.exchanges = ()
            raise again from self._failure
        try:
            found = await self._found(refused)
        except ProviderError as error:
            self._failure = error
            raise
        finally:
            self._tries += 1
        self._failure = None
        return found

    async def _found(self, refused: Secret | None) -> HeldToken:
        secrets = await self._secrets()
        try:
            return await self._got(secrets, refused)
        except Unauthorized:
            # A command may give a new secret after a rotation.
            fresh = await self._secrets(afresh=True)
            if fresh == secrets:
                raise
            return await self._got(fresh, refused)

    async def _got(self, secrets: Mapping[str, Secret], refused: Secret | None) -> HeldToken:
        """A token for these secrets, by whichever session asks first."""
        key = key_of(self._grant.name, secrets)
        while True:
            claim = Claim(self._me, self._now(), self._grant.limit, refused)
            kept = await self._tokens.change(key, claim)
            if kept.token is not None and kept.token.is_good(claim.at):
                return kept.token
            if kept.asker == self._me:
                return await self._asked(key, secrets, claim.at)
            if not kept.asker:
                raise self._too_many(claim, kept)
            await self._rest(_STEP)

    async def _asked(self, key: str, secrets: Mapping[str, Secret], at: float) -> HeldToken:
        """Ask the vendor: it is our turn, and the moment is noted."""
        outcome = Outcome(self._me, at)
        try:
            with errand("token"):
                token = await self._grant.ask(secrets, at)
            outcome = Outcome(self._me, at, token)
        except Unreachable:
            outcome = Outcome(self._me, at, was_asked=False)
            raise
        except OutcomeUnknown as error:
            raise Unreachable(str(error)) from error
        except RateLimited as error:
            bar = min(error.retry_after or 0.0, LONGEST_BAR)
            outcome = Outcome(self._me, at, barred_for=bar)
            raise
        finally:
            await self._tokens.change(key, outcome)
        return token

    def _too_many(self, claim: Claim, kept: Kept) -> RateLimited:
        until, limit = claim.not_before(kept), claim.limit
        why = "the vendor bars new tokens"
        if limit is not None and until > kept.barred_until:
            why = f"{limit.most} tokens were asked for in ten minutes, all that the vendor gives"
        moment = iso(datetime.fromtimestamp(until, UTC).replace(microsecond=0))
        return RateLimited(
            f"{self._grant.who}: {why}; the next not before {moment}", retry_after=until - claim.at
        )

    async def _secrets(self, *, afresh: bool = False) -> dict[str, Secret]:
        return {
            name: await read_secret(source, afresh=afresh)
            for name, source in self._grant.sources.items()
        }

    def _header(self, token: HeldToken) -> Secret:
        return Secret(f"{self._grant.scheme} {token.text.reveal()}")
