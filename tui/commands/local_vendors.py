"""The sandbox in a thread of its own, so that what watches it stays smooth."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from providers.sandbox.config import config_toml
from providers.sandbox.options import SandboxOptions

HOST = "127.0.0.1"


@dataclass(slots=True)
class LocalVendors:
    """Has an address from the beginning, and answers there once it plays.

    Until then connections wait in the socket's queue.
    """

    options: SandboxOptions
    _listener: socket.socket = field(init=False)
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        """Take the port.

        Raises:
            OSError: It can't be had.
        """
        self._listener = socket.create_server((HOST, self.options.port), backlog=128)
        self._listener.setblocking(False)

    @property
    def base_url(self) -> str:
        """Where the vendors are."""
        return f"http://{HOST}:{self._listener.getsockname()[1]}"

    def config_toml(self) -> str:
        """A configuration that points here."""
        return config_toml(self.base_url, self.options.speed)

    def play(self) -> None:
        """Begin to answer, soon."""
        loop = self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(loop,), name="sandbox", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
        self._listener.close()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        # Loading the played vendors takes some 30 ms, which the desk's first picture is spared.
        from providers.sandbox.server import Sandbox

        sandbox = Sandbox(self.options)
        begun = loop.create_task(sandbox.start(self._listener))
        loop.run_forever()
        if begun.done():
            loop.run_until_complete(sandbox.close())
        else:
            # Closed before it began.
            begun.cancel()
            with suppress(asyncio.CancelledError):
                loop.run_until_complete(begun)
