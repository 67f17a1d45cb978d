"""A token's life, the limit on tokens, and the API that a token names as its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from providers.auth import Secret
from providers.base import Account, OpenGate
from providers.errors import RateLimited, Rejected, Unauthorized, Unreachable
from providers.grants import TokenCredential
from providers.model import JobRef
from providers.sandbox.options import CLIENT_SECRET, ZOHO_REFRESH_TOKEN, SandboxOptions
from providers.sandbox.server import Sandbox
from providers.wire import Wire
from providers.zoho import Zoho
from providers.zoho_oauth import Client, RefreshGrant
from providers.zoho_site import DATA_CENTERS, center_of, read_site

REF = JobRef("crm", "write", "4150868000005350003")
START = 1_750_000_000.0


class Held:
    """A secret that the test knows."""

    description = "the test"

    def __init__(self, text: str) -> None:
        self._text = text

    async def read(self, *, afresh: bool = False) -> Secret:
        return Secret(self._text)


CLIENT = Client("crm", "1000.SANDBOXCLIENT", Held(CLIENT_SECRET), Held(ZOHO_REFRESH_TOKEN))
ACCOUNT = Account(
    "crm",
    "zoho",
    options={"client_id": CLIENT.id},
    secrets={"client_secret": Held(CLIENT_SECRET), "refresh_token": Held(ZOHO_REFRESH_TOKEN)},
)


@pytest.fixture
def now() -> list[float]:
    """The time in its one element, in seconds since 1970; tests move it by hand."""
    return [START]


Begin = Callable[[SandboxOptions], Awaitable[tuple[TokenCredential, Sandbox]]]


@pytest.fixture
async def begin(now: list[float]) -> AsyncIterator[Begin]:
    """A credential whose accounts server is a sandbox on the same clock."""
    async with AsyncExitStack() as stack:

        async def begin(options: SandboxOptions) -> tuple[TokenCredential, Sandbox]:
            sandbox = await stack.enter_async_context(Sandbox(options, now=lambda: now[0]))
            wire = Wire(ACCOUNT, sandbox.base_url, OpenGate())
            stack.push_async_callback(wire.close)
            return TokenCredential(RefreshGrant(CLIENT, wire), None, now=lambda: now[0]), sandbox

        yield begin


@pytest.mark.parametrize(
    ("life", "kept", "gone"), [(3600.0, 3539.0, 3541.0), (300.0, 239.0, 241.0), (60.0, 29.0, 31.0)]
)
async def test_a_token_is_kept_until_shortly_before_its_end(
    begin: Begin, now: list[float], life: float, kept: float, gone: float
) -> None:
    """A token that ends on its way is a refusal that nobody needed."""
    credential, sandbox = await begin(SandboxOptions(token_life=life))
    first = (await credential.authorization()).reveal()
    now[0] = START + kept
    assert (await credential.authorization()).reveal() == first
    now[0] = START + gone
    assert (await credential.authorization()).reveal() != first
    assert len(sandbox.log) == 2


async def test_the_eleventh_token_of_ten_minutes_is_not_asked_for(
    begin: Begin, now: list[float]
) -> None:
    """Zoho bars the refresh token for the rest of the ten minutes, for its owner's programs too."""
    credential, sandbox = await begin(SandboxOptions())
    for second in range(10):
        now[0] = START + second
        assert await credential.renew(await credential.authorization())
        if len(sandbox.log) == 10:
            break
    with pytest.raises(RateLimited, match="the next not before 2025-06-15T15:16:40Z") as refused:
        await credential.renew(await credential.authorization())
    assert refused.value.retry_after == pytest.approx(START + 600 - now[0])
    assert len(sandbox.log) == 10
    now[0] = START + 601
    assert await credential.renew(await credential.authorization())


async def test_many_at_once_get_one_token(begin: Begin) -> None:
    """A desk opens with all its jobs due."""
    credential, sandbox = await begin(SandboxOptions())
    got = await asyncio.gather(*(credential.authorization() for _ in range(20)))
    assert len({secret.reveal() for secret in got}) == 1
    renewed = await asyncio.gather(*(credential.renew(got[0]) for _ in range(20)))
    assert renewed == [True] * 20
    assert len(sandbox.log) == 2


class Rotated(Held):
    """A secret that was changed since it was last read."""

    async def read(self, *, afresh: bool = False) -> Secret:
        return Secret(ZOHO_REFRESH_TOKEN if afresh else self._text)


async def test_a_refresh_token_that_was_changed_is_asked_for_again_once() -> None:
    """After a rotation the command gives a new one; nobody should have to restart the desk."""
    async with Sandbox(SandboxOptions()) as sandbox:
        wire = Wire(ACCOUNT, sandbox.base_url, OpenGate())
        rotated = replace(CLIENT, refresh_token=Rotated("1000.old"))
        dead = replace(CLIENT, refresh_token=Held("1000.old"))

        assert await TokenCredential(RefreshGrant(rotated, wire), None).authorization()
        assert len(sandbox.log) == 2
        with pytest.raises(Unauthorized, match="refuses the refresh token"):
            await TokenCredential(RefreshGrant(dead, wire), None).authorization()
        assert len(sandbox.log) == 3
        await wire.close()


@pytest.mark.parametrize(
    ("said", "kept", "gone"),
    [
        ({"expires_in": 3_600_000, "expires_in_sec": 3600}, 3539, 3541),
        ({"expires_in": "3600"}, 3539, 3541),
        ({}, 3539, 3541),
        ({"expires_in": "soon"}, 3539, 3541),
        ({"expires_in": -5}, 3539, 3541),
        ({"expires_in": 1e300}, 86_339, 86_341),
    ],
)
async def test_every_spelling_of_a_life_is_understood(
    now: list[float], said: dict[str, object], kept: float, gone: float
) -> None:
    """Older answers count in milliseconds; read as seconds, they would outlive the token."""
    count = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        await reader.readuntil(b"\r\n\r\n")
        body = json.dumps({"access_token": f"T{count}", **said}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        wire = Wire(ACCOUNT, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", OpenGate())
        credential = TokenCredential(RefreshGrant(CLIENT, wire), None, now=lambda: now[0])
        for at, number in ((0, 1), (kept, 1), (gone, 2)):
            now[0] = START + at
            assert (await credential.authorization()).reveal() == f"Zoho-oauthtoken T{number}"
        await wire.close()


Proxied = Callable[..., Awaitable[tuple[list[str], list[str]]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Proxied:
    """Fetches a job with a token that names an API; gives the hosts asked, and diagnostics.

    The proxy that the environment names takes the place of the internet: it notes what it is
    asked to connect to, and refuses.
    """

    async def asked(domain: str, **options: str) -> tuple[list[str], list[str]]:
        seen: list[str] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if head.startswith("CONNECT "):
                assert "oauthtoken" not in head
                seen.append(head.split()[1])
                writer.write(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
            else:
                body = json.dumps({"access_token": "T", "api_domain": domain}).encode()
                line = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(line.encode() + body)
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            for name in ("HTTPS_PROXY", "https_proxy"):
                monkeypatch.setenv(name, url)
            for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.delenv(name, raising=False)
            given = {**ACCOUNT.options, "accounts_url": url, **options}
            zoho = Zoho(replace(ACCOUNT, options=given), OpenGate())
            with pytest.raises(Unreachable):
                await zoho.fetch(REF)
            notes = list(zoho._api().notes)
            await zoho.close()
            return seen, notes

    return asked


@pytest.mark.parametrize(
    ("domain", "options", "host"),
    [
        ("https://www.zohoapis.com", {}, "www.zohoapis.com"),
        ("https://www.zohoapis.eu", {}, "www.zohoapis.eu"),
        ("HTTPS://WWW.ZohoApis.EU:443/ignored?x=1", {}, "www.zohoapis.eu"),
        ("https://sandbox.zohoapis.in", {"data_center": "in"}, "sandbox.zohoapis.in"),
        ("", {"data_center": "jp", "environment": "developer"}, "developer.zohoapis.jp"),
    ],
)
async def test_the_api_that_a_token_names_is_asked_when_it_is_zohos(
    asked: Proxied, domain: str, options: dict[str, str], host: str
) -> None:
    """A token is good at one data centre only, and its answer says at which."""
    assert await asked(domain, **options) == ([f"{host}:443"], [])


@pytest.mark.parametrize(
    "domain",
    [
        "https://www.zohoapis.com.evil.example",
        "https://evil.example",
        "http://www.zohoapis.com",
        "https://www.zohoapis.com:8443",
        "https://www.zohoapis.com@evil.example",
        "https://evil.zohoapis.com",
        "https://evilzohoapis.com",
        "https://www.zohoapis.com.",
        "https://xn--www-zohoapis-9qd.com",
        "https://www.zoh\u043eapis.com",
        "https://www.zohoapis.com%2eevil.example",
        "https://evil.example\\@www.zohoapis.com",
        "https://evil.example#www.zohoapis.com",
        "https://user:secret@www.zohoapis.com",
        "//www.zohoapis.com",
        "nonsense",
    ],
)
async def test_an_api_that_is_not_zohos_is_not_asked(asked: Proxied, domain: str) -> None:
    """Whoever stands between us and the accounts server would be handed the token."""
    hosts, notes = await asked(domain)
    assert hosts == ["www.zohoapis.com:443"]
    assert len(notes) == 1


async def test_an_address_that_the_user_gave_is_not_left() -> None:
    """A test against a machine of one's own must never end up at the real vendor."""
    async with Sandbox(SandboxOptions()) as sandbox:
        at_home = {**ACCOUNT.options, "accounts_url": sandbox.base_url}
        zoho = Zoho(replace(ACCOUNT, base_url=sandbox.base_url, options=at_home), OpenGate())
        look = await zoho.fetch(REF)
        await zoho.close()
    assert look.job.diagnostics == ()


def test_the_data_centres_hosts_are_all_known() -> None:
    """Canada alone keeps accounts and API in different domains."""
    canada = read_site(replace(ACCOUNT, options={"data_center": "CA"}))
    assert canada.accounts_url == "https://accounts.zohocloud.ca"
    assert canada.api_url == "https://www.zohoapis.ca"
    assert "https://download-accl.zohocloud.ca" in canada.downloads
    for name, center in DATA_CENTERS.items():
        site = read_site(replace(ACCOUNT, options={"data_center": name}))
        assert center_of(site.api_url) is center


@pytest.mark.parametrize("key", ["data_center", "environment", "version"])
async def test_a_wrong_setting_is_told_with_the_right_ones(key: str) -> None:
    """It is told when a job is asked for, as one line, and names what Zoho has."""
    zoho = Zoho(replace(ACCOUNT, options={key: "mars"}), OpenGate())
    with pytest.raises(Rejected, match=f"account crm: {key} is 'mars'; Zoho has"):
        await zoho.fetch(REF)
    await zoho.close()


async def test_an_account_without_credentials_says_so() -> None:
    """Nothing is sent that could only be refused."""
    zoho = Zoho(replace(ACCOUNT, secrets={}), OpenGate())
    with pytest.raises(Unauthorized, match="neither refresh_token nor token"):
        await zoho.fetch(REF)
    await zoho.close()
