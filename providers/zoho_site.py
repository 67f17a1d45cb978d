"""Where Zoho lives: data centres, environments, path versions, and the hosts of results.

Source: Zoho CRM API documentation, "Multi DC", and the tables of Zoho's own client libraries.
Accounts, tokens and jobs belong to one data centre and one environment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from providers.base import Account
from providers.errors import Rejected
from providers.origin import is_loopback, origin_of
from providers.text import safe


@dataclass(frozen=True, slots=True)
class DataCenter:
    """One of Zoho's data centres, by its domains."""

    accounts: str
    """Host that gives out tokens."""
    api: str
    """Domain below which each environment has its host."""
    web: str
    """Domain below which result files are handed out."""

    @property
    def downloads(self) -> tuple[str, ...]:
        """Hosts of results: `download-accl` is the one in Zoho's recorded answers."""
        return f"download-accl.{self.web}", f"download.{self.web}"


DATA_CENTERS: Final = {
    "us": DataCenter("accounts.zoho.com", "zohoapis.com", "zoho.com"),
    "eu": DataCenter("accounts.zoho.eu", "zohoapis.eu", "zoho.eu"),
    "in": DataCenter("accounts.zoho.in", "zohoapis.in", "zoho.in"),
    "au": DataCenter("accounts.zoho.com.au", "zohoapis.com.au", "zoho.com.au"),
    "jp": DataCenter("accounts.zoho.jp", "zohoapis.jp", "zoho.jp"),
    "cn": DataCenter("accounts.zoho.com.cn", "zohoapis.com.cn", "zoho.com.cn"),
    "ca": DataCenter("accounts.zohocloud.ca", "zohoapis.ca", "zohocloud.ca"),
    "sa": DataCenter("accounts.zoho.sa", "zohoapis.sa", "zoho.sa"),
    "uk": DataCenter("accounts.zoho.uk", "zohoapis.uk", "zoho.uk"),
}

ENVIRONMENTS: Final = {"production": "www", "sandbox": "sandbox", "developer": "developer"}
"""What an account calls an environment, and the first word of its API host."""

VERSIONS: Final = ("v2", "v2.1", "v3", "v4", "v5", "v6", "v7", "v8")


@dataclass(frozen=True, slots=True)
class Site:
    """Where one account's requests go."""

    api_url: str
    """Origin of the API, without a slash at its end."""
    accounts_url: str
    version: str
    """First part of every path, such as `v8`."""
    is_given: bool
    """The user set the API's address, so no token answer changes it."""
    downloads: tuple[str, ...]
    """Origins besides the API's that results may be fetched from."""


def read_site(account: Account) -> Site:
    """Where the account's settings say that it lives.

    Raises:
        Rejected: A setting has a value that Zoho does not know.
    """
    options = account.options
    center = DATA_CENTERS[_one_of(account, "data_center", "us", tuple(DATA_CENTERS))]
    first = ENVIRONMENTS[_one_of(account, "environment", "production", tuple(ENVIRONMENTS))]
    base_url = account.base_url.rstrip("/")
    # A server on this machine only plays Zoho: its tokens are none of the real hosts' business.
    is_played = is_loopback(urlsplit(base_url).hostname or "") if base_url else False
    hosts = account.hosts if is_played else (*center.downloads, *account.hosts)
    return Site(
        api_url=base_url or f"https://{first}.{center.api}",
        accounts_url=options.get("accounts_url", "").rstrip("/") or f"https://{center.accounts}",
        version=_one_of(account, "version", "v8", VERSIONS),
        is_given=bool(base_url),
        downloads=tuple(f"https://{host}" for host in hosts),
    )


def center_of(url: str) -> DataCenter | None:
    """The data centre whose API is at `url`; `None` for any other address.

    Zoho's own code also writes the production host without its `www`.
    """
    origin = origin_of(url)
    for center in DATA_CENTERS.values():
        hosts = [center.api, *(f"{first}.{center.api}" for first in ENVIRONMENTS.values())]
        if origin in [f"https://{host}:443" for host in hosts]:
            return center
    return None


def _one_of(account: Account, key: str, default: str, known: tuple[str, ...]) -> str:
    value = account.options.get(key, "").strip().lower() or default
    if value not in known:
        raise Rejected(
            f"account {account.name}: {key} is {safe(value)!r}; Zoho has {', '.join(known)}"
        )
    return value
