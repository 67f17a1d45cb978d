"""How long is waited for what, and what an action's connection is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio
import pytest

from providers.auth import KeyCredential, Secret, SecretSource
from providers.base import Account, OpenGate
from providers.errors import OutcomeUnknown, ProviderError, RateLimited, Unreachable
from providers.exchange import Answer
from providers.patience import Patience
from providers.refusals import refused
from providers.wire import Wire

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

ACCOUNT = Account("acme", "fusebill")


class FullGate(OpenGate):
    """A budget without room."""

    async def admit(self, cost: int = 1) -> None:
        await asyncio.Event().wait()


def refusal(answer: Answer) -> ProviderError:
    """A vendor that is taken at its status."""
    return refused(answer, None)


@pytest.fixture
def credential(secret: Callable[..., SecretSource]) -> KeyCredential:
    """A key."""
    return KeyCredential("Basic", secret("a-long-key"))


async def test_waiting_for_the_budget_is_no_slowness_of_the_vendors(
    server: Loopback, credential: KeyCredential
) -> None:
    """It would have people ask the vendor why; and without an end nobody would learn of it."""
    line = Wire(ACCOUNT, server.url, FullGate(), patience=Patience(turn=0.05, look=9.0))

    with pytest.raises(RateLimited, match="acme: its share of the vendor's limit is used up"):
        await line.get("x", credential, refusal)
    with pytest.raises(RateLimited):
        await line.post("Process", Secret("Basic x"), is_action=True)

    assert server.requests == []


async def test_a_download_that_drips_is_given_up(
    server: Loopback, credential: KeyCredential
) -> None:
    """At a byte a second it would hold a connection until its deadline, ten minutes."""
    server.hangs(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    line = Wire(ACCOUNT, server.url, OpenGate(), patience=Patience(slow_for=0.0, slowest=1e9))

    async with line.stream("x", credential, refusal) as body:
        with pytest.raises(Unreachable, match=r"too slowly: less than 1e\+06 kB a second"):
            await anext(body.chunks)
    await line.close()


async def test_a_light_look_has_no_least_pace(server: Loopback, credential: KeyCredential) -> None:
    """Its deadline is enough, and its body is small."""
    server.says(200, b"{}")
    line = Wire(ACCOUNT, server.url, OpenGate(), patience=Patience(slow_for=0.0, slowest=1e12))

    assert (await line.get("x", credential, refusal)).body == b"{}"
    await line.close()


async def test_an_action_is_waited_for_all_its_time(server: Loopback) -> None:
    """A vendor that works it off before it answers is silent meanwhile.

    A look's patience with that would leave a person to find out what became of it.
    """
    server.hangs(b"")
    patience = Patience(silence=0.05, action=0.4)
    line = Wire(ACCOUNT, server.url, OpenGate(), patience=patience)

    with pytest.raises(OutcomeUnknown, match=r"gave no whole answer within 0 s"):
        await line.post("Process", Secret("Basic x"), is_action=True)
    await line.close()


async def test_an_action_goes_over_a_connection_of_its_own(
    server: Loopback, credential: KeyCredential, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over one that was kept, nobody could tell whether it died before it was asked or after."""
    opened: list[object] = []
    connect = anyio.connect_tcp

    async def counted(
        remote_host: str, remote_port: int, *, local_host: str | None = None
    ) -> object:
        opened.append(remote_port)
        return await connect(remote_host, remote_port, local_host=local_host)

    monkeypatch.setattr(anyio, "connect_tcp", counted)
    server.says(200, b"{}", times=4)
    line = Wire(ACCOUNT, server.url, OpenGate())

    for _ in range(2):
        await line.get("x", credential, refusal)
        await line.post("Process", Secret("Basic x"), is_action=True)
    await line.close()

    assert len(opened) == 3


async def test_an_action_that_got_no_connection_in_time_never_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Called unknown, it would bar a second try for nothing."""
    line = Wire(ACCOUNT, "http://127.0.0.1:1", OpenGate(), patience=Patience(action=0.05))
    connected = asyncio.Event()

    async def never(*args: object, **settings: object) -> None:
        await connected.wait()

    monkeypatch.setattr("anyio.connect_tcp", never)

    with pytest.raises(Unreachable, match="within"):
        await line.post("Process", Secret("Basic x"), is_action=True)


async def test_no_cookie_is_kept(server: Loopback, credential: KeyCredential) -> None:
    """What one answer sets is no business of the next request, nor of another account's."""
    server.says(200, b"{}", {"Set-Cookie": "session=1; Path=/"})
    server.says(200, b"{}")
    line = Wire(ACCOUNT, server.url, OpenGate())

    for _ in range(2):
        await line.get("x", credential, refusal)
    await line.close()

    assert [request.headers.get("cookie") for request in server.requests] == [None, None]
