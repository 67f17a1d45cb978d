"""One request and what came back, and the trail that such leave."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from providers.errors import OutcomeUnknown, ProviderError, Unreachable
from providers.failures import as_ours, never_left
from providers.model import Exchange

_RATE_WORDS: Final = ("rate-limit", "ratelimit", "credits", "retry-after", "accesstoken-reset")
_TRAIL: ContextVar[list[Exchange] | None] = ContextVar("trail", default=None)


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
    chunks: AsyncIterator[bytes]
    """The body, unpacked. Raises one of `providers.errors` when it breaks."""
    received: int = 0
    """Bytes on the wire so far."""
    call: Call | None = None
    """The request that it answers; `None` for a body that came over no wire."""

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The call as far as it has come."""
        return () if self.call is None else (self.call.exchange(self),)


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way, for telling what became of it."""

    at: datetime
    method: str
    target: str
    host: str
    is_action: bool
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
            method=self.method,
            path=parts.path + query,
            status=body.head.status if body else None,
            milliseconds=round((time.monotonic() - self.begun) * 1000),
            received=body.received if body else 0,
            rate={n: t for n, t in headers.items() if any(word in n for word in _RATE_WORDS)},
        )

    def failed(self, error: Exception) -> ProviderError:
        if self.is_action and not never_left(error):
            return OutcomeUnknown(f"{self.host} took the request and gave no answer")
        return as_ours(error, self.host)

    def late(self, deadline: float) -> ProviderError:
        text = f"{self.host} gave no whole answer within {deadline:.0f} s"
        return OutcomeUnknown(text) if self.is_action else Unreachable(text)


@contextmanager
def trail() -> Iterator[list[Exchange]]:
    """Collects every exchange made inside, token calls too; errors leave carrying them."""
    exchanges: list[Exchange] = []
    token = _TRAIL.set(exchanges)
    try:
        yield exchanges
    except ProviderError as error:
        error.exchanges = error.exchanges or tuple(exchanges)
        raise
    finally:
        _TRAIL.reset(token)


def note(exchange: Exchange) -> None:
    """Add an exchange to the trail that is being collected, if one is."""
    exchanges = _TRAIL.get()
    if exchanges is not None:
        exchanges.append(exchange)
