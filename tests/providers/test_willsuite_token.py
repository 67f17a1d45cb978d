"""WillSuite's token: fetched when needed, kept while good, and sent to nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest

from providers.auth import Secret, SecretSource
from providers.base import Account, OpenGate
from providers.errors import (
    NoCredentials,
    Rejected,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from providers.grants import TokenCredential
from providers.model import JobRef
from providers.willsuite import WillSuite
from providers.willsuite_oauth import ClientGrant
from providers.wire import Wire

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

Read = Callable[[str], bytes]

Open = Callable[..., WillSuite]

REF = JobRef("wills", "job", "00000000-0000-4000-8000-000000000004")

CANARY = "canary-1f9c"


def grants(token: str, **fields: object) -> bytes:
    """The answer that gives a token."""
    return json.dumps({"token_type": "Bearer", "access_token": token, **fields}).encode()


@pytest.fixture
def clock() -> list[float]:
    """Seconds, in its one element; tests move it by hand."""
    return [1_000.0]


@pytest.fixture
async def make_token(
    server: Loopback, secret: Callable[..., SecretSource], clock: list[float]
) -> AsyncIterator[Callable[..., TokenCredential]]:
    """Makes credentials on one wire to the server."""
    wire = Wire(Account("wills", "willsuite"), server.url, OpenGate())
    yield lambda *secrets: TokenCredential(
        ClientGrant(
            "wills", wire, f"{server.url}/oauth/token/", "41", secret(*secrets or (CANARY,))
        ),
        None,
        now=lambda: clock[0],
    )
    await wire.close()


async def test_a_token_is_fetched_once_in_the_documented_form_and_used(
    server: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """A token call beside each look would double what we cost the vendor."""
    server.says(200, recorded("willsuite_token"))
    server.says(200, recorded("willsuite_completed_clean"), times=2)
    adapter = open_willsuite(f"{server.url}/engine/api", client_secret=CANARY)

    first = await adapter.fetch(REF)
    second = await adapter.fetch(REF)

    ask, *looks = server.requests
    assert (ask.method, ask.target) == ("POST", "/engine/api/oauth/token/")
    assert ask.headers["content-type"] == "application/json"
    assert json.loads(ask.body) == {
        "grant_type": "client_credentials",
        "client_id": "41",
        "client_secret": CANARY,
    }
    assert "authorization" not in ask.headers
    token = json.loads(recorded("willsuite_token"))["access_token"]
    assert [r.headers["authorization"] for r in looks] == [f"Bearer {token}"] * 2
    assert [e.method for e in first.exchanges] == ["POST", "GET"]
    assert [e.method for e in second.exchanges] == ["GET"]
    assert CANARY not in repr((first, second))


async def test_looks_that_start_together_share_one_token(
    server: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """Fifty jobs at the start of the desk are one token call."""
    server.says(200, grants("t"), path="/oauth")
    server.says(200, recorded("willsuite_completed_clean"), path="/api-jobs", times=8)
    adapter = open_willsuite(server.url, client_secret=CANARY)

    await asyncio.gather(*(adapter.fetch(REF) for _ in range(8)))

    assert [r.method for r in server.requests].count("POST") == 1


async def test_a_refused_token_is_renewed_once_for_all_who_hold_it(
    server: Loopback, make_token: Callable[..., TokenCredential]
) -> None:
    """Ten looks refused together are one token call, not ten."""
    server.says(200, grants("old"))
    server.says(200, grants("new"))
    token = make_token()
    refused = await token.authorization()

    assert all(await asyncio.gather(*(token.renew(refused) for _ in range(10))))

    assert (await token.authorization()).reveal() == "Bearer new"
    assert len(server.requests) == 2
    assert await token.renew(Secret("Bearer older"))
    assert len(server.requests) == 2


async def test_a_look_is_tried_again_with_a_new_token_once(
    server: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """A token that the vendor withdrew early looks like a wrong key; a third try is a loop."""
    for n in range(4):
        server.says(200, grants(f"t{n}"), path="/oauth")
    server.says(401, recorded("willsuite_error_401"), path="/api-jobs")
    server.says(200, recorded("willsuite_completed_clean"), path="/api-jobs")
    server.says(401, recorded("willsuite_error_401"), path="/api-jobs", times=5)
    adapter = open_willsuite(server.url, client_secret=CANARY)

    look = await adapter.fetch(REF)
    with pytest.raises(Unauthorized, match="Unauthenticated"):
        await adapter.fetch(REF)

    sent = [r.headers.get("authorization", "POST") for r in server.requests]
    assert sent == [
        "POST", "Bearer t0", "POST", "Bearer t1", "Bearer t1", "POST", "Bearer t2"
    ]  # fmt: skip
    assert [e.status for e in look.exchanges] == [200, 401, 200, 200]


async def test_a_given_token_is_used_and_none_is_fetched(
    server: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """Some customers hand out a token and keep the client's secret to themselves."""
    server.says(200, recorded("willsuite_completed_clean"))
    server.says(401, recorded("willsuite_error_401"))
    adapter = open_willsuite(server.url, token="given", client_secret=CANARY)

    await adapter.fetch(REF)
    with pytest.raises(Unauthorized):
        await adapter.fetch(REF)

    assert [r.headers["authorization"] for r in server.requests] == ["Bearer given"] * 2


async def test_secret_and_token_each_go_to_their_own_host_only(
    server: Loopback, elsewhere: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """Where tokens come from another host, that host must not see them used, nor the other one
    the client's secret."""
    elsewhere.says(200, grants("t"))
    server.says(200, recorded("willsuite_completed_clean"))
    server.says(307, b"", {"Location": f"{elsewhere.url}/x"})
    adapter = open_willsuite(
        server.url, client_secret=CANARY, token_url=f"{elsewhere.url}/oauth/token/"
    )

    await adapter.fetch(REF)
    with pytest.raises(Rejected):
        await adapter.fetch(REF)

    assert [(r.method, "authorization" in r.headers) for r in elsewhere.requests] == [
        ("POST", False)
    ]
    assert [r.headers["authorization"] for r in server.requests] == ["Bearer t"] * 2
    assert not any(CANARY.encode() in r.body for r in server.requests)
    with pytest.raises(Rejected, match="will not send"):
        await adapter._wire.post(f"{elsewhere.url}/x", Secret("Bearer t"))


@pytest.mark.parametrize(
    "token_url", ["http://evil.example/t", "https://user@evil.example/t", "https://[bad/"]
)
async def test_the_secret_goes_to_no_address_that_is_not_safe(
    server: Loopback, open_willsuite: Open, token_url: str
) -> None:
    """Plain HTTP shows the client's secret to the network."""
    adapter = open_willsuite(server.url, client_secret=CANARY, token_url=token_url)

    with pytest.raises(NoCredentials, match=r"will not send.*see token_url"):
        await adapter.fetch(REF)

    assert server.requests == []


async def test_a_relative_token_address_is_below_the_base(
    server: Loopback, open_willsuite: Open
) -> None:
    """The vendor's reference prints it so."""
    server.says(500)
    adapter = open_willsuite(f"{server.url}/a/b", client_secret=CANARY, token_url="/oauth/token/")

    with pytest.raises(Unavailable):
        await adapter.fetch(REF)

    assert server.requests[0].target == "/oauth/token/"


async def test_an_account_without_credentials_says_what_it_needs(
    server: Loopback, open_willsuite: Open
) -> None:
    """Before anything is sent."""
    with pytest.raises(NoCredentials, match="needs a token, or client_id and client_secret"):
        await open_willsuite(server.url, other="x").fetch(REF)

    assert server.requests == []


async def test_a_token_host_that_is_down_is_unreachable(
    server: Loopback, open_willsuite: Open
) -> None:
    """The look is tried again, as for any other network trouble."""
    adapter = open_willsuite(
        server.url, client_secret=CANARY, token_url="http://127.0.0.1:1/oauth/token/"
    )

    with pytest.raises(Unreachable):
        await adapter.fetch(REF)
