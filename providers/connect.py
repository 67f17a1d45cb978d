"""The HTTP client of one account: its certificates, its proxy, its patience."""

from __future__ import annotations

import ssl
from typing import Final
from urllib.parse import urlsplit

import httpx

from providers.base import Account
from providers.origin import is_loopback

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
