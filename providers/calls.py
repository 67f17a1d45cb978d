"""What is told of each HTTP call to whoever keeps the log of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Final

from providers.model import Exchange, JobRef

_READABLE: Final = ("content-type", "content-length", "date", "server", "via", "www-authenticate")
_TRACING: Final = ("request-id", "correlation", "trace")
"""Parts of the names under which vendors' own support finds a call again."""
_HEADER_TEXT: Final = 200
"""Characters of a header that are kept."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What calls are made for."""

    what: str = ""
    """In a word or two: `look`, `records`; empty when nobody said."""
    ref: JobRef | None = None
    """The job that it is about; `None` when it is about none."""


@dataclass(frozen=True, slots=True)
class CallMade:
    """One call, from the asking to the end of its answer. Holds nothing in confidence."""

    exchange: Exchange
    account: str
    host: str
    """Who was asked."""
    errand: Errand = Errand()
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those of the answer that help to find out what happened, names in lower case."""
    trouble: str = ""
    """What was wrong with the answer's coming, in a line; empty when it came."""
    number: int = 0
    """Counts the session's calls, from 1."""


_NONE: Final = Errand()
_ERRAND: ContextVar[Errand] = ContextVar("errand", default=_NONE)


@contextmanager
def errand(what: str, ref: JobRef | None = None) -> Iterator[None]:
    """Say what the calls inside are for; without a job, that of the errand around it stays."""
    before = _ERRAND.get()
    _ERRAND.set(Errand(what, ref or before.ref))
    try:
        yield
    finally:
        # Not by token: a generator left half-way is closed in a context of its own.
        _ERRAND.set(before)


def the_errand() -> Errand:
    """What calls are made for now."""
    return _ERRAND.get()


def readable(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of an answer that help to find out what happened."""
    return {
        name: text[:_HEADER_TEXT]
        for name, text in headers.items()
        if name in _READABLE or any(part in name for part in _TRACING)
    }


def numbered(call: CallMade, number: int) -> CallMade:
    """The call with its number."""
    return replace(call, number=number)
