"""WillSuite's token: fetched when needed, kept while good, and sent to nobody else."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest

from providers.auth import Secret, SecretSource
from providers.base import Account, OpenGate
from providers.errors import (
    Malformed,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from providers.model import JobRef
from providers.willsuite import WillSuite
from providers.willsuite_oauth import ClientToken
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


def jwt(**claims: float) -> str:
    """A token that says so of itself."""
    parts = (b'{"typ":"JWT","alg":"RS256"}', json.dumps(claims).encode(), b"sig")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@pytest.fixture
def clock() -> list[float]:
    """Seconds, in its one element; tests move it by hand."""
    return [1_000.0]


@pytest.fixture
async def make_token(
    server: Loopback, secret: Callable[..., SecretSource], clock: list[float]
) -> AsyncIterator[Callable[..., ClientToken]]:
    """Makes credentials on one wire to the server."""
    wire = Wire(Account("wills", "willsuite"), server.url, OpenGate())
    yield lambda *secrets: ClientToken(
        wire,
        f"{server.url}/oauth/token/",
        "41",
        secret(*secrets or (CANARY,)),
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


@pytest.mark.parametrize(
    ("answer", "good_until", "renewed_at"),
    [
        (grants("t", expires_in=3600), 3_539, 3_540),
        (grants("t", expires_in="3600"), 3_539, 3_540),
        (grants("t", expires_in=80), 39, 40),
        (grants(jwt(exp=9_000_600, iat=9_000_000)), 539, 540),
        (grants(jwt(exp=9_000_600, iat=9_000_000), expires_in=300), 239, 240),
        (grants(jwt(exp=9_000_000, iat=9_000_600)), 10**9, None),
        (grants(jwt(iat=1)), 10**9, None),
        (grants("a.!!!.c"), 10**9, None),
        (grants("a.bm8.c"), 10**9, None),
        (grants("opaque", expires_in=0), 10**9, None),
        (grants("opaque", expires_in="soon"), 10**9, None),
        (grants("opaque", expires_in=None), 10**9, None),
    ],
)
async def test_a_token_lives_as_long_as_it_is_said_to(
    server: Loopback,
    make_token: Callable[..., ClientToken],
    clock: list[float],
    answer: bytes,
    good_until: float,
    renewed_at: float | None,
) -> None:
    """How long is not documented: the answer may say, or the token itself, or nobody."""
    server.says(200, answer)
    server.says(200, grants("next"))
    token = make_token()
    begun = clock[0]

    first = (await token.authorization()).reveal()
    clock[0] = begun + good_until
    assert (await token.authorization()).reveal() == first
    assert len(server.requests) == 1
    if renewed_at is not None:
        clock[0] = begun + renewed_at
        assert (await token.authorization()).reveal() == "Bearer next"


async def test_a_refused_token_is_renewed_once_for_all_who_hold_it(
    server: Loopback, make_token: Callable[..., ClientToken]
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


ANSWERS: list[tuple[int, bytes | str, type[ProviderError], str]] = [
    (401, "willsuite_error_401_token", Unauthorized, "Client authentication failed"),
    (400, b'{"error":"unsupported_grant_type"}', Unauthorized, "unsupported_grant_type"),
    (403, b"", Unauthorized, "no token: HTTP 403"),
    (404, b"<html>", Unauthorized, "is token_url right?"),
    (405, b'{"message":"Not POST."}', Unauthorized, "Not POST."),
    (302, b"", Unauthorized, "it points to 127.0.0.1"),
    (429, "willsuite_error_429", RateLimited, "Too Many Attempts."),
    (500, "willsuite_error_500", Unavailable, "Server Error"),
    (200, b"<html>", Malformed, "a web page"),
    (200, b"{}", Malformed, "no token can be read from the answer: the token is empty"),
    (200, grants("two\nlines"), Malformed, "a line break at position 4"),
    (200, b'{"access_token":7}', Malformed, "$.access_token"),
]


@pytest.mark.parametrize(("status", "answer", "kind", "told"), ANSWERS)
async def test_what_gives_no_token_is_the_accounts_trouble_and_never_the_jobs(
    server: Loopback,
    recorded: Read,
    open_willsuite: Open,
    status: int,
    answer: bytes | str,
    kind: type[ProviderError],
    told: str,
) -> None:
    """A 404 for the token, taken for the job's, would call every job of the account gone."""
    body = recorded(answer) if isinstance(answer, str) else answer
    server.says(status, body, {"Content-Type": "text/plain"})

    with pytest.raises(ProviderError) as caught:
        await open_willsuite(server.url, client_secret=CANARY).fetch(REF)

    assert type(caught.value) is kind
    assert told in str(caught.value)
    assert CANARY not in str(caught.value)
    assert [e.path for e in caught.value.exchanges] == ["/oauth/token/"]


async def test_a_secret_that_was_changed_is_asked_for_again_once(
    server: Loopback, recorded: Read, make_token: Callable[..., ClientToken]
) -> None:
    """After a rotation the command gives a new one; nobody should have to restart the desk."""
    server.says(401, recorded("willsuite_error_401_token"))
    server.says(200, grants("t"))
    server.says(401, recorded("willsuite_error_401_token"), times=3)

    assert (await make_token("old", "new").authorization()).reveal() == "Bearer t"
    with pytest.raises(Unauthorized):
        await make_token("same").authorization()

    sent = [json.loads(r.body)["client_secret"] for r in server.requests]
    assert sent == ["old", "new", "same"]


async def test_a_failed_fetch_leaves_no_token_and_the_next_look_tries_again(
    server: Loopback, make_token: Callable[..., ClientToken], clock: list[float]
) -> None:
    """A vendor that was down for a minute must not cost a restart."""
    server.says(200, grants("t0", expires_in=600))
    server.says(503)
    server.says(200, grants("t1"))
    token = make_token()
    await token.authorization()
    clock[0] += 600

    with pytest.raises(Unavailable):
        await token.authorization()

    assert (await token.authorization()).reveal() == "Bearer t1"


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

    with pytest.raises(ProviderError, match="will not send"):
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
    with pytest.raises(Unauthorized, match="needs a token, or client_id and client_secret"):
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
