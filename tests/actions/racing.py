"""Two sessions of one person, a vendor behind a door that counts every byte of a POST."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from providers.acting import Plan
from providers.facts import Said
from providers.kinds import KINDS
from providers.model import JobRef
from providers.sandbox.options import FUSEBILL_KEY, SandboxOptions
from providers.sandbox.server import Sandbox
from providers.watched import Watched
from tui.engine.actions import Actions
from tui.engine.clock import SystemClock
from tui.engine.config import parse_config
from tui.engine.connections import Connections
from tui.engine.journal import Journal
from tui.engine.poller import Poller
from tui.engine.store import Store

REF = JobRef("acme", "bulk", "373334")
PROCESS = "/fusebill/v1/BulkApi/Process"
PLENTY = SandboxOptions(minute_limit=900_000_000, day_limit=900_000_000)
"""No send waits for the vendor's limits."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the next POST breaks off; `None` for nowhere."""

    request: int | None = None
    """Bytes of the request that are taken; at its whole length it is obeyed, and not answered."""
    answer: int | None = None
    """Bytes of the answer that are let through."""


@dataclass(slots=True)
class Post:
    """One POST that arrived, whole or in part."""

    was_journalled: bool
    """Whether the journal said on disk that it was being sent when its first byte came."""
    request: bytes = b""
    answer: bytes = b""


@dataclass(slots=True)
class Door:
    """Stands before a sandbox, which may be changed for a new one between two sends."""

    journal: Path
    sandbox: Sandbox = field(default_factory=lambda: Sandbox(PLENTY))
    cut: Cut = Cut()
    posts: list[Post] = field(default_factory=list)
    gets: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a POST has come as far as it is let."""
    gate: asyncio.Event | None = None
    """Whatever follows that waits for it."""
    length: int = 0
    """Bytes of a whole request, once there was one."""
    _server: asyncio.Server | None = None

    @property
    def base_url(self) -> str:
        """The address of the vendor as the sessions know it."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/fusebill/v1"

    async def open(self) -> None:
        """Begin to listen."""
        await self.sandbox.start()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def renew(self, cut: Cut) -> None:
        """A vendor at which nothing has been done yet, and the next fault."""
        await self.sandbox.close()
        self.sandbox = Sandbox(PLENTY)
        await self.sandbox.start()
        self.posts.clear()
        self.cut = cut
        if cut.answer is not None:
            self.sandbox.faults.cut(PROCESS, after=cut.answer)

    async def close(self) -> None:
        """Stop listening."""
        assert self._server is not None
        self._server.close()
        await self.sandbox.close()

    def done(self) -> int:
        """How many times the vendor has processed the job."""
        return sum(entry.method == "POST" and entry.status == 200 for entry in self.sandbox.log)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while begun := await reader.readexactly(4):
                answer = self._post if begun == b"POST" else self._get
                if not await answer(begun, reader, writer):
                    break
        writer.transport.abort()

    async def _get(
        self, begun: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        self.gets += 1
        head = begun + await reader.readuntil(b"\r\n\r\n")
        # A connection of the sandbox's for each request; the sessions' own stay open.
        writer.write(await self._ask(head))
        await writer.drain()
        return True

    async def _post(
        self, begun: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        entries = [entry.sent.ref for entry in Journal(self.journal).open_entries()]
        post = Post(was_journalled=REF in entries)
        self.posts.append(post)
        wanted = self.cut.request
        if wanted is not None and wanted < self.length:
            post.request = (begun + await reader.readexactly(max(0, wanted - len(begun))))[:wanted]
            await self._pause()
            return False
        head = begun + await reader.readuntil(b"\r\n\r\n")
        post.request = head + await reader.readexactly(_content_length(head))
        self.length = len(post.request)
        post.answer = await self._ask(post.request)
        await self._pause()
        if self.cut.request is not None:
            return False
        writer.write(post.answer)
        await writer.drain()
        return False

    async def _pause(self) -> None:
        self.arrived.set()
        if self.gate is not None:
            await self.gate.wait()

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.sandbox.port)
        try:
            writer.write(request.replace(b"keep-alive", b"close"))
            return await reader.read()
        finally:
            writer.close()


def _content_length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    lengths = [line.split(b":")[1] for line in lines if line.startswith(b"content-length:")]
    return int(lengths[0]) if lengths else 0


@dataclass(slots=True)
class Engine:
    """The actions of one session, as they are behind its screens."""

    actions: Actions
    poller: Poller
    connections: Connections
    store: Store

    async def close(self) -> None:
        """Give everything back."""
        await self.actions.finish()
        await self.connections.close()
        self.store.close()


def config_text(base_url: str) -> str:
    """A configuration with one account that may act; its key stands in the environment."""
    return (
        f'[accounts.acme]\nprovider = "fusebill"\nbase_url = "{base_url}"\n'
        'api_key = { env = "KEY" }\nallow_actions = true\n'
    )


def open_engine(folder: Path, base_url: str) -> Engine:
    """A session on a state folder, which sends to `base_url`."""
    text = config_text(base_url)
    config = parse_config(text, folder / "config.toml", {"KEY": FUSEBILL_KEY})
    clock = SystemClock()
    store = Store(None)
    connections = Connections(config.accounts, clock, store.database)
    poller = Poller(
        accounts=config.accounts,
        provider_of=connections.provider,
        budgets=connections.budgets,
        store=store,
        clock=clock,
        on_news=lambda event: None,
    )
    poller.follow(Watched(REF, provider="fusebill"), KINDS["fusebill"]["bulk"])
    actions = Actions(
        config.accounts,
        connections.provider,
        folder / "actions.jsonl",
        clock,
        poller,
        lambda refs: None,
        lambda: None,
    )
    return Engine(actions, poller, connections, store)


@asynccontextmanager
async def two_sessions(folder: Path) -> AsyncIterator[tuple[Door, Engine, Engine]]:
    """Two sessions on one state folder, and the door of their vendor."""
    door = Door(folder / "actions.jsonl")
    await door.open()
    engines = [open_engine(folder, door.base_url) for _ in range(2)]
    try:
        yield door, engines[0], engines[1]
    finally:
        for engine in engines:
            await engine.close()
        await door.close()


async def race(door: Door, one: Engine, two: Engine, cut: Cut) -> str:
    """Both sessions send the same action at once, over a fault; then both try once more.

    Returns:
        What became of it: `done`, `unknown, clear by itself` or `unknown until a person looked`.

    Raises:
        AssertionError: It was sent twice, unasked, before it stood in the journal, or was lost.
    """
    await door.renew(cut)
    plans = [await engine.actions.prepare(REF, "process") for engine in (one, two)]
    assert all(isinstance(plan, Plan) for plan in plans), plans
    assert not door.posts, "it was sent before anybody confirmed it"
    saids = await asyncio.gather(
        *(
            engine.actions.send(plan, REF.id)
            for engine, plan in zip((one, two), plans, strict=True)
            if isinstance(plan, Plan)
        )
    )
    texts = [said.text for said in saids]
    assert len(door.posts) == 1, texts
    assert door.posts[0].was_journalled, texts
    assert door.done() <= 1
    (sent,) = [text for text in texts if "process is done" in text or "outcome is not" in text]
    opened = Journal(door.journal).open_entries()
    if "process is done" in sent:
        assert not opened
        assert door.done() == 1
        return "done"
    assert len(opened) == 1, texts
    for engine in (one, two):
        again = await engine.actions.prepare(REF, "process")
        assert isinstance(again, Said), "a second one was offered while the first was unknown"
    assert len(door.posts) == 1
    if not Journal(door.journal).open_entries():
        assert door.done() == 1
        return "unknown, clear by itself"
    assert door.done() == 0, "it was done, and reading the job did not show that"
    settled = await two.actions.settle(REF, REF.id)
    assert not settled.is_trouble, settled
    assert not Journal(door.journal).open_entries()
    return "unknown until a person looked"


async def lengths(door: Door, one: Engine) -> tuple[int, int]:
    """Bytes of a request that sends the action, and of the answer to it."""
    await door.renew(Cut())
    plan = await one.actions.prepare(REF, "process")
    assert isinstance(plan, Plan), plan
    said = await one.actions.send(plan, REF.id)
    assert not said.is_trouble, said
    return len(door.posts[0].request), len(door.posts[0].answer)


def cuts(request: int, answer: int, count: int | None = None) -> list[Cut]:
    """Every byte at which it can break off, or `count` of them spread evenly, ends among them."""
    every = [Cut(request=at) for at in range(request + 1)]
    every += [Cut(answer=at) for at in range(answer + 1)]
    if count is None or count >= len(every):
        return every
    return [every[round(n * (len(every) - 1) / (count - 1))] for n in range(count)]
