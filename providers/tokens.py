"""Access tokens: got by a vendor's grant, and kept until shortly before they end."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from providers.auth import Secret, SecretSource, read_secret
from providers.errors import Unauthorized

EARLY: Final = 60.0
"""Seconds before its end from which an access token is not used any more."""


@dataclass(frozen=True, slots=True)
class HeldToken:
    """An access token and what is known of it."""

    text: Secret
    good_until: float | None
    """Seconds since 1970 until which it is used; `None` for until it is refused."""
    api_domain: str = ""
    """Where its API is, as the answer said; empty when it did not. Not to be trusted unread."""
    issued: tuple[float, ...] = ()
    """When tokens were got lately, this one included, in seconds since 1970; where it matters."""


class TokenCache(Protocol):
    """Where tokens are kept, so that a user's sessions can share them."""

    async def load(self, key: str) -> HeldToken | None:
        """The token kept under `key`, good or not; `None` when there is none."""
        ...

    async def save(self, key: str, token: HeldToken) -> None:
        """Keep `token` under `key`, in place of an older one."""
        ...


class Grant(Protocol):
    """How one vendor gives out access tokens."""

    scheme: str
    """The word before the token in `Authorization`."""
    name: str
    """Who asks for tokens, and where; no secret."""
    sources: Mapping[str, SecretSource | None]
    """The secrets that it takes, by the names that the vendor has for them."""

    async def ask(
        self, secrets: Mapping[str, Secret], kept: HeldToken | None, at: float
    ) -> HeldToken:
        """Get a token.

        Args:
            secrets: What `sources` gave.
            kept: The last one that any session got, which is of no more use.
            at: The time, in seconds since 1970.

        Raises:
            ProviderError: There is none.
        """
        ...


class TokenCredential:
    """Access tokens of one account: one at a time, kept until shortly before they end."""

    def __init__(
        self, grant: Grant, tokens: TokenCache | None, *, now: Callable[[], float] = time.time
    ) -> None:
        """Begin without a token.

        Args:
            grant: How to get one.
            tokens: Where they are kept for other sessions; `None` for nowhere.
            now: Seconds since 1970.
        """
        self._grant = grant
        self._tokens = tokens
        self._now = now
        self._lock = asyncio.Lock()
        self._held: HeldToken | None = None

    @property
    def api_domain(self) -> str:
        """What the last token's answer called the address of its API; empty when it did not."""
        return self._held.api_domain if self._held else ""

    async def authorization(self) -> Secret:
        """The header's value, with a token that is still good.

        Raises:
            ProviderError: None can be had.
        """
        async with self._lock:
            if self._held is None or not self._is_good(self._held):
                self._held = await self._another(None)
            return self._header(self._held)

    async def renew(self, refused: Secret) -> bool:
        """Get another token, unless somebody has done so since the refused one was read.

        Raises:
            ProviderError: None can be had.
        """
        async with self._lock:
            if self._held is None or self._header(self._held) == refused:
                self._held = None
                self._held = await self._another(refused)
        return True

    async def _another(self, refused: Secret | None) -> HeldToken:
        """A token that another session has got, else a new one."""
        secrets = await self._secrets()
        kept = await self._tokens.load(self._key(secrets)) if self._tokens else None
        if kept is not None and self._is_good(kept) and self._header(kept) != refused:
            return kept
        try:
            token = await self._grant.ask(secrets, kept, self._now())
        except Unauthorized:
            # A command may give a new secret after a rotation.
            fresh = await self._secrets(afresh=True)
            if fresh == secrets:
                raise
            secrets = fresh
            token = await self._grant.ask(secrets, kept, self._now())
        if self._tokens is not None:
            await self._tokens.save(self._key(secrets), token)
        return token

    async def _secrets(self, *, afresh: bool = False) -> dict[str, Secret]:
        return {
            name: await read_secret(source, afresh=afresh)
            for name, source in self._grant.sources.items()
        }

    def _key(self, secrets: Mapping[str, Secret]) -> str:
        """A name for what these credentials give, which does not give them away."""
        named = "\n".join((self._grant.name, *(secret.reveal() for secret in secrets.values())))
        return hashlib.sha256(named.encode()).hexdigest()[:32]

    def _is_good(self, token: HeldToken) -> bool:
        return token.good_until is None or self._now() < token.good_until

    def _header(self, token: HeldToken) -> Secret:
        return Secret(f"{self._grant.scheme} {token.text.reveal()}")


def good_until(at: float, life: float) -> float:
    """Until when a token got at `at` is used: one of a short life for half of it at least."""
    return at + life - min(EARLY, life / 2)
