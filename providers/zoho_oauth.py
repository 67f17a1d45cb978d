"""Zoho's access tokens, got with a refresh token.

Source: Zoho CRM API documentation, "Refresh access tokens" and "Token validity"; answers as
recorded. Errors come under HTTP 200, so that an answer is good only when it holds a token. A
token is good for an hour; ten may be got in ten minutes with one refresh token, after which the
rest of the ten minutes is barred.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

import msgspec

from providers.auth import Secret, SecretSource, SecretUnavailable, checked_secret, read_secret
from providers.decode import try_decode
from providers.errors import Malformed, ProviderError, RateLimited, Unauthorized, Unavailable
from providers.exchange import Answer
from providers.refusals import looks_like_a_page, refused
from providers.text import safe
from providers.times import iso
from providers.wire import Wire

SCHEME: Final = "Zoho-oauthtoken"
TEN_MINUTES: Final = 600.0
MOST: Final = 10
"""Tokens that may be got in ten minutes, documented."""
EARLY: Final = 60.0
"""Seconds before its end from which a token is not used any more."""

_AN_HOUR: Final = 3600.0
_LONGEST_LIFE: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class HeldToken:
    """An access token and what is known of it."""

    text: Secret
    good_until: float
    """Seconds since 1970 until which it is used: shortly before its end."""
    api_domain: str = ""
    """Where its API is, as the answer said; empty when it did not. Not to be trusted unread."""
    issued: tuple[float, ...] = ()
    """When tokens were got in the last ten minutes, this one included, in seconds since 1970."""


class TokenCache(Protocol):
    """Where tokens are kept, so that a user's sessions can share them."""

    async def load(self, key: str) -> HeldToken | None:
        """The token kept under `key`, good or not; `None` when there is none."""
        ...

    async def save(self, key: str, token: HeldToken) -> None:
        """Keep `token` under `key`, in place of an older one."""
        ...


class MemoryTokens:
    """Tokens kept as long as the program runs."""

    def __init__(self) -> None:
        self._held: dict[str, HeldToken] = {}

    async def load(self, key: str) -> HeldToken | None:
        """The token kept under `key`."""
        return self._held.get(key)

    async def save(self, key: str, token: HeldToken) -> None:
        """Keep `token` under `key`."""
        self._held[key] = token


class _Sent(msgspec.Struct):
    access_token: str | None = None
    api_domain: str | None = None
    expires_in: float | str | None = None
    """Seconds; milliseconds where `expires_in_sec` stands beside it (before 2020)."""
    expires_in_sec: float | str | None = None
    error: str | None = None
    error_description: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks for tokens, and with what."""

    account: str
    """The account's name, for messages."""
    id: str
    secret: SecretSource | None
    refresh_token: SecretSource | None


class RefreshCredential:
    """Access tokens of one account: one at a time, kept until shortly before they end."""

    def __init__(
        self,
        client: Client,
        wire: Wire,
        tokens: TokenCache,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Begin without a token.

        Args:
            client: Who asks.
            wire: Reaches the accounts server and nothing else: the client's secret goes there.
            tokens: Where tokens are kept.
            now: Seconds since 1970.
        """
        self._client = client
        self._wire = wire
        self._tokens = tokens
        self._now = now
        self._lock = asyncio.Lock()
        self._held: HeldToken | None = None
        self._issued: tuple[float, ...] = ()
        self._barred_until = 0.0

    @property
    def api_domain(self) -> str:
        """What the last token's answer called the address of its API; empty when it did not."""
        return self._held.api_domain if self._held else ""

    async def authorization(self) -> Secret:
        """The header's value, with a token that is still good.

        Raises:
            ProviderError: None can be had.
        """
        if self._held is None or self._now() >= self._held.good_until:
            async with self._lock:
                if self._held is None or self._now() >= self._held.good_until:
                    self._held = await self._another("")
        return _header(self._held)

    async def renew(self, refused: Secret) -> bool:
        """Get another token, unless somebody has done so since the refused one was read.

        Raises:
            ProviderError: None can be had.
        """
        async with self._lock:
            if self._held is None or _header(self._held).reveal() == refused.reveal():
                self._held = await self._another(refused.reveal())
        return True

    async def _another(self, refused: str) -> HeldToken:
        """A token that another session has got, else one from the accounts server."""
        client = self._client
        if not client.id:
            raise Unauthorized(f"account {client.account} has no client_id")
        secret = await read_secret(client.secret)
        refresh = await read_secret(client.refresh_token)
        key = self._key(refresh)
        kept = await self._tokens.load(key)
        if kept is not None:
            if self._now() < kept.good_until and _header(kept).reveal() != refused:
                return kept
            # Both may hold the same moments; two tokens of one moment are still two.
            both = Counter(self._issued) | Counter(kept.issued)
            self._issued = tuple(sorted(both.elements()))
        self._pass_limit()
        answer = await self._wire.post(
            "oauth/v2/token",
            None,
            form={
                "grant_type": "refresh_token",
                "client_id": client.id,
                "client_secret": secret.reveal(),
                "refresh_token": refresh.reveal(),
            },
        )
        self._issued += (self._now(),)
        token = self._read(answer)
        await self._tokens.save(key, token)
        return token

    def _key(self, refresh: Secret) -> str:
        """A name for what these credentials give, which does not give them away."""
        named = "\n".join((self._wire.base_url, self._client.id, refresh.reveal()))
        return hashlib.sha256(named.encode()).hexdigest()[:32]

    def _pass_limit(self) -> None:
        now = self._now()
        self._issued = tuple(at for at in self._issued if now - TEN_MINUTES < at <= now)
        until = self._barred_until
        why = "Zoho bars new tokens"
        if len(self._issued) >= MOST:
            until = max(until, self._issued[-MOST] + TEN_MINUTES)
            why = f"{MOST} tokens were got in ten minutes, all that Zoho gives"
        if until > now:
            moment = iso(datetime.fromtimestamp(until, UTC).replace(microsecond=0))
            raise RateLimited(
                f"account {self._client.account}: {why}; the next not before {moment}",
                retry_after=until - now,
            )

    def _read(self, answer: Answer) -> HeldToken:
        sent = try_decode(answer.body, _Sent) or _Sent()
        if not sent.access_token:
            error = _refused(self._client.account, answer, sent)
            if isinstance(error, RateLimited):
                self._barred_until = self._now() + (error.retry_after or TEN_MINUTES)
            raise error
        try:
            text = checked_secret(sent.access_token, "the access token")
        except SecretUnavailable as error:
            raise Malformed(str(error)) from error
        life = _life(sent)
        return HeldToken(
            text=text,
            # A token of a short life is used for half of it at least.
            good_until=self._now() + life - min(EARLY, life / 2),
            api_domain=sent.api_domain or "",
            issued=self._issued,
        )


def _header(token: HeldToken) -> Secret:
    return Secret(f"{SCHEME} {token.text.reveal()}")


def _life(sent: _Sent) -> float:
    """Seconds that a token lives: what the answer says, or the documented hour."""
    said = sent.expires_in if sent.expires_in_sec is None else sent.expires_in_sec
    try:
        life = float(said) if said is not None else _AN_HOUR
    except ValueError:
        return _AN_HOUR
    return min(life, _LONGEST_LIFE) if life > 0 else _AN_HOUR


def _refused(account: str, answer: Answer, sent: _Sent) -> ProviderError:
    """Why there is no token. Zoho's own word decides, whatever the status is."""
    word = (sent.error or "").casefold()
    said = safe(", ".join(text for text in (sent.error, sent.error_description) if text))
    if (
        word == "access denied"
        or answer.status == 429
        or "too many requests" in (sent.error_description or "").casefold()
    ):
        return RateLimited(
            f"account {account}: Zoho gives no token for ten minutes ({said})",
            retry_after=TEN_MINUTES,
        )
    if word == "invalid_code":
        return Unauthorized(
            f"account {account}: Zoho refuses the refresh token ({said}): "
            "it was revoked, or it is of another data centre or client"
        )
    if word.startswith("invalid_client"):
        return Unauthorized(
            f"account {account}: Zoho refuses the client ({said}): "
            "check client_id, client_secret and data_center"
        )
    if answer.status >= 500 or word in ("general_error", "server_error", "internal_error"):
        return Unavailable(f"account {account}: Zoho's accounts server is down ({said})")
    if word:
        return Unauthorized(f"account {account}: Zoho gives no token ({said})")
    if not answer.is_success:
        return refused(answer, None)
    if looks_like_a_page(answer):
        return Malformed("the accounts server sent a web page (a sign-in page or a proxy?)")
    return Malformed("the accounts server's answer holds neither token nor error")
