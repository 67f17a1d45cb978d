"""The fault server: a process of its own that plays every fault, in plain and in TLS.

A request's path begins with the name of a fault and that of a run; what follows says which call
it is, whose right answer the fault is made of. `/seen/RUN` says how many requests a run has sent.

The keys beside the certificates are of no use to anybody: only these tests trust their CA.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import struct
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from tests.faults.catalogue import FAULTS
from tests.faults.shapes import Door, Drip, Endless, Good, Send, Step, Stop, right

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HERE: Final = Path(__file__).parent
CERTIFICATES: Final = HERE / "certificates"
_LINGER: Final = struct.pack("ii", 1, 0)
_KEYS: Final = {
    Door.TLS: "good",
    Door.TLS_SELF_SIGNED: "self_signed",
    Door.TLS_WRONG_HOST: "wrong_host",
    Door.TLS_EXPIRED: "expired",
    Door.TLS_NOT_YET: "not_yet",
}


def _file(name: str) -> bytes:
    for folder in ("recorded", "constructed"):
        path = HERE.parent / folder / name
        if path.exists():
            return path.read_bytes()
    raise FileNotFoundError(name)


def good_answers() -> dict[str, Good]:
    """The right answers, by a word that only the path of their call has; the first fits."""
    return {
        "view=Full": Good(_file("fusebill_bulk_processed_with_errors_full.json")),
        "BulkApi": Good(_file("fusebill_bulk_processed_with_errors.json")),
        "serviceJobs": Good(_file("fusebill_service_in_progress.json")),
        "api-jobs": Good(_file("willsuite_completed_with_named_failures.json")),
        "/bulk/v8/write": Good(_file("zoho_write_200_completed_skipped.json")),
        "result": Good(_file("zoho_write_result_4150868000005350003.zip"), "application/zip"),
        "/bulk/v8/read": Good(_file("zoho_read_200_completed.json")),
        "oauth/v2": Good(_file("zoho_token_200_refreshed.json")),
        "oauth/token": Good(_file("willsuite_token.json")),
        "": Good(b'{"ok":true}'),
    }


class Player:
    """Plays faults to whoever asks."""

    def __init__(self) -> None:
        self._good = good_answers()
        self._seen: Counter[str] = Counter()
        self._kept: list[socket.socket] = []
        self._servers: list[asyncio.Server] = []
        self.ports: dict[str, int] = {}

    async def open(self) -> None:
        """Open every door."""
        for door in Door:
            self.ports[door] = await self._open(door)

    async def _open(self, door: Door) -> int:
        if door is Door.CLOSED:
            return _bound(self._kept)
        if door is Door.FULL:
            return _full(self._kept)
        context = _context(door)
        if door is Door.PLAIN or context is not None:
            serve: Serve = self._answer
        else:
            serve = partial(_knocked, door)
        server = await asyncio.start_server(
            _quietly(serve), "127.0.0.1", 0, ssl=context, limit=2_000_000
        )
        self._servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            _, target, _ = first.split(" ")
            sizes = [line for line in rest if line.lower().startswith("content-length:")]
            await reader.readexactly(int(sizes[0].partition(":")[2]) if sizes else 0)
            _, name, run, *path = target.split("/", 3)
            if name == "seen":
                writer.write(right(Good(json.dumps(self._seen[run]).encode())))
                continue
            self._seen[run] += 1
            good = next(good for word, good in self._good.items() if word in "/" + path[0])
            fault = FAULTS.get(unquote(name))
            steps: tuple[Step, ...] = fault.play(good) if fault else (Send(right(good)),)
            if await _play(steps, writer):
                return


async def _play(steps: tuple[Step, ...], writer: asyncio.StreamWriter) -> bool:
    """Play the steps; whether the connection is to be closed after them."""
    for step in steps:
        match step:
            case Send(data):
                writer.write(data)
                await writer.drain()
            case Drip(data, every):
                for at in range(len(data)):
                    if writer.is_closing():
                        return True
                    writer.write(data[at : at + 1])
                    await writer.drain()
                    await asyncio.sleep(every)
            case Endless(data):
                while not writer.is_closing():
                    writer.write(data)
                    await writer.drain()
                    # Only in its own turn does the event loop notice that nobody listens.
                    await asyncio.sleep(0)
                return True
            case Stop.HANG:
                await asyncio.Event().wait()
            case Stop.RESET:
                # What was written is to leave before the reset does.
                await asyncio.sleep(0.01)
                _reset(writer)
                return True
            case Stop.CLOSE:
                return True
    return False


_FIRST_WORDS: Final = {
    Door.BABBLES: b"\0\1\2 what is this\r\n\r\n",
    Door.TLS_GARBAGE: b"\0\1\2 what is this\r\n\r\n" * 9,
    Door.TLS_PLAIN: b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    # Fatal alerts: the handshake failed; the version is not spoken here.
    Door.TLS_ALERT: b"\x15\x03\x03\x00\x02\x02\x28",
    Door.TLS_OLD: b"\x15\x03\x01\x00\x02\x02\x46",
}


async def _knocked(door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Doors behind which nobody speaks HTTP."""
    if door.startswith("tls"):
        await reader.read(1)
    if door is Door.TLS_SILENT:
        await asyncio.Event().wait()
    elif door in (Door.RESETS, Door.TLS_RESET_AFTER_HELLO):
        _reset(writer)
    elif door in _FIRST_WORDS:
        writer.write(_FIRST_WORDS[door])
        await writer.drain()
        await reader.read(10_000)


def _reset(writer: asyncio.StreamWriter) -> None:
    end = writer.get_extra_info("socket")
    if end is not None:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
    writer.transport.abort()


def _quietly(serve: Serve) -> Serve:
    """Clients hang up as they like, and a connection that is done with is closed."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
            try:
                await serve(reader, writer)
            finally:
                writer.close()

    return served


def _context(door: Door) -> ssl.SSLContext | None:
    if door not in _KEYS:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{_KEYS[door]}.pem")
    return context


def _bound(kept: list[socket.socket]) -> int:
    """A port on which nobody listens, and which nobody else gets."""
    end = socket.socket()
    end.bind(("127.0.0.1", 0))
    kept.append(end)
    port: int = end.getsockname()[1]
    return port


def _full(kept: list[socket.socket]) -> int:
    """A port whose queue of connections is full."""
    port = _bound(kept)
    kept[-1].listen(0)
    for _ in range(4):
        caller = socket.socket()
        caller.setblocking(False)
        caller.connect_ex(("127.0.0.1", port))
        kept.append(caller)
    return port


async def _run() -> None:
    player = Player()
    await player.open()
    print(json.dumps(player.ports), flush=True)
    # Whoever started this holds the other end, and ends it by letting go.
    loop = asyncio.get_running_loop()
    # Clients that hang up in a handshake are what this is for.
    loop.set_exception_handler(lambda loop, context: None)
    await loop.run_in_executor(None, sys.stdin.read)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(_run())
