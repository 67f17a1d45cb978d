"""The HTTP client of one account: its certificates, its proxy, its patience, its credential."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncGenerator
from http.cookiejar import CookieJar
from typing import Final
from urllib.parse import urlsplit

import httpx

from providers.auth import Secret
from providers.base import Account
from providers.errors import BadSetting
from providers.origin import is_loopback, origin_of
from providers.patience import Patience
from providers.proxies import environments_fault, own_fault, secured
from providers.text import safe

_LIMITS: Final = httpx.Limits(max_connections=8, keepalive_expiry=120.0)
"""Connections outlive the time between two looks: making them anew costs more than the look.
What a network forgets meanwhile, `providers.progress` finds out."""


TARGET: Final = "bulkjobs.location"
"""The extension of an answer that has the target of a redirect; `None` when it names none."""


class _NoCookies(CookieJar):
    """Keeps none: what one answer sets is no business of the next request."""

    # The HTTP library calls these two with objects of its own.
    def extract_cookies(self, response: object, request: object) -> None:
        """Leave the answer's cookies where they are."""

    def add_cookie_header(self, request: object) -> None:
        """Add nothing."""


def make_client(account: Account, base_url: str, patience: Patience) -> httpx.AsyncClient:
    """A client without credentials and cookies, which follows no redirect and tries nothing twice.

    Loopback is never asked through a proxy, and its certificates are nobody's.

    Raises:
        BadSetting: A CA file or a proxy can't be used; the message names the setting or the
            environment variable at fault.
    """
    is_local = is_loopback(urlsplit(base_url).hostname or "")
    try:
        verify = _certificates(account, is_local)
        proxy = None if is_local or not account.proxy else _proxy(account.proxy, verify)
        return httpx.AsyncClient(
            timeout=httpx.Timeout(patience.silence, connect=patience.connect),
            limits=_LIMITS,
            follow_redirects=False,
            verify=verify,
            proxy=proxy,
            mounts={} if is_local or account.proxy else _secured_proxies(verify),
            trust_env=not is_local,
            cookies=_NoCookies(),
            event_hooks={"response": [_keep_target]},
            headers={"Accept-Encoding": "gzip", "User-Agent": "bulkjobs-tui"},
        )
    except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
        fault = own_fault(account) if account.proxy else environments_fault()
        raise BadSetting(f"{account.name}: {fault or 'proxy can not be used'}") from error


async def _keep_target(response: httpx.Response) -> None:
    """Keep a redirect's target from the HTTP library.

    It is never followed, but the library would make the next request of it, and fail where that
    is no address: the answer, and its status, would be lost.
    """
    response.extensions[TARGET] = response.headers.pop("location", None)


def _proxy(address: str, verify: ssl.SSLContext) -> httpx.Proxy:
    """A company's proxy is known by the company's CA too."""
    is_secured = address.casefold().startswith("https:")
    return httpx.Proxy(address, ssl_context=verify if is_secured else None)


def _secured_proxies(verify: ssl.SSLContext) -> dict[str, httpx.AsyncBaseTransport]:
    """The ways through the environment's proxies of that kind, which the library would make
    without the company's CA."""
    return {
        prefix: httpx.AsyncHTTPTransport(
            verify=verify, limits=_LIMITS, proxy=_proxy(address, verify)
        )
        for prefix, address in secured().items()
    }


def _certificates(account: Account, is_local: bool) -> ssl.SSLContext:
    """Whose certificates are taken: the usual ones, or the environment's; and the account's."""
    if is_local:
        verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        try:
            verify = httpx.create_ssl_context(verify=True)
        except (OSError, ValueError) as error:
            where = f"SSL_CERT_FILE {safe(os.environ.get('SSL_CERT_FILE', ''))}"
            raise BadSetting(f"{account.name}: {where} {_file_fault(error)}") from error
    if account.ca_file:
        try:
            verify.load_verify_locations(cafile=account.ca_file)
        except (OSError, ValueError) as error:
            where = f"ca_file {safe(account.ca_file)}"
            raise BadSetting(f"{account.name}: {where} {_file_fault(error)}") from error
    return verify


def _file_fault(error: Exception) -> str:
    if isinstance(error, ssl.SSLError | ValueError):
        return "holds no certificates in PEM form"
    reason = error.strerror if isinstance(error, OSError) else None
    return f"can't be read: {reason or 'no reason given'}"


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
