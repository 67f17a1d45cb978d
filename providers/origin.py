"""Where requests, and the credentials with them, may go."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import quote, urlsplit

from providers.errors import Rejected
from providers.text import safe

_PORTS: Final = {"https": 443, "http": 80}


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def origin_of(url: str) -> str | None:
    """`scheme://host:port` of an absolute URL that we would send to; `None` for any other.

    Plain http is for this machine only, and a URL with a user name in it is nobody's.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    host = parts.hostname or ""
    if not host or port is None or parts.username is not None or parts.password is not None:
        return None
    if parts.scheme == "http" and not is_loopback(host):
        return None
    return f"{parts.scheme}://{host.lower()}:{port}" if parts.scheme in _PORTS else None


def host_of(url: str) -> str:
    """The host of `url`, for a message; `an unreadable address` when there is none."""
    try:
        return safe(urlsplit(url).hostname or "an unreadable address")
    except ValueError:
        return "an unreadable address"


def path_segment(job_id: str) -> str:
    """A pasted id, which may hold anything, as one segment of a path.

    Raises:
        Rejected: It can be none: it is empty, or would lead up the path.
    """
    if job_id in ("", ".", ".."):
        raise Rejected(f"{job_id!r} is no id")
    return quote(job_id, safe="", errors="replace")
