"""WillSuite's answers to the call for a token, and how long a token lives."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest

from providers.auth import SecretSource
from providers.base import Account, OpenGate
from providers.errors import (
    Malformed,
    ProviderError,
    RateLimited,
    Unauthorized,
    Unavailable,
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
    make_token: Callable[..., TokenCredential],
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
    server: Loopback, recorded: Read, make_token: Callable[..., TokenCredential]
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
    server: Loopback, make_token: Callable[..., TokenCredential], clock: list[float]
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
