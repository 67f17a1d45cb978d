"""The trail of calls that some work leaves behind itself, for whoever tells how it was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from providers.errors import ProviderError
from providers.model import Exchange

_TRAIL: ContextVar[list[Exchange] | None] = ContextVar("trail", default=None)


@contextmanager
def trail() -> Iterator[list[Exchange]]:
    """Collects every exchange made inside, token calls too; errors leave carrying them.

    What is made in a trail inside another is of both.
    """
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
        if before is not None:
            before.extend(exchanges)


def leave(exchange: Exchange) -> None:
    """Add an exchange to the trail that is being collected, if one is."""
    exchanges = _TRAIL.get()
    if exchanges is not None:
        exchanges.append(exchange)
