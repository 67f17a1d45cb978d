"""What follows an answer is never taken for the answer to the next request."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from providers.auth import KeyCredential, SecretSource
from providers.base import Account, OpenGate
from providers.errors import ProviderError
from providers.exchange import Answer
from providers.refusals import refused
from providers.wire import Wire

CERTIFICATES = Path(__file__).parent.parent / "faults" / "certificates"
ANOTHER = b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"another"'
A_READ = 65_536
"""Bytes that the HTTP library reads at once; what came beyond them is kept below it."""
LONG = A_READ - len(b'HTTP/1.1 200 OK\r\nContent-Length: 65494\r\n\r\n"/a"')
"""So many spaces that an answer ends with such a read."""
EXTRAS = {
    "a whole answer": ANOTHER,
    "half an answer": ANOTHER[:20],
    "a line end": b"\r\n",
    "anything": b"<html>",
}


def refusal(answer: Answer) -> ProviderError:
    """A vendor that is taken at its status."""
    return refused(answer, None)


@dataclass(slots=True)
class Talkative:
    """A vendor that says what it was asked, and after its first answer something more."""

    extra: bytes
    is_chunked: bool = False
    padding: int = 0
    """Spaces in each answer's body."""
    url: str = ""
    ca_file: str = ""
    connections: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                asked = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
                extra, self.extra = self.extra, b""
                if not self.ca_file:
                    writer.write(self._answer(asked) + extra)
                else:
                    # In TLS each is a record, and what is read is one record at a time.
                    writer.write(self._answer(asked))
                    writer.write(extra)
                await writer.drain()
        writer.close()

    def _answer(self, asked: bytes) -> bytes:
        body = b'"%s"' % asked + b" " * self.padding
        if not self.is_chunked:
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def talking(vendor: Talkative, *, is_tls: bool) -> AsyncIterator[Wire]:
    """A wire to such a vendor."""
    context = None
    if is_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / "good.pem")
        vendor.ca_file = str(CERTIFICATES / "ca.pem")
    async with await asyncio.start_server(vendor.serve, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        vendor.url = f"{'https' if is_tls else 'http'}://127.0.0.1:{port}"
        account = Account("acme", "fusebill", ca_file=vendor.ca_file)
        wire = Wire(account, vendor.url, OpenGate())
        try:
            yield wire
        finally:
            await wire.close()
            await vendor.end()


@pytest.fixture
def credential(secret: Callable[..., SecretSource]) -> KeyCredential:
    """A key."""
    return KeyCredential("Basic", secret("a-long-key"))


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunks"])
@pytest.mark.parametrize("name", EXTRAS)
async def test_each_look_gets_its_own_answer(
    name: str, is_chunked: bool, is_tls: bool, credential: KeyCredential
) -> None:
    """Else every job of the account would show what the one before it should."""
    vendor = Talkative(EXTRAS[name], is_chunked)
    async with talking(vendor, is_tls=is_tls) as wire:
        for path in ("a", "b", "c"):
            answer = await wire.get(path, credential, refusal)
            assert answer.body == f'"/{path}"'.encode()
    assert vendor.connections == 2


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("padding", [40_000, LONG, LONG + A_READ, 300_000])
async def test_long_answers_hide_nothing_behind_them(
    padding: int, is_tls: bool, credential: KeyCredential
) -> None:
    """What follows one may be anywhere between the network and who reads it."""
    vendor = Talkative(ANOTHER, padding=padding)
    async with talking(vendor, is_tls=is_tls) as wire:
        for path in ("a", "b"):
            answer = await wire.get(path, credential, refusal)
            assert answer.body.strip() == f'"/{path}"'.encode()


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "tls"])
async def test_a_connection_whose_answer_was_all_is_asked_again(
    is_tls: bool, credential: KeyCredential
) -> None:
    """A new one, with its TLS, takes longer than the look; if the libraries change so that
    nothing can be told of a connection any more, this is where it shows."""
    vendor = Talkative(b"")
    async with talking(vendor, is_tls=is_tls) as wire:
        for path in ("a", "b", "c"):
            await wire.get(path, credential, refusal)
    assert vendor.connections == 1
