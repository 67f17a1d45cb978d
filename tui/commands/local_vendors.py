"""The sandbox in a thread of its own, so that what watches it stays smooth."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox


@contextmanager
def local_vendors(options: SandboxOptions) -> Iterator[Sandbox]:
    """Play the vendors while inside.

    Raises:
        OSError: The port can't be had.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sandbox", daemon=True)
    thread.start()
    sandbox = Sandbox(options)
    try:
        asyncio.run_coroutine_threadsafe(sandbox.start(), loop).result()
        try:
            yield sandbox
        finally:
            asyncio.run_coroutine_threadsafe(sandbox.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
