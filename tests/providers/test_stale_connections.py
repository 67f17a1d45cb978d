"""A connection that was kept and died meanwhile: a look is asked again at once, an action never."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest

from providers.auth import KeyCredential, Secret, SecretSource
from providers.base import Account, OpenGate
from providers.errors import OutcomeUnknown, ProviderError, Unreachable
from providers.exchange import Answer
from providers.refusals import refused
from providers.trail import trail
from providers.wire import Wire

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback


def refusal(answer: Answer) -> ProviderError:
    """A vendor that is taken at its status."""
    return refused(answer, None)


class CountingGate(OpenGate):
    """Lets everything pass and counts it."""

    def __init__(self) -> None:
        self.admitted = 0

    async def admit(self, cost: int = 1) -> None:
        self.admitted += cost


@pytest.fixture
def gate() -> CountingGate:
    """The account's budget."""
    return CountingGate()


@pytest.fixture
def credential(secret: Callable[..., SecretSource]) -> KeyCredential:
    """A key."""
    return KeyCredential("Basic", secret("a-long-key"))


@pytest.fixture
async def line(server: Loopback, gate: CountingGate) -> AsyncIterator[Wire]:
    """A wire to the server, with one connection that has answered once and is kept."""
    wire = Wire(Account("acme", "fusebill"), f"{server.url}/v1", gate)
    server.says(200, b"{}")
    await wire.post("warm-up", None)
    server.requests.clear()
    gate.admitted = 0
    yield wire
    await wire.close()


async def test_a_look_over_a_dead_connection_is_asked_again_at_once(
    server: Loopback, line: Wire, credential: KeyCredential, gate: CountingGate
) -> None:
    """Servers drop idle connections whenever they like; that is no reason to show LATE."""
    server.sends(b"")
    server.says(200, b"{}")

    with trail() as exchanges:
        answer = await line.get("BulkApi/1", credential, refusal)

    assert answer.body == b"{}"
    assert [e.status for e in exchanges] == [None, 200]
    assert gate.admitted == 2


async def test_records_over_a_dead_connection_are_asked_again_at_once(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """They are asked for after a person has read for a while, on a connection as old."""
    server.sends(b"")
    server.says(200, b"[]")

    async with line.stream("BulkApi/1", credential, refusal) as body:
        assert b"".join([chunk async for chunk in body.chunks]) == b"[]"


async def test_a_look_is_asked_again_once_and_no_more(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """A vendor that hangs up on everybody is down."""
    server.sends(b"")
    server.sends(b"")
    server.says(200, b"{}")

    with pytest.raises(ProviderError) as caught, trail():
        await line.get("BulkApi/1", credential, refusal)

    assert type(caught.value) is Unreachable
    assert [e.status for e in caught.value.exchanges] == [None, None]
    assert len(server.requests) == 2


async def test_a_fresh_connection_that_dies_is_not_asked_again(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """It was not idle, so that what killed it is the request, or the vendor is down."""
    await line.close()
    server.sends(b"")
    server.says(200, b"{}")

    with pytest.raises(Unreachable, match="broke off"):
        await line.get("BulkApi/1", credential, refusal)

    assert len(server.requests) == 1


async def test_an_answer_that_has_begun_is_not_asked_for_again(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """A body that is cut each time would be fetched twice each time."""
    server.sends(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    server.says(200, b"{}")

    with pytest.raises(Unreachable, match="broke off"):
        await line.get("BulkApi/1", credential, refusal)

    assert len(server.requests) == 1


@pytest.mark.parametrize(("is_action", "kind"), [(True, OutcomeUnknown), (False, Unreachable)])
async def test_what_is_posted_over_a_dead_connection_is_sent_once(
    server: Loopback, line: Wire, is_action: bool, kind: type[ProviderError]
) -> None:
    """Nobody can tell whether the vendor acted before it hung up: twice is paid twice."""
    server.sends(b"")
    server.says(200, b"{}")

    with pytest.raises(ProviderError) as caught:
        await line.post("Process", Secret("Basic x"), json_body={"id": 1}, is_action=is_action)

    assert type(caught.value) is kind
    assert len(server.requests) == 1
