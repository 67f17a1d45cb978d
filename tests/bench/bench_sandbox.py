"""How many polls a second the sandbox stands, and how long a million records take.

By hand: `python tests/bench/bench_sandbox.py`. The client runs in a process of its own and
speaks bare HTTP, so that the figure is the server's and not a client library's.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from providers.sandbox.options import FUSEBILL_KEY, SandboxOptions
from providers.sandbox.server import Sandbox

POLLS = 20_000
CLIENTS = 20
NO_LIMIT = 10**9


def serve(pipe: Connection) -> None:
    """Run a sandbox until the other side says stop, then tell the peak memory in MB."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    options = SandboxOptions(records=1_000_000, minute_limit=NO_LIMIT, day_limit=NO_LIMIT)
    async with Sandbox(options) as sandbox:
        pipe.send(sandbox.port)
        await asyncio.to_thread(pipe.recv)
    pipe.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024)


def _request(path: str, headers: str = "") -> bytes:
    return (
        f"GET /fusebill/v1/{path} HTTP/1.1\r\nHost: sandbox\r\n"
        f"Authorization: Basic {FUSEBILL_KEY}\r\n{headers}\r\n"
    ).encode()


async def _poll(port: int, first: int, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for n in range(count):
        writer.write(_request(f"BulkApi/{600_000 + (first + n) % 1_000}"))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()


async def _read_all(port: int, headers: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request("BulkApi/500004?view=Full", headers + "Connection: close\r\n"))
    size = 0
    while data := await reader.read(1 << 20):
        size += len(data)
    writer.close()
    return size


async def measure(port: int) -> None:
    """Print the figures."""
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for client in range(CLIENTS):
            group.create_task(_poll(port, client * 50, POLLS // CLIENTS))
    print(f"{POLLS / (time.perf_counter() - began):,.0f} polls/s over {CLIENTS} connections")
    for name, headers in (("plain", ""), ("gzip", "Accept-Encoding: gzip\r\n")):
        began = time.perf_counter()
        size = await _read_all(port, headers)
        spent = time.perf_counter() - began
        print(f"1,000,000 records, {name}: {size / 1e6:,.0f} MB on the wire in {spent:.1f} s")


if __name__ == "__main__":
    here, there = Pipe()
    server = Process(target=serve, args=(there,))
    server.start()
    asyncio.run(measure(here.recv()))
    here.send("stop")
    print(f"peak memory of the server: {here.recv():.0f} MB")
    server.join()
