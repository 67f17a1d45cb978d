"""A loopback HTTP server with a script, the vendors' answers as files, and adapters on them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from providers.auth import Secret, SecretSource
from providers.base import Account, OpenGate, Provider, RecordStream
from providers.fusebill import Fusebill
from providers.model import Look, Record
from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from providers.willsuite import WillSuite

TESTS = Path(__file__).parent.parent
KEY = "MDpEVU1NWQ=="
JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came over the wire. Header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Line:
    """What the server does with one request."""

    prefix: str
    reply: bytes
    then_closes: bool = False
    hangs: bool = False


@dataclass(slots=True)
class Loopback:
    """Speaks HTTP on 127.0.0.1 and answers as it was told, each line of its script once."""

    requests: list[Received] = field(default_factory=list)
    url: str = ""
    _script: list[Line] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def says(
        self,
        status: int,
        body: bytes = b"",
        headers: Mapping[str, str] = JSON,
        *,
        path: str = "/",
        times: int = 1,
    ) -> None:
        """Answer so, with the right length."""
        lines = [f"HTTP/1.1 {status} Scripted"]
        lines += [f"{name}: {text}" for name, text in headers.items()]
        head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
        self._script.extend([Line(path, head.encode("latin-1") + body)] * times)

    def sends(self, reply: bytes, *, path: str = "/") -> None:
        """Send these very bytes, then close the connection."""
        self._script.append(Line(path, reply, then_closes=True))

    def hangs(self, reply: bytes = b"", *, path: str = "/") -> None:
        """Send these bytes, then nothing, and keep the connection open."""
        self._script.append(Line(path, reply, hangs=True))

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._answer_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        pairs = (line.partition(": ") for line in rest if line)
        headers = {name.lower(): text for name, _, text in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.requests.append(Received(method, target, headers, body))
        line = next((line for line in self._script if target.startswith(line.prefix)), None)
        if line is None:
            line = Line("/", b"HTTP/1.1 418 Not in the script\r\nContent-Length: 0\r\n\r\n")
        else:
            self._script.remove(line)
        writer.write(line.reply)
        await writer.drain()
        if line.hangs:
            await asyncio.Event().wait()
        return not line.then_closes


@dataclass(slots=True)
class GivenSecret:
    """A secret source that says one thing, or one thing after the other when asked afresh."""

    values: list[str]
    description: str = "a test"

    async def read(self, *, afresh: bool = False) -> Secret:
        if afresh and len(self.values) > 1:
            self.values.pop(0)
        return Secret(self.values[0])


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    """A vendor."""
    async with Loopback() as server:
        yield server


@pytest.fixture
async def elsewhere() -> AsyncIterator[Loopback]:
    """Another host, as far as origins go: no credential of the first may reach it."""
    async with Loopback() as server:
        yield server


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """All vendors, played."""
    async with Sandbox(SandboxOptions(records=20_000)) as sandbox:
        yield sandbox


@pytest.fixture
def recorded() -> Callable[[str], bytes]:
    """The vendor's answer of that name: documented where there is one, else constructed."""

    def read(name: str) -> bytes:
        for folder in ("recorded", "constructed"):
            path = TESTS / folder / f"{name}.json"
            if path.exists():
                return path.read_bytes()
        raise FileNotFoundError(name)

    return read


@pytest.fixture
def secret() -> Callable[..., SecretSource]:
    """Makes secret sources out of the values they give, one after the other."""
    return lambda *values: GivenSecret(list(values))


@pytest.fixture
async def open_fusebill() -> AsyncIterator[Callable[..., Fusebill]]:
    """Opens Fusebill accounts at a URL; they are closed after the test."""
    async with AsyncExitStack() as stack:

        def open_one(url: str, *keys: str, **settings: bool) -> Fusebill:
            account = Account(
                "acme",
                "fusebill",
                base_url=url,
                allow_actions=settings.get("allow_actions", False),
                secrets={"api_key": GivenSecret(list(keys or (KEY,)))},
            )
            adapter = Fusebill(account, OpenGate())
            stack.push_async_callback(adapter.close)
            return adapter

        yield open_one


@pytest.fixture
async def open_willsuite() -> AsyncIterator[Callable[..., WillSuite]]:
    """Opens WillSuite accounts at a URL; they are closed after the test."""
    async with AsyncExitStack() as stack:

        def open_one(
            url: str,
            *,
            timezone: str = "",
            token_url: str = "",
            client_id: str = "41",
            **secrets: str | list[str],
        ) -> WillSuite:
            given = secrets or {"token": "given-token"}
            account = Account(
                "wills",
                "willsuite",
                base_url=url,
                timezone=timezone,
                options={"client_id": client_id, **({"token_url": token_url} if token_url else {})},
                secrets={
                    name: GivenSecret(list(value) if isinstance(value, list) else [value])
                    for name, value in given.items()
                },
            )
            adapter = WillSuite(account, OpenGate())
            stack.push_async_callback(adapter.close)
            return adapter

        yield open_one


@pytest.fixture
def read_all() -> Callable[[Provider, Look], Awaitable[tuple[list[Record], RecordStream]]]:
    """Reads a job's records to the end: the records, and the stream for what it says after."""

    async def read(adapter: Provider, look: Look) -> tuple[list[Record], RecordStream]:
        async with adapter.records(look) as stream:
            return [record async for batch in stream for record in batch], stream

    return read
