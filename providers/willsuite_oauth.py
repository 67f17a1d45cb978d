"""WillSuite's access token, by client credentials.

Source: WillSuite API reference, "Authentication": `POST /oauth/token/` with a JSON body of
`grant_type`, `client_id` and `client_secret`. The answer is not documented and is taken as the
usual one (RFC 6749, section 5.1); the token is a JWT.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import Callable
from typing import Final

import msgspec

from providers.auth import (
    Secret,
    SecretSource,
    SecretUnavailable,
    checked_secret,
    read_secret,
)
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
from providers.willsuite_refusal import refusal
from providers.wire import Wire

EARLY: Final = 60.0
"""Seconds before its end at which a token is renewed."""


class TokenAnswer(msgspec.Struct):
    """The answer as it is sent."""

    access_token: str | None = None
    expires_in: float | str | None = None
    """Seconds."""


class _Claims(msgspec.Struct):
    """The claims of a JWT that tell its life, in seconds since 1970."""

    exp: float | None = None
    iat: float | None = None


class ClientToken:
    """A token that is fetched when one is needed, and renewed before it ends."""

    def __init__(
        self,
        wire: Wire,
        url: str,
        client_id: str,
        source: SecretSource,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin without a token.

        Args:
            wire: Where the token is fetched; it carries no credential of its own.
            url: The token's address.
            client_id: Whom the token is for.
            source: Gives the client's secret.
            now: Seconds, on a clock that nobody sets.
        """
        self._wire = wire
        self._url = url
        self._client_id = client_id
        self._source = source
        self._now = now
        self._lock = asyncio.Lock()
        self._token: Secret | None = None
        self._until: float | None = None
        """When it is to be renewed; `None` when it is good until it is refused."""

    async def authorization(self) -> Secret:
        """`Bearer` and the token, fetched first where there is none that is good.

        Raises:
            Unauthorized: The vendor gives no token for these credentials.
            ProviderError: It could not be asked.
        """
        async with self._lock:
            if self._token is None or (self._until is not None and self._now() >= self._until):
                await self._fetch()
            return self._bearer()

    async def renew(self, refused: Secret) -> bool:
        """Fetch another, unless somebody has done so since `refused` was given out."""
        async with self._lock:
            if self._token is None or self._bearer().reveal() == refused.reveal():
                self._token = None
                await self._fetch()
            return True

    def _bearer(self) -> Secret:
        assert self._token is not None
        return Secret(f"Bearer {self._token.reveal()}")

    async def _fetch(self) -> None:
        secret = await read_secret(self._source)
        asked_at = self._now()
        try:
            answer = await self._ask(secret)
        except Unauthorized:
            # A command may give a new secret after a rotation.
            fresh = await read_secret(self._source, afresh=True)
            if fresh.reveal() == secret.reveal():
                raise
            answer = await self._ask(fresh)
        sent = await decode_answer(answer, TokenAnswer)
        try:
            token = checked_secret(sent.access_token or "", "the token")
        except SecretUnavailable as error:
            raise Malformed(f"no token can be read from the answer: {error}") from error
        life = _life(sent)
        self._token = token
        # A life that is short itself is not used up by renewing early.
        self._until = None if life is None else asked_at + max(life - EARLY, life / 2)

    async def _ask(self, secret: Secret) -> Answer:
        try:
            answer = await self._wire.post(
                self._url,
                None,
                json_body={
                    "grant_type": "client_credentials",
                    "client_id": self._client_id,
                    "client_secret": secret.reveal(),
                },
            )
        except Rejected as error:
            raise NoCredentials(f"no token: {error}; see token_url") from error
        if not answer.is_success:
            raise token_refusal(answer)
        return answer


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


def _life(sent: TokenAnswer) -> float | None:
    """Seconds that the token is good for; `None` when nothing says so."""
    said = sent.expires_in
    if isinstance(said, str):
        said = float(said) if said.isascii() and said.isdigit() and len(said) <= 12 else None
    if said is not None and said > 0:
        return said
    claims = _claims(sent.access_token or "")
    if claims is None or claims.exp is None:
        return None
    # Both are the vendor's clock, so that ours may be wrong.
    life = claims.exp - (claims.iat if claims.iat is not None else time.time())
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
