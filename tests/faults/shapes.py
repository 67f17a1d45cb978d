"""What a fault is made of: bytes on the wire and pauses between them, and what is to come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from providers.errors import (
    Forbidden,
    Malformed,
    NotFound,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    Unreachable,
)


class Door(StrEnum):
    """Where a request knocks. Those with TLS in their name take https."""

    PLAIN = "plain"
    CLOSED = "closed"
    """Nobody listens."""
    FULL = "full"
    """The queue of connections is full, so that no connection comes about."""
    CUTS = "cuts"
    """Closes each connection at once."""
    RESETS = "resets"
    BABBLES = "babbles"
    """Sends what is no HTTP before it is asked."""
    TLS = "tls"
    TLS_SELF_SIGNED = "tls_self_signed"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET = "tls_not_yet"
    TLS_CUT_AFTER_HELLO = "tls_cut_after_hello"
    TLS_RESET_AFTER_HELLO = "tls_reset_after_hello"
    TLS_SILENT = "tls_silent"
    TLS_GARBAGE = "tls_garbage"
    TLS_ALERT = "tls_alert"
    """Refuses the handshake in the words of TLS."""
    TLS_OLD = "tls_old"
    """Speaks no version of TLS that is still allowed."""
    TLS_PLAIN = "tls_plain"
    """A port without TLS, asked with it."""


@dataclass(frozen=True, slots=True)
class Send:
    """Bytes."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Drip:
    """Bytes, one at a time, for as long as somebody listens and there are any."""

    data: bytes
    every: float = 0.02
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Endless:
    """The same bytes again and again."""

    data: bytes


class Stop(StrEnum):
    """What comes after the last byte."""

    HANG = "hang"
    CLOSE = "close"
    RESET = "reset"


Step = Send | Drip | Endless | Stop


@dataclass(frozen=True, slots=True)
class Good:
    """The right answer to a call, which a fault makes something of."""

    body: bytes
    kind: str = "application/json"


RIGHT: Final = "right"
Outcome = type[ProviderError] | str
ANY: Final[tuple[Outcome, ...]] = (ProviderError, RIGHT)
UNREACHABLE: Final[tuple[Outcome, ...]] = (Unreachable,)
MALFORMED: Final[tuple[Outcome, ...]] = (Malformed,)
REJECTED: Final[tuple[Outcome, ...]] = (Rejected,)
UNAVAILABLE: Final[tuple[Outcome, ...]] = (Unavailable,)
UNAUTHORIZED: Final[tuple[Outcome, ...]] = (Unauthorized,)
FORBIDDEN: Final[tuple[Outcome, ...]] = (Forbidden,)
NOT_FOUND: Final[tuple[Outcome, ...]] = (NotFound,)
RATE_LIMITED: Final[tuple[Outcome, ...]] = (RateLimited,)
FINE: Final[tuple[Outcome, ...]] = (RIGHT,)


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which an answer is not as it should be."""

    name: str
    play: Callable[[Good], tuple[Step, ...]]
    looks: tuple[Outcome, ...]
    """What may become of a look, at each of the five systems."""
    bodies: tuple[Outcome, ...] | None = None
    """What may become of reading records or a result; `None` for the same as of a look."""
    by_call: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict)
    """Where one call differs from the rest."""
    door: Door = Door.PLAIN
    told: str = ""
    """What the line that a look leaves must have in it."""
    retry_after: float | None = None
    """Seconds that a look's error must ask for; checked where it is `RateLimited`."""
    waits: bool = False
    """Whether it only ends by a deadline."""
    floods: bool = False
    """Whether as much comes as can be taken: its calls are then made one after the other."""

    def allowed(self, call: str, is_look: bool, is_body: bool) -> tuple[Outcome, ...]:
        """What may become of a call."""
        if call in self.by_call:
            return self.by_call[call]
        if is_look or (is_body and self.bodies is None):
            return self.looks
        return self.bodies or ANY if is_body else ANY


def head(status: int | str = 200, *lines: str, kind: str = "application/json") -> bytes:
    """The head of an answer, blank line included. The lines are headers, as they are sent."""
    first = f"HTTP/1.1 {status} Played"
    return "\r\n".join([first, f"Content-Type: {kind}", *lines, "", ""]).encode("latin-1")


def whole(status: int | str, body: bytes, *lines: str, kind: str = "application/json") -> bytes:
    """A whole answer with the right length."""
    return head(status, *lines, f"Content-Length: {len(body)}", kind=kind) + body


def right(good: Good, *lines: str) -> bytes:
    """The right answer, with further headers."""
    return whole(200, good.body, *lines, kind=good.kind)


def chunked(body: bytes, size: int = 7) -> bytes:
    """The body in chunks, their end included."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
