"""WillSuite's access token, by client credentials.

Source: WillSuite API reference, "Authentication": `POST /oauth/token/` with a JSON body of
`grant_type`, `client_id` and `client_secret`. The answer is not documented and is taken as the
usual one (RFC 6749, section 5.1); the token is a JWT.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import partial

import msgspec

from providers.auth import Secret, SecretSource, SecretUnavailable, checked_secret
from providers.decode import decode_answer, try_decode
from providers.errors import (
    Forbidden,
    Malformed,
    NoCredentials,
    NotFound,
    ProviderError,
    Rejected,
    Unauthorized,
)
from providers.exchange import Answer
from providers.times import read_seconds
from providers.tokens import HeldToken, Limit, good_until
from providers.willsuite_refusal import refusal
from providers.wire import Wire


class TokenAnswer(msgspec.Struct):
    """The answer as it is sent."""

    access_token: str | None = None
    expires_in: float | str | None = None
    """Seconds."""


class _Claims(msgspec.Struct):
    """The claims of a JWT that tell its life, in seconds since 1970."""

    exp: float | None = None
    iat: float | None = None


class ClientGrant:
    """Tokens for the client's secret."""

    scheme = "Bearer"
    limit: Limit | None = None

    def __init__(
        self, account: str, wire: Wire, url: str, client_id: str, source: SecretSource
    ) -> None:
        """Take what is asked with.

        Args:
            account: The account's name, for messages.
            wire: Where the token is got; it carries no credential of its own.
            url: The token's address.
            client_id: Whom the token is for.
            source: Gives the client's secret.
        """
        self.name = f"{url}\n{client_id}"
        self.who = f"account {account}"
        self.sources: Mapping[str, SecretSource | None] = {"client_secret": source}
        self._wire = wire
        self._url = url
        self._client_id = client_id

    async def ask(self, secrets: Mapping[str, Secret], at: float) -> HeldToken:
        """See `Grant.ask`."""
        grant = {"grant_type": "client_credentials", "client_id": self._client_id}
        try:
            answer = await self._wire.post(self._url, None, json_body={**grant, **secrets})
        except Rejected as error:
            raise NoCredentials(f"no token: {error}; see token_url") from error
        if not answer.is_success:
            raise token_refusal(answer)
        return await decode_answer(answer, TokenAnswer, partial(_read, at=at))


def _read(sent: TokenAnswer, at: float) -> HeldToken:
    try:
        text = checked_secret(sent.access_token or "", "the token")
    except SecretUnavailable as error:
        raise Malformed(f"no token can be read from the answer: {error}") from error
    life = read_seconds(sent.expires_in) or _claimed_life(sent.access_token or "", at)
    return HeldToken(text, None if life is None else good_until(at, life))


def token_refusal(answer: Answer) -> ProviderError:
    """The error of an answer that gives no token.

    Whatever is wrong with the call for a token is wrong with the account and with no job, so
    that also a missing address is `Unauthorized` here.
    """
    error = refusal(answer)
    if isinstance(error, NotFound):
        return Unauthorized(f"no token: {error} (is token_url right?)")
    if isinstance(error, Unauthorized | Forbidden | Rejected):
        return Unauthorized(f"no token: {error}")
    return error


def _claimed_life(token: str, at: float) -> float | None:
    """Seconds that the token says it is good for; `None` when it says nothing."""
    claims = _claims(token)
    if claims is None or claims.exp is None:
        return None
    # Both are the vendor's clock, so that ours may be wrong.
    life = claims.exp - (claims.iat if claims.iat is not None else at)
    return life if life > 0 else None


def _claims(token: str) -> _Claims | None:
    """What a JWT says of itself, its signature not verified; `None` when it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        body = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
    except (binascii.Error, ValueError):
        return None
    return try_decode(body, _Claims)
