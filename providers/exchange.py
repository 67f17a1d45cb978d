"""One request and what came back, and the trail that such leave."""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from providers.auth import Secret
from providers.errors import OutcomeUnknown, ProviderError, Unreachable
from providers.failures import as_ours, never_left
from providers.model import Exchange

_RATE_WORDS: Final = ("rate-limit", "ratelimit", "credits", "retry-after", "accesstoken-reset")
_ENOUGH: Final = 64_000
"""Bytes of a refusal that are read."""
HIDDEN: Final = "***"
"""What stands in a vendor's answer in place of a secret of ours."""
_SHORTEST: Final = 8
"""Characters from which a secret is hidden: a shorter one stands in many texts by chance."""
_TRAIL: ContextVar[list[Exchange] | None] = ContextVar("trail", default=None)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as it is to be sent."""

    method: str
    url: str
    """Absolute, or relative to the base URL."""
    value: Secret | None = None
    """What stands in `Authorization`."""
    content: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    secrets: tuple[Secret, ...] = ()
    """All that it tells the vendor in confidence, to be hidden in the answer."""
    limit: int = 0
    """Bytes that the answer's body may have."""
    deadline: float = 0.0
    """Seconds until the answer has to be whole."""
    is_action: bool = False
    """Whether it changes something at the vendor."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    host: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class Body:
    """An answer whose body is still arriving."""

    head: Answer
    """Status and headers; its body is empty."""
    chunks: AsyncGenerator[bytes, None]
    """The body, unpacked. Raises one of `providers.errors` when it breaks."""
    received: int = 0
    """Bytes on the wire so far."""
    call: Call | None = None
    """The request that it answers; `None` for a body that came over no wire."""

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The call as far as it has come."""
        return () if self.call is None else (self.call.exchange(self),)

    def answer(self, read: bytes) -> Answer:
        """What was read of it, without what we told the vendor in confidence."""
        secrets = self.call.ask.secrets if self.call else ()
        return replace(self.head, body=redacted(read, secrets))

    async def refusal(self) -> Answer:
        """The beginning of it: its status counts even when the body is broken."""
        begun = bytearray()
        try:
            async for chunk in self.chunks:
                begun += chunk
                if len(begun) > _ENOUGH:
                    break
        except ProviderError:
            begun.clear()
        return self.answer(bytes(begun))


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way, for telling what became of it."""

    at: datetime
    ask: Ask
    target: str
    """The whole address."""
    host: str
    begun: float
    """On the monotonic clock."""

    def exchange(self, body: Body | None) -> Exchange:
        """What it was, as far as it has come; no body means that no answer came."""
        parts = urlsplit(self.target)
        # A query may hold a token of the vendor's; only ours is known to be harmless.
        query = "?view=Full" if parts.query == "view=Full" else ""
        headers = body.head.headers if body else {}
        return Exchange(
            at=self.at,
            method=self.ask.method,
            path=parts.path + query,
            status=body.head.status if body else None,
            milliseconds=round((time.monotonic() - self.begun) * 1000),
            received=body.received if body else 0,
            rate={n: t for n, t in headers.items() if any(word in n for word in _RATE_WORDS)},
        )

    def failed(self, error: Exception) -> ProviderError:
        """What an exception of the HTTP library amounts to."""
        if self.ask.is_action and not never_left(error):
            return OutcomeUnknown(f"{self.host} took the request and gave no answer")
        return as_ours(error, self.host)

    def late(self) -> ProviderError:
        """That its deadline has passed."""
        text = f"{self.host} gave no whole answer within {self.ask.deadline:.0f} s"
        return OutcomeUnknown(text) if self.ask.is_action else Unreachable(text)


@contextmanager
def trail() -> Iterator[list[Exchange]]:
    """Collects every exchange made inside, token calls too; errors leave carrying them."""
    exchanges: list[Exchange] = []
    before = _TRAIL.get()
    _TRAIL.set(exchanges)
    try:
        yield exchanges
    except ProviderError as error:
        error.exchanges = error.exchanges or tuple(exchanges)
        raise
    finally:
        # Not by token: a generator left half-way is closed in a context of its own.
        _TRAIL.set(before)


def note(exchange: Exchange) -> None:
    """Add an exchange to the trail that is being collected, if one is."""
    exchanges = _TRAIL.get()
    if exchanges is not None:
        exchanges.append(exchange)


def key_of(header: Secret) -> Secret:
    """What is secret in a header like `Basic KEY`: all but its first word."""
    value = header.reveal()
    return Secret(value.partition(" ")[2] or value)


def redacted(body: bytes, secrets: Iterable[Secret]) -> bytes:
    """`body` without the secrets, however JSON or an address spells them.

    Args:
        body: What came from where the secrets were sent to.
        secrets: What is to be hidden.
    """
    for secret in secrets:
        value = secret.reveal()
        for text in (value, _decoded(value)):
            if len(text) >= _SHORTEST:
                pattern = "".join(map(_spellings, text)).encode()
                body = re.sub(pattern, HIDDEN.encode(), body)
    return body


def _decoded(value: str) -> str:
    """What a key that is base64 stands for, which is as secret; empty when it is none."""
    try:
        text = base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return text if text.isprintable() else ""


def _spellings(ch: str) -> str:
    """A pattern for a character in JSON or an address: PHP writes `\\/`, .NET `\\u002B`."""
    if ch.isalnum():
        return ch
    code = f"(?i:{ord(ch):02x})"
    plus = r"|\+" if ch == " " else ""
    return rf"(?:\\?{re.escape(ch)}|\\u00{code}|%{code}{plus})"
