"""Tokens: how they are got, how long they are kept, and where they and the secrets go.

Each server here is a real one on loopback that remembers what it was sent. A server on another
port is another origin, and so stands for another host.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from providers.auth import Secret
from providers.base import Account, OpenGate
from providers.errors import (
    Forbidden,
    Malformed,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
)
from providers.model import JobRef
from providers.tokens import OwnTokens
from providers.zoho import Zoho

TESTS = Path(__file__).parent.parent
JOB = b'{"id":"1","status":"ADDED"}'
STALE = (TESTS / "constructed" / "zoho_any_401_invalid_token.json").read_bytes()
NO_SCOPE = (TESTS / "recorded" / "zoho_write_401_oauth_scope_mismatch.json").read_bytes()
REF = JobRef("crm", "write", "1")
SECRETS = ("the-secret", "the-refresh-token")


@dataclass
class Server:
    """Answers each request with the next of `answers`, the last one again and again."""

    answers: list[tuple[int, bytes]]
    url: str = ""
    seen: list[str] = field(default_factory=list)
    """Each request whole, as text."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            sizes = [n for n in head.lower().split("\r\n") if n.startswith("content-length:")]
            content = await reader.readexactly(int(sizes[0].split(":")[1]) if sizes else 0)
            self.seen.append(head + content.decode())
            status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            line = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
            writer.write(f"{line}Content-Type: application/json\r\n\r\n".encode() + body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    @property
    def tokens(self) -> list[str]:
        """The `Authorization` headers it was sent."""
        lines = "\r\n".join(self.seen).split("\r\n")
        return [line.split(": ", 1)[1] for line in lines if line.startswith("Authorization:")]


Serve = Callable[..., Awaitable[Server]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts servers that are stopped after the test."""
    async with AsyncExitStack() as stack:

        async def serve(*answers: bytes | tuple[int, bytes]) -> Server:
            server = Server([a if isinstance(a, tuple) else (200, a) for a in answers])
            listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
            await stack.enter_async_context(listening)
            server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
            return server

        yield serve


class Held:
    """A secret that the test knows."""

    description = "the test"

    def __init__(self, text: str) -> None:
        self._text = text

    async def read(self, *, afresh: bool = False) -> Secret:
        return Secret(self._text)


def account(api: Server, accounts: Server, **options: str) -> Account:
    return Account(
        "crm",
        "zoho",
        base_url=api.url,
        options={"client_id": "1000.ID", "accounts_url": accounts.url, **options},
        secrets={"client_secret": Held(SECRETS[0]), "refresh_token": Held(SECRETS[1])},
    )


def token(text: str, more: str = '"expires_in":3600') -> bytes:
    return f'{{"access_token":"{text}","token_type":"Bearer",{more}}}'.encode()


async def test_a_token_is_got_once_and_serves_many_looks(serve: Serve) -> None:
    """Zoho gives ten in ten minutes: twenty jobs polled at once must share one."""
    api, accounts = await serve(JOB), await serve(token("T1"))
    zoho = Zoho(account(api, accounts), OpenGate())
    first = await asyncio.gather(*(zoho.fetch(REF) for _ in range(8)))
    again = await zoho.fetch(REF)
    await zoho.close()
    assert len(accounts.seen) == 1
    assert api.tokens == ["Zoho-oauthtoken T1"] * 9
    assert sorted(len(look.exchanges) for look in first) == [1] * 7 + [2]
    assert [call.path for call in again.exchanges] == ["/crm/bulk/v8/write/1"]


async def test_the_grant_is_a_form_and_its_secrets_stay_with_the_accounts_server(
    serve: Serve,
) -> None:
    """Secrets in a URL end in logs; a secret at the API, or a token here, is a leak."""
    api, accounts = await serve(JOB), await serve(token("T1"))
    zoho = Zoho(account(api, accounts), OpenGate())
    await zoho.fetch(REF)
    await zoho.close()
    [grant] = accounts.seen
    assert grant.startswith("POST /oauth/v2/token HTTP/1.1\r\n")
    assert parse_qs(grant.split("\r\n\r\n")[1]) == {
        "grant_type": ["refresh_token"],
        "client_id": ["1000.ID"],
        "client_secret": [SECRETS[0]],
        "refresh_token": [SECRETS[1]],
    }
    assert accounts.tokens == []
    assert not any(secret in text for text in api.seen for secret in SECRETS)


async def test_a_result_link_never_draws_the_token_elsewhere(serve: Serve) -> None:
    """The link is the vendor's text; whoever can write it would have the account."""
    api, accounts, other = await serve(JOB), await serve(token("T1")), await serve(b"PK")
    port = other.url.rsplit(":", 1)[1]
    zoho = Zoho(account(api, accounts), OpenGate())
    for link in (
        f"{other.url}/r.zip",
        f"//127.0.0.1:{port}/r.zip",
        f"{accounts.url}/r.zip",
        f"http://user@127.0.0.1:{port}/r.zip",
        "https://download-accl.zoho.com.evil.example/r.zip",
        "https://download-accl.zoho.com/r.zip",
        "http://download-accl.zoho.com/r.zip",
        "file:///etc/passwd",
        "https://[oops/r.zip",
    ):
        api.answers = [(200, f'{{"id":"1","status":"COMPLETED","result":{{"download_url":"{link}"'
                       "}}".encode())]  # fmt: skip
        look = await zoho.fetch(REF)
        with pytest.raises(Rejected, match="download_hosts"):
            async with zoho.records(look):
                pass
    await zoho.close()
    assert other.seen == []
    assert len(accounts.seen) == 1


async def test_a_stale_token_is_renewed_once(serve: Serve) -> None:
    """Tokens end early when sixteen are about: the job must not stop for it."""
    api = await serve((401, STALE), JOB)
    accounts = await serve(token("T1"), token("T2"))
    zoho = Zoho(account(api, accounts), OpenGate())
    look = await zoho.fetch(REF)
    assert api.tokens == ["Zoho-oauthtoken T1", "Zoho-oauthtoken T2"]
    assert [call.status for call in look.exchanges] == [200, 401, 200, 200]
    api.answers = [(401, STALE)]
    with pytest.raises(Unauthorized, match="INVALID_TOKEN") as refused:
        await zoho.fetch(REF)
    await zoho.close()
    assert len(accounts.seen) == 3
    assert len(refused.value.exchanges) == 3


async def test_a_stale_token_told_under_a_status_of_success_is_renewed_once(serve: Serve) -> None:
    """Zoho reports errors under 200: read as the job's own, the job would stop for good."""
    api = await serve((200, STALE), JOB)
    accounts = await serve(token("T1"), token("T2"), token("T3"))
    zoho = Zoho(account(api, accounts), OpenGate())
    await zoho.fetch(REF)
    assert api.tokens == ["Zoho-oauthtoken T1", "Zoho-oauthtoken T2"]
    api.answers = [(401, STALE), (200, STALE)]
    with pytest.raises(Unauthorized, match="INVALID_TOKEN"):
        await zoho.fetch(REF)
    await zoho.close()
    assert api.tokens[2:] == ["Zoho-oauthtoken T2", "Zoho-oauthtoken T3"]


async def test_a_missing_scope_takes_no_token_and_holds_no_account(serve: Serve) -> None:
    """Another token of the same grant has the same rights, and those may cover other jobs."""
    api, accounts = await serve((401, NO_SCOPE)), await serve(token("T1"))
    zoho = Zoho(account(api, accounts), OpenGate())
    with pytest.raises(Forbidden, match=r"ZohoCRM\.bulk\.ALL"):
        await zoho.fetch(REF)
    await zoho.close()
    assert len(accounts.seen) == 1


async def test_a_given_token_is_used_as_it_is(serve: Serve) -> None:
    """Without a refresh token there is nobody to ask for another."""
    api, accounts = await serve(JOB, (401, STALE)), await serve(token("T1"))
    given = Account("crm", "zoho", base_url=api.url, secrets={"token": Held("GIVEN")})
    zoho = Zoho(given, OpenGate())
    await zoho.fetch(REF)
    with pytest.raises(Unauthorized):
        await zoho.fetch(REF)
    await zoho.close()
    assert api.tokens == ["Zoho-oauthtoken GIVEN"] * 2
    assert accounts.seen == []


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("200_invalid_code", 200, Unauthorized),
        ("200_invalid_client", 200, Unauthorized),
        ("200_invalid_client_secret", 200, Unauthorized),
        ("400_throttled", 400, RateLimited),
        ("400_throttled", 200, RateLimited),
    ],
)
async def test_a_refused_grant_is_read_by_its_word(
    serve: Serve, name: str, status: int, kind: type[ProviderError]
) -> None:
    """All of these come under 200, and none of them is a token."""
    text = (TESTS / "constructed" / f"zoho_token_{name}.json").read_bytes()
    api, accounts = await serve(JOB), await serve((status, text))
    zoho = Zoho(account(api, accounts), OpenGate())
    with pytest.raises(kind) as refused:
        await zoho.fetch(REF)
    if isinstance(refused.value, RateLimited):
        assert refused.value.retry_after == 600.0
        # The bar holds for the other jobs of the account too, which do not ask again.
        with pytest.raises(RateLimited, match="the next not before"):
            await zoho.fetch(REF)
    await zoho.close()
    assert len(accounts.seen) == 1
    assert api.seen == []
    assert "crm" in str(refused.value)
    assert not any(secret in str(refused.value) for secret in SECRETS)


@pytest.mark.parametrize(
    "text", [b"{}", b"[]", b"<html>Sign in</html>", b"", token("two\\nlines"), b'{"error":7}']
)
async def test_an_answer_without_a_token_is_malformed(serve: Serve, text: bytes) -> None:
    """A sign-in page with status 200 is a proxy's, and no reason to send its text as a token."""
    api, accounts = await serve(JOB), await serve(text)
    zoho = Zoho(account(api, accounts), OpenGate())
    with pytest.raises(Malformed):
        await zoho.fetch(REF)
    await zoho.close()
    assert api.seen == []


async def test_sessions_share_a_token_and_neither_asks_for_a_second(serve: Serve) -> None:
    """One person's desk and command line would else use up the ten tokens."""
    api, accounts = await serve(JOB), await serve(token("T1"), token("T2"))
    tokens = OwnTokens()
    desk = Zoho(account(api, accounts), OpenGate(), tokens)
    command = Zoho(account(api, accounts), OpenGate(), tokens)
    await desk.fetch(REF)
    await command.fetch(REF)
    assert len(accounts.seen) == 1
    # When the shared token is refused, the first to notice renews it for both.
    api.answers = [(401, STALE), (200, JOB), (401, STALE), (200, JOB)]
    await desk.fetch(REF)
    await command.fetch(REF)
    await desk.close()
    await command.close()
    assert len(accounts.seen) == 2
    assert api.tokens[-1] == "Zoho-oauthtoken T2"
