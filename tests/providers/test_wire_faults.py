"""Broken answers, refused keys and cut actions: what every failure on the wire is called."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest

from providers import wire
from providers.auth import KeyCredential, Secret, SecretSource
from providers.base import Account, OpenGate
from providers.errors import (
    Malformed,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from providers.exchange import Answer
from providers.patience import Patience
from providers.refusals import refused
from providers.trail import trail
from providers.wire import Wire

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

CANARY = "canary-1f9c"


def refusal(answer: Answer) -> ProviderError:
    """A vendor that is taken at its status."""
    return refused(answer, answer.body.decode("utf-8", "replace") or None)


@pytest.fixture
def credential(secret: Callable[..., SecretSource]) -> KeyCredential:
    """A key that must turn up nowhere but in the right header."""
    return KeyCredential("Basic", secret(CANARY))


@pytest.fixture
async def line(server: Loopback) -> AsyncIterator[Wire]:
    """A wire to the server."""
    wire = Wire(Account("acme", "fusebill"), f"{server.url}/v1", OpenGate())
    yield wire
    await wire.close()


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (b"", Unreachable, "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", Unreachable, "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", Unreachable, "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", Unreachable, "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Unreachable, "broke off"),
        (b"garbage\r\n\r\n", Unreachable, "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxx", Malformed, "did not ask for"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxx", Malformed, "damaged"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
            + gzip.compress(b"{}", mtime=0)[:-3],
            Malformed,
            "before it is whole",
        ),
        (b"HTTP/1.1 503 Down\r\nContent-Encoding: br\r\n\r\nxx", Unavailable, "HTTP 503"),
        (b"HTTP/1.1 503 Down\r\nContent-Encoding: gzip\r\n\r\nxx", Unavailable, "HTTP 503"),
        (b"HTTP/1.1 429 Slow\r\nContent-Encoding: gzip\r\n\r\n", RateLimited, "HTTP 429"),
        (b"HTTP/1.1 999 What\r\n\r\n", Malformed, "HTTP 999"),
    ],
)
async def test_every_broken_answer_has_a_name_and_its_exchange(
    server: Loopback, line: Wire, credential: KeyCredential, reply: bytes, kind: type, told: str
) -> None:
    """A cut body read as a whole one would show half the failures as all of them; and a gateway
    that is down must be tried again, whatever its error page is packed in."""
    server.sends(reply)

    with pytest.raises(ProviderError) as caught, trail():
        await line.get("BulkApi/1", credential, refusal)

    assert type(caught.value) is kind
    assert told in str(caught.value)
    assert [e.path for e in caught.value.exchanges] == ["/v1/BulkApi/1"]
    assert CANARY not in str(caught.value)


async def test_an_answer_that_drips_ends_by_its_deadline(
    server: Loopback, credential: KeyCredential, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The HTTP library waits for the next byte for ever; the desk would show old figures."""
    monkeypatch.setattr(wire, "PATIENCE", Patience(look=0.2))
    line = Wire(Account("acme", "fusebill"), f"{server.url}/v1", OpenGate())
    server.hangs()
    server.hangs(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")

    for status in (None, 200):
        with pytest.raises(Unreachable, match="no whole answer within") as caught, trail():
            await line.get("BulkApi/1", credential, refusal)
        assert [e.status for e in caught.value.exchanges] == [status]


async def test_a_body_over_its_size_is_not_read_to_the_end(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """A light look is not there to fetch half a gigabyte over a jump host."""
    server.says(200, bytes(50_000))
    server.says(200, gzip.compress(bytes(50_000)), {"Content-Encoding": "gzip"})

    for _ in range(2):
        with pytest.raises(Malformed, match="larger than"):
            await line.get("BulkApi/1", credential, refusal, limit=10_000)


async def test_a_refused_key_is_renewed_once_and_no_more(
    server: Loopback, line: Wire, secret: Callable[..., SecretSource]
) -> None:
    """Trying a dead key again and again locks accounts."""
    server.says(401, b"old", times=2)
    server.says(200, b"{}")
    rotated = KeyCredential("Basic", secret("old", "new"))
    dead = KeyCredential("Basic", secret("dead"))

    with pytest.raises(Unauthorized):
        await line.get("a", dead, refusal)
    assert (await line.get("b", rotated, refusal)).status == 200

    sent = [(r.target, r.headers["authorization"]) for r in server.requests]
    assert sent == [("/v1/a", "Basic dead"), ("/v1/b", "Basic old"), ("/v1/b", "Basic new")]


async def test_a_key_that_is_refused_twice_is_refused(
    server: Loopback, line: Wire, secret: Callable[..., SecretSource]
) -> None:
    """A third try would be the beginning of a loop."""
    server.says(401, b"no", times=5)

    with pytest.raises(Unauthorized, match="no") as caught, trail():
        await line.get("a", KeyCredential("Basic", secret("1", "2", "3", "4")), refusal)

    assert len(server.requests) == 2
    assert [e.status for e in caught.value.exchanges] == [401, 401]


async def test_a_stream_is_renewed_and_refused_alike(
    server: Loopback, line: Wire, secret: Callable[..., SecretSource]
) -> None:
    """Records are asked for with the same key, which may run out between two looks."""
    server.says(401, b"old")
    server.says(200, b"[]")
    server.says(404, b"gone")

    async with line.stream("a", KeyCredential("Basic", secret("1", "2")), refusal) as body:
        assert b"".join([chunk async for chunk in body.chunks]) == b"[]"
    assert body.received == 2
    with pytest.raises(ProviderError, match="HTTP 404: gone"):
        async with line.stream("a", KeyCredential("Basic", secret("2")), refusal):
            pytest.fail("a refusal is no body")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"", OutcomeUnknown),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", OutcomeUnknown),
        (b"garbage\r\n\r\n", OutcomeUnknown),
    ],
)
async def test_an_action_whose_answer_is_cut_is_sent_once_and_unknown(
    server: Loopback, line: Wire, reply: bytes, kind: type
) -> None:
    """Sent twice, a payment run is paid twice."""
    for _ in range(3):
        server.sends(reply)

    with pytest.raises(ProviderError) as caught:
        await line.post("Process", Secret("Basic x"), json_body={"id": 1}, is_action=True)

    assert type(caught.value) is kind
    assert len(server.requests) == 1


async def test_an_action_that_never_left_is_unreachable(credential: KeyCredential) -> None:
    """Nothing was changed, and the user may safely try again."""
    line = Wire(Account("acme", "fusebill"), "http://127.0.0.1:1/v1", OpenGate())

    with pytest.raises(Unreachable, match="refused") as caught, trail():
        await line.post("Process", Secret("Basic x"), is_action=True)
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1: the connection was refused"):
        await line.get("BulkApi/1", credential, refusal)

    assert [e.status for e in caught.value.exchanges] == [None]
    await line.close()


async def test_an_action_that_takes_too_long_is_unknown(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has twice the time of a look, and even then it may have been done."""
    monkeypatch.setattr(wire, "PATIENCE", Patience(action=0.2))
    line = Wire(Account("acme", "fusebill"), f"{server.url}/v1", OpenGate())
    server.hangs()

    with pytest.raises(OutcomeUnknown):
        await line.post("Process", Secret("Basic x"), is_action=True)

    assert len(server.requests) == 1
