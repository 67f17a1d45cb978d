"""Answers that are no success, read alike for all vendors."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from providers.errors import (
    Forbidden,
    Malformed,
    NotFound,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from providers.exchange import Answer
from providers.origin import host_of
from providers.retry_after import read_retry_after
from providers.text import safe


def refused(answer: Answer, said: str | None, *, retry_after: float | None = None) -> ProviderError:
    """The error that an answer's status amounts to.

    Args:
        answer: An answer whose status is no success.
        said: What the vendor says of it, in the vendor's words; `None` when it says nothing.
        retry_after: Seconds to wait at least, where the vendor says so in a way of its own.
    """
    status = answer.status
    line = f"HTTP {status}" + (f": {safe(said)}" if said else "")
    match status:
        case 401:
            return Unauthorized(line)
        case 403:
            return Forbidden(line)
        case 404 | 410:
            return NotFound(line)
        case 429:
            asked = read_retry_after(answer.headers, datetime.now(UTC))
            longest = max((w for w in (asked, retry_after) if w is not None), default=None)
            return RateLimited(line, retry_after=longest)
        case 408 | 425:
            return Unavailable(line)
        case _ if 300 <= status < 400:
            host = _target_host(answer)
            where = f"it points to {safe(host)}, which we do not follow (is base_url right?)"
            return Rejected(f"HTTP {status}: {where}")
        case _ if 500 <= status < 600:
            return Unavailable(line)
        case _ if 400 <= status < 500:
            return Rejected(line)
        case _:
            return Malformed(line)


def _target_host(answer: Answer) -> str:
    """Where a redirect points; the host that sent it where the target names none."""
    target = answer.headers.get("location", "")
    try:
        return urlsplit(target).hostname or answer.host
    except ValueError:
        return host_of(target)


def looks_like_a_page(answer: Answer) -> bool:
    """Whether the body is a web page, as sign-in pages and proxies send."""
    kind = answer.headers.get("content-type", "").lower()
    return "html" in kind or answer.body[:64].lstrip()[:1] == b"<"
