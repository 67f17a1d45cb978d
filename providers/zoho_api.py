"""One account's way to Zoho: its API, its tokens, and the hosts its results may come from.

The accounts server is reached over a wire of its own. So the client's secret goes only there,
and no link in an answer can have an access token sent to it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin

from providers.auth import Credential, KeyCredential
from providers.base import Account, Gate
from providers.errors import NoCredentials, Rejected
from providers.exchange import Answer, Body
from providers.grants import TokenCredential
from providers.job_paths import ZOHO_SCHEME
from providers.origin import host_of, origin_of
from providers.tokens import TokenCache
from providers.wire import Wire
from providers.zoho_errors import Asking, error_inside
from providers.zoho_oauth import Client, RefreshGrant
from providers.zoho_site import center_of, read_site

_ANOTHER: Final = "the token names {host} as its API, which is none of Zoho's; it is not asked"


class ZohoApi:
    """Asks Zoho on behalf of one account."""

    def __init__(self, account: Account, gate: Gate, tokens: TokenCache | None) -> None:
        """Find out where the account lives; nothing is sent.

        Raises:
            Rejected: A setting of the account has a value that Zoho does not know.
            NoCredentials: The account has nothing to say who we are with.
        """
        site = read_site(account)
        self.version = site.version
        self._account = account
        self._base = site.api_url + "/"
        self._is_given = site.is_given
        self._origins: set[str | None] = set()
        self._wire = Wire(account, site.api_url, gate)
        self._accounts = Wire(replace(account, hosts=()), site.accounts_url, gate)
        self._credential = self._find_credential(account, tokens)
        self._allow(site.api_url, *site.downloads)
        self.notes: tuple[str, ...] = ()
        """What in the tokens' answers was not as it should be; our words."""

    async def get(self, path: str) -> Answer:
        """GET a path of the API.

        Raises:
            ProviderError: One of its subclasses; also for an error under a status of success.
        """
        await self._settle()
        asking = Asking(self._credential)
        url = urljoin(self._base, path)
        answer = await self._wire.get(url, asking, asking.refusal)
        error = error_inside(answer)
        if error is not None and await asking.is_cured(answer):
            answer = await self._wire.get(url, asking, asking.refusal)
            error = error_inside(answer)
        if error is not None:
            raise error
        return answer

    @asynccontextmanager
    async def download(self, url: str) -> AsyncIterator[Body]:
        """The body at a result's link, as it comes.

        Args:
            url: As the vendor wrote it: absolute, or relative to the API.

        Raises:
            Rejected: It leads to a host that is not known to be Zoho's.
            ProviderError: Another of its subclasses, here or from the body's chunks.
        """
        await self._settle()
        try:
            target = urljoin(self._base, url)
        except ValueError:
            target = url
        if origin_of(target) not in self._origins:
            raise Rejected(
                f"the result is at {host_of(target)}, where the credentials of "
                f"{self._account.name} do not go; if it is Zoho's, add it to download_hosts"
            )
        asking = Asking(self._credential)
        async with self._wire.stream(target, asking, asking.refusal) as body:
            yield body

    async def close(self) -> None:
        """Give the connections back."""
        await self._wire.close()
        await self._accounts.close()

    def _find_credential(self, account: Account, tokens: TokenCache | None) -> Credential:
        secrets = account.secrets
        token = secrets.get("token")
        if token is not None:
            return KeyCredential(ZOHO_SCHEME, token)
        if "refresh_token" not in secrets:
            raise NoCredentials(f"account {account.name} has neither refresh_token nor token")
        client_id = account.options.get("client_id", "")
        if not client_id:
            raise NoCredentials(f"account {account.name} has no client_id")
        client = Client(
            account=account.name,
            id=client_id,
            secret=secrets.get("client_secret"),
            refresh_token=secrets["refresh_token"],
        )
        return TokenCredential(RefreshGrant(client, self._accounts), tokens)

    async def _settle(self) -> None:
        """Have a token, and ask the API where the token says that it is, if that is Zoho's.

        An address that the user gave is never left.
        """
        if not isinstance(self._credential, TokenCredential):
            return
        await self._credential.authorization()
        domain = self._credential.api_domain
        origin = origin_of(domain)
        if not domain or origin == origin_of(self._base):
            return
        center = center_of(domain)
        if center is None:
            note = _ANOTHER.format(host=host_of(domain))
            self.notes = (*(n for n in self.notes if n != note), note)
        elif not self._is_given:
            self._base = f"{origin}/"
            self._allow(self._base, *(f"https://{host}" for host in center.downloads))

    def _allow(self, *urls: str) -> None:
        for url in urls:
            self._wire.trust(url)
            self._origins.add(origin_of(url))
        self._origins.discard(None)
