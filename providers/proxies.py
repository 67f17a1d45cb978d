"""Which setting names the proxy, and which of several is at fault when one can't be used.

A proxy's address may hold a password, so that no message shows more of it than its host.
"""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from providers.base import Account
from providers.text import safe

_SCHEMES: Final = ("https", "http", "all")
"""In the order in which the proxy of an address is looked for."""


def setting_of(account: Account, scheme: str) -> str:
    """What names the proxy for addresses of a scheme: `proxy`, or an environment variable."""
    if account.proxy:
        return "proxy"
    found = next((name for name in (scheme, "all") if name in getproxies()), "")
    return _variable(f"{found}_proxy") if found else ""


def secured() -> dict[str, str]:
    """The environment's proxies that are themselves spoken to in TLS.

    Returns:
        Their addresses, by the beginnings of the addresses that they are for.
    """
    proxies = getproxies()
    if "*" in [host.strip() for host in proxies.get("no", "").split(",")]:
        return {}
    return {
        f"{scheme}://": proxies[scheme]
        for scheme in _SCHEMES
        if proxies.get(scheme, "").casefold().startswith("https:")
    }


def own_fault(account: Account) -> str | None:
    """Why the account's own proxy can't be used; `None` when that is not seen."""
    return _fault("proxy", account.proxy)


def environments_fault() -> str:
    """Which environment variable names a proxy, or hosts without one, that can't be used."""
    proxies = getproxies()
    for scheme in _SCHEMES:
        fault = _fault(_variable(f"{scheme}_proxy"), proxies.get(scheme, ""))
        if fault is not None:
            return fault
    return f"{_variable('no_proxy')} names a host in a way that can't be read"


def _fault(setting: str, address: str) -> str | None:
    if not address:
        return None
    try:
        httpx.Proxy(address if "://" in address else f"http://{address}")
        scheme = urlsplit(address).scheme
    except (ValueError, httpx.InvalidURL):
        return f"{setting} is no address of a proxy that can be used (http or https)"
    if scheme.startswith("socks"):
        return f"{setting} is a {safe(scheme)} proxy, for which the package socksio is not there"
    return None


def _variable(name: str) -> str:
    """The environment variable as it is written; those in small letters come first."""
    return name if os.environ.get(name) else name.upper()
