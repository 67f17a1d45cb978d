"""Zoho's access tokens, got with a refresh token.

Source: Zoho CRM API documentation, "Refresh access tokens" and "Token validity"; answers as
recorded. Errors come under HTTP 200, so that an answer is good only when it holds a token. A
token is good for an hour; ten may be got in ten minutes with one refresh token, after which the
rest of the ten minutes is barred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from providers.auth import Secret, SecretSource, SecretUnavailable, checked_secret
from providers.decode import try_decode
from providers.errors import (
    Malformed,
    ProviderError,
    RateLimited,
    Unauthorized,
    Unavailable,
)
from providers.exchange import Answer
from providers.job_paths import ZOHO_SCHEME
from providers.refusals import looks_like_a_page, refused
from providers.text import safe
from providers.times import read_seconds
from providers.tokens import HeldToken, Limit, good_until
from providers.wire import Wire

TEN_MINUTES: Final = 600.0
LIMIT: Final = Limit(most=10, seconds=TEN_MINUTES)
"""Of tokens for one refresh token, documented."""

_AN_HOUR: Final = 3600.0
_LONGEST_LIFE: Final = 86_400.0


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


class RefreshGrant:
    """Tokens for a refresh token, within the vendor's limit."""

    scheme = ZOHO_SCHEME
    limit: Limit | None = LIMIT

    def __init__(self, client: Client, wire: Wire) -> None:
        """Take what is asked with.

        Args:
            client: Who asks.
            wire: Reaches the accounts server and nothing else: the client's secret goes there.
        """
        self.name = f"{wire.base_url}\n{client.id}"
        self.who = f"account {client.account}"
        self.sources: Mapping[str, SecretSource | None] = {
            "client_secret": client.secret,
            "refresh_token": client.refresh_token,
        }
        self._client = client
        self._wire = wire

    async def ask(self, secrets: Mapping[str, Secret], at: float) -> HeldToken:
        """See `Grant.ask`."""
        answer = await self._wire.post(
            "oauth/v2/token",
            None,
            form={"grant_type": "refresh_token", "client_id": self._client.id, **secrets},
            # It uses up one of ten, so whether it was sent has to be known.
            is_action=True,
        )
        return _read(self._client.account, answer, at)


def _read(account: str, answer: Answer, at: float) -> HeldToken:
    sent = try_decode(answer.body, _Sent) or _Sent()
    if not sent.access_token:
        raise _refused(account, answer, sent)
    try:
        text = checked_secret(sent.access_token, "the access token")
    except SecretUnavailable as error:
        raise Malformed(str(error)) from error
    return HeldToken(text, good_until(at, _life(sent)), sent.api_domain or "")


def _life(sent: _Sent) -> float:
    """Seconds that a token lives: what the answer says, or the documented hour."""
    said = sent.expires_in if sent.expires_in_sec is None else sent.expires_in_sec
    return min(read_seconds(said) or _AN_HOUR, _LONGEST_LIFE)


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
