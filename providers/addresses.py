"""Where each vendor answers about one job, and which word stands before the credential there.

Apart from the adapters, so that an address can be written down without loading an HTTP client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from providers.base import Account
from providers.job_paths import (
    FUSEBILL,
    WILLSUITE,
    ZOHO_SCHEME,
    fusebill_path,
    willsuite_path,
    zoho_path,
)
from providers.model import JobRef
from providers.zoho_site import read_site

_SCHEMES: Final[Mapping[str, tuple[str, str]]] = {
    "fusebill": ("Basic", "api_key"),
    "willsuite": ("Bearer", "token"),
    "zoho": (ZOHO_SCHEME, "token"),
}
"""By provider: the word, and what the configuration calls the credential that follows it."""


@dataclass(frozen=True, slots=True)
class Address:
    """How one job is asked for."""

    url: str
    scheme: str
    """What stands before the credential in the `Authorization` header."""
    secret: str
    """The credential, by its key in the configuration."""


def address_of(account: Account, ref: JobRef) -> Address:
    """How the account's adapter asks for a job.

    Raises:
        Rejected: The id can be no part of a path, or a setting has a value that Zoho does not know.
    """
    if account.provider == "zoho":
        site = read_site(account)
        base, path = site.api_url, zoho_path(ref, site.version)
    elif account.provider == "willsuite":
        base, path = account.base_url or WILLSUITE, willsuite_path(ref)
    else:
        base, path = account.base_url or FUSEBILL, fusebill_path(ref)
    return Address(urljoin(base.rstrip("/") + "/", path), *_SCHEMES[account.provider])
