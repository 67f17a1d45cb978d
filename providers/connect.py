"""The HTTP client of one account: its certificates, its proxy, its patience, its credential."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator
from typing import Final
from urllib.parse import urlsplit

import httpx

from providers.auth import Secret
from providers.base import Account
from providers.origin import is_loopback, origin_of

_TIMEOUT: Final = httpx.Timeout(20.0, connect=10.0)
_LIMITS: Final = httpx.Limits(max_connections=8, keepalive_expiry=120.0)
"""Connections outlive the time between two looks: making them anew costs more than the look."""


def make_client(account: Account, base_url: str) -> httpx.AsyncClient:
    """A client without credentials, which follows no redirect.

    Loopback is never asked through a proxy, and its certificates are nobody's.

    Raises:
        OSError: The CA file can't be read.
        ValueError: The proxy is no address.
        ImportError: The proxy is of a sort that needs a package that is not there.
    """
    is_local = is_loopback(urlsplit(base_url).hostname or "")
    if is_local:
        verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        verify = httpx.create_ssl_context(verify=True)
    if account.ca_file:
        verify.load_verify_locations(cafile=account.ca_file)
    return httpx.AsyncClient(
        timeout=_TIMEOUT,
        limits=_LIMITS,
        follow_redirects=False,
        verify=verify,
        proxy=None if is_local else account.proxy or None,
        trust_env=not is_local,
        headers={"Accept-Encoding": "gzip", "User-Agent": "bulkjobs-tui"},
    )


class OriginAuth(httpx.Auth):
    """Adds the credential, and only to a request that goes where it belongs."""

    def __init__(self, value: Secret, origins: frozenset[str]) -> None:
        self._value = value
        self._origins = origins

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        if origin_of(str(request.url)) in self._origins:
            request.headers["Authorization"] = self._value.reveal()
        yield request


class Reused:
    """Whether a request went over a connection that had been kept, and how far it came."""

    def __init__(self) -> None:
        self._is_fresh = False
        self._is_answered = False

    async def note(self, event: str, info: object) -> None:
        """Take note of a step; the HTTP library calls this as its `trace`."""
        if event.startswith("connection.connect_"):
            self._is_fresh = True
        elif event.endswith(".receive_response_headers.complete"):
            self._is_answered = True

    def had_died(self, error: Exception) -> bool:
        """Whether `error` is the end of a connection that the vendor dropped while it was idle."""
        return not (self._is_fresh or self._is_answered) and isinstance(
            error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError
        )
