"""The only place that sends: where to, with what, how long, and what every failure is called."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING

import httpx
import pytest

from providers import connect, wire
from providers.auth import KeyCredential, SecretSource
from providers.base import Account, OpenGate
from providers.errors import (
    ProviderError,
    Rejected,
)
from providers.exchange import Answer
from providers.patience import Patience
from providers.refusals import refused
from providers.trail import trail
from providers.wire import Wire

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

CANARY = "canary-1f9c"


class CountingGate(OpenGate):
    """Lets everything pass and remembers what did."""

    def __init__(self) -> None:
        self.admitted = 0
        self.learnt: list[Mapping[str, str]] = []

    async def admit(self, cost: int = 1) -> None:
        self.admitted += cost

    def learn(self, headers: Mapping[str, str]) -> None:
        self.learnt.append(headers)


def refusal(answer: Answer) -> ProviderError:
    """A vendor that is taken at its status."""
    return refused(answer, answer.body.decode("utf-8", "replace") or None)


@pytest.fixture
def credential(secret: Callable[..., SecretSource]) -> KeyCredential:
    """A key that must turn up nowhere but in the right header."""
    return KeyCredential("Basic", secret(CANARY))


@pytest.fixture
def gate() -> CountingGate:
    """The account's budget."""
    return CountingGate()


@pytest.fixture
async def line(server: Loopback, gate: CountingGate) -> AsyncIterator[Wire]:
    """A wire to the server."""
    wire = Wire(Account("acme", "fusebill"), f"{server.url}/v1", gate)
    yield wire
    await wire.close()


async def test_a_request_carries_its_key_and_passes_the_gate(
    server: Loopback, line: Wire, credential: KeyCredential, gate: CountingGate
) -> None:
    """The budget that all jobs of an account share is taken and fed by every request."""
    server.says(200, b"{}", {"X-Rate-Limit-Remaining-Day": "4999"})

    answer = await line.get("BulkApi/1", credential, refusal)

    assert answer.body == b"{}"
    assert server.requests[0].target == "/v1/BulkApi/1"
    assert server.requests[0].headers["authorization"] == f"Basic {CANARY}"
    assert server.requests[0].headers["accept-encoding"] == "gzip"
    assert gate.admitted == 1
    assert gate.learnt[0]["x-rate-limit-remaining-day"] == "4999"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/BulkApi/1",
        "//evil.example/x",
        "http://evil.example/x",
        "https://127.0.0.1/x",
        "http://user@127.0.0.1/x",
        "https://[bad/",
        "file:///etc/passwd",
    ],
)
async def test_another_origin_is_refused_and_named_before_anything_is_sent(
    server: Loopback, line: Wire, credential: KeyCredential, gate: CountingGate, url: str
) -> None:
    """A link in an answer decides where the key would go."""
    with pytest.raises(Rejected, match="will not send the credentials of acme to"):
        await line.get(url, credential, refusal)

    assert gate.admitted == 0
    assert server.requests == []


async def test_a_trusted_origin_gets_the_credential_and_no_other_does(
    server: Loopback, elsewhere: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """Results lie on hosts of their own, which the account names."""
    elsewhere.says(200, b"{}")
    url = f"{elsewhere.url}/result"
    with pytest.raises(Rejected):
        await line.get(url, credential, refusal)
    line.trust(url)

    await line.get(url, credential, refusal)

    assert [r.headers["authorization"] for r in elsewhere.requests] == [f"Basic {CANARY}"]
    assert server.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_its_host_is_named(
    server: Loopback, elsewhere: Loopback, line: Wire, credential: KeyCredential, status: int
) -> None:
    """A sign-in gateway redirects; the key must not go along, and the user must learn where to."""
    server.says(status, b"", {"Location": f"{elsewhere.url}/login?next={CANARY}"})

    with pytest.raises(Rejected, match=f"HTTP {status}: it points to 127.0.0.1") as caught:
        await line.get("BulkApi/1", credential, refusal)

    assert elsewhere.requests == []
    assert len(server.requests) == 1
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://login.example/x", "login.example"),
        ("//login.example/x", "login.example"),
        ("/login?next=https://x.example/", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("https://[bad/", "an unreadable address"),
        ("https://a\x1bb.example/", "a␛b.example"),
    ],
)
def test_the_host_of_a_redirect_is_told_in_every_form(location: str, named: str) -> None:
    """It is the only clue to which proxy stands in between."""
    error = refused(Answer(302, {"location": location}, b"", host="127.0.0.1"), None)

    assert named in str(error)
    assert "\x1b" not in str(error)


async def test_the_first_requests_share_one_client(
    server: Loopback, line: Wire, credential: KeyCredential, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk of fifty jobs starts with fifty looks at once."""
    made: list[httpx.AsyncClient] = []

    def make(account: Account, base_url: str, patience: Patience) -> httpx.AsyncClient:
        made.append(connect.make_client(account, base_url, patience))
        return made[-1]

    monkeypatch.setattr(wire, "make_client", make)
    server.says(200, b"{}", times=5)

    await asyncio.gather(*(line.get(f"{n}", credential, refusal) for n in range(5)))

    assert len(made) == 1


async def test_loopback_is_never_asked_through_a_proxy(
    server: Loopback,
    elsewhere: Loopback,
    credential: KeyCredential,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The proxy of a company can't reach this machine, and has no business with its keys."""
    monkeypatch.setenv("HTTP_PROXY", elsewhere.url)
    monkeypatch.setenv("ALL_PROXY", elsewhere.url)
    server.says(200, b"{}")
    line = Wire(Account("acme", "fusebill", proxy=elsewhere.url), server.url, OpenGate())

    await line.get("BulkApi/1", credential, refusal)
    await line.close()

    assert len(server.requests) == 1
    assert elsewhere.requests == []


async def test_an_exchange_tells_what_the_call_was_and_no_secret_of_its_query(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """The HTTP log is pasted into tickets."""
    server.says(200, b"{}", {"X-Rate-Limit-Limit-Day": "5000", "Set-Cookie": CANARY})

    with trail() as exchanges:
        await line.get(f"a?token={CANARY}", credential, refusal)

    (exchange,) = exchanges
    assert (exchange.method, exchange.path, exchange.status) == ("GET", "/v1/a", 200)
    assert exchange.received == 2
    assert exchange.rate == {"x-rate-limit-limit-day": "5000"}
    assert CANARY not in repr(exchange)
