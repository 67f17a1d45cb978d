"""What is left behind when an answer ends early, in a refusal or because nobody reads on."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest

from providers.auth import KeyCredential, Secret, SecretSource
from providers.base import Account, OpenGate
from providers.errors import (
    Forbidden,
    NotFound,
    ProviderError,
    Rejected,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from providers.exchange import Answer
from providers.refusals import refused
from providers.trail import trail
from providers.wire import Wire
from tests.faults.judging import LONGEST_GAP, watched_loop

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback


def refusal(answer: Answer) -> ProviderError:
    """A vendor that is taken at its status."""
    return refused(answer, None)


@pytest.fixture
def credential(secret: Callable[..., SecretSource]) -> KeyCredential:
    """A key."""
    return KeyCredential("Basic", secret("a-long-key"))


@pytest.fixture
async def line(server: Loopback) -> AsyncIterator[Wire]:
    """A wire to the server."""
    wire = Wire(Account("acme", "fusebill"), f"{server.url}/v1", OpenGate())
    yield wire
    await wire.close()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Unauthorized), (403, Forbidden), (404, NotFound), (400, Rejected), (503, Unavailable)],
)
async def test_the_status_of_a_refusal_counts_though_its_body_is_cut(
    server: Loopback, line: Wire, credential: KeyCredential, status: int, kind: type[ProviderError]
) -> None:
    """A refused key, called unreachable, would be tried again and again until it is locked; and
    an action that was refused, called unknown, would leave a person to find out."""
    cut = f"HTTP/1.1 {status} No\r\nContent-Length: 100\r\n\r\n{{".encode()
    server.sends(cut)
    server.sends(cut)

    with pytest.raises(ProviderError) as looked:
        await line.get("BulkApi/1", credential, refusal)
    answer = await line.post("Process", Secret("Basic a-long-key"), is_action=True)

    assert type(looked.value) is kind
    assert answer.status == status


async def test_a_body_that_is_not_read_to_its_end_is_closed_at_once(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """A reader that stops after a screenful must not hold one of eight connections."""
    server.hangs(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1")

    async with line.stream("a", credential, refusal) as body:
        async for chunk in body.chunks:
            assert chunk == b"[1"
            break
    with pytest.raises(StopAsyncIteration):
        await anext(body.chunks)


async def test_a_trail_may_end_in_another_task_than_it_began(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """A generator of records that nobody read to its end is closed by the event loop."""
    server.says(200, b"[]")

    async def records() -> AsyncGenerator[bytes, None]:
        with trail():
            async with line.stream("a", credential, refusal) as body:
                async for chunk in body.chunks:
                    yield chunk

    begun = records()
    assert await anext(begun) == b"[]"
    await asyncio.create_task(_close(begun))


async def _close(begun: AsyncGenerator[bytes, None]) -> None:
    await begun.aclose()


async def test_a_body_that_unpacks_to_nothing_leaves_others_their_turn(
    server: Loopback, line: Wire, credential: KeyCredential
) -> None:
    """One read of the network holds ten thousand chunks of it, and the screen stands meanwhile."""
    begun = b"a\r\n" + gzip.compress(b"")[:10] + b"\r\n"
    empty_block = b"".join(b"1\r\n%c\r\n" % byte for byte in b"\0\0\0\xff\xff")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    server.sends(head + begun + empty_block * 10_000)

    async with watched_loop() as gap:
        with pytest.raises(Unreachable, match="broke off"):
            await line.get("a", credential, refusal)

    assert gap.longest < LONGEST_GAP
