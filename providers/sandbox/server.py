"""The sandbox: one loopback server for all vendors."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from providers.sandbox import fusebill, willsuite
from providers.sandbox.clock import SandboxClock
from providers.sandbox.config import DEMO_REFS, config_toml
from providers.sandbox.connection import Connection
from providers.sandbox.faults import Faults
from providers.sandbox.http import Request, Response
from providers.sandbox.options import SandboxOptions
from providers.sandbox.zoho import ZohoApi

HOST: Final = "127.0.0.1"
DEFAULTS: Final = SandboxOptions()
LOG_LENGTH: Final = 20_000


@dataclass(frozen=True, slots=True)
class RequestLogEntry:
    """One request, without its headers, its body and its query: those may hold secrets."""

    at: float
    """Seconds since the epoch."""
    system: str
    """`fusebill`, `willsuite` or `zoho`."""
    method: str
    path: str
    view: str
    """The `view` parameter of the query; empty when there was none."""
    status: int
    """What was answered, or would have been had a fault not come between."""


class Sandbox:
    """Plays five vendor APIs on one port of the loopback interface.

    Whatever it was told (processed, cancelled, tokens issued) lives as long as the object.
    """

    def __init__(
        self,
        options: SandboxOptions = DEFAULTS,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.options = options
        self.faults = Faults()
        self.log: deque[RequestLogEntry] = deque(maxlen=LOG_LENGTH)
        self.clock = SandboxClock(now, options.speed, options.started_at)
        self._fusebill = fusebill.FusebillApi(self.clock, options)
        self._willsuite = willsuite.WillsuiteApi(self.clock, options)
        self._zoho = ZohoApi(self.clock, options, lambda: self.base_url)
        self._server: asyncio.Server | None = None
        self._peers: set[Connection] = set()

    async def start(self, listener: socket.socket | None = None) -> None:
        """Listen.

        Args:
            listener: A socket that is bound and listens already; `None` for one on the port of
                the options.

        Raises:
            OSError: The port is taken.
        """
        loop = asyncio.get_running_loop()

        def connect() -> Connection:
            return Connection(self._handle, self.faults, self.clock.now, self._peers)

        if listener is not None:
            self._server = await loop.create_server(connect, sock=listener)
        else:
            self._server = await loop.create_server(connect, HOST, self.options.port)
        self.clock.begin()

    async def close(self) -> None:
        """Stop listening and drop every connection. Closing twice is once."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for peer in tuple(self._peers):
            await peer.abort()
        await server.wait_closed()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def port(self) -> int:
        """The port it listens on.

        Raises:
            RuntimeError: It does not.
        """
        if self._server is None:
            raise RuntimeError("the sandbox has not been started")
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def base_url(self) -> str:
        """Origin of all vendors, without a slash at its end."""
        return f"http://{HOST}:{self.port}"

    def config_toml(self) -> str:
        """A config file with one account at each vendor, good as it stands."""
        return config_toml(self.base_url, self.options.speed)

    def demo_refs(self) -> tuple[str, ...]:
        """Jobs of those accounts that make a lively watchlist, as `account/kind/id`."""
        return DEMO_REFS

    def _handle(self, request: Request, settled: Response | None) -> Response:
        system = "zoho"
        handle = self._zoho.handle
        if request.path.startswith(fusebill.ROOT):
            system, handle = "fusebill", self._fusebill.handle
        elif request.path.startswith(willsuite.ROOT):
            system, handle = "willsuite", self._willsuite.handle
        response = handle(request) if settled is None else settled
        self.log.append(
            RequestLogEntry(
                at=self.clock.now(),
                system=system,
                method=request.method,
                path=request.path,
                view=request.query.get("view", ""),
                status=response.status,
            )
        )
        return response
