"""One client's connection: bytes in, requests out to the vendors, answers back in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import formatdate
from typing import Final

from providers.sandbox.faults import Fault, Faults
from providers.sandbox.http import (
    GZIP_FROM,
    BadRequest,
    Request,
    Response,
    pack,
    pack_stream,
    page,
    read_head,
    write_head,
)

HEAD_LIMIT: Final = 64 * 1_024
BODY_LIMIT: Final = 1_024 * 1_024
"""Bytes. No request the vendors document comes near either."""

Handler = Callable[[Request, Response | None], Response]
"""Gives the answer to a request; a second argument is the answer a fault has settled on."""


class Connection(asyncio.Protocol):
    """Reads requests and answers them one after the other, however many are sent ahead."""

    def __init__(
        self, handler: Handler, faults: Faults, now: Callable[[], float], peers: set[Connection]
    ) -> None:
        self._handler = handler
        self._faults = faults
        self._now = now
        self._peers = peers
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._slow: asyncio.Task[None] | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._peers.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone, and whatever is still being made for it is not wanted."""
        self._peers.discard(self)
        self._transport = None
        if self._slow is not None:
            self._slow.cancel()

    def pause_writing(self) -> None:
        """The client reads more slowly than we write."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._may_write.set()

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete by now."""
        self._buffer += data
        self._pump()

    async def abort(self) -> None:
        """Drop the connection, whatever is under way."""
        if self._transport is not None:
            self._transport.abort()
        if self._slow is not None:
            self._slow.cancel()
            await asyncio.gather(self._slow, return_exceptions=True)

    def _pump(self) -> None:
        while self._transport is not None and self._slow is None:
            try:
                request = self._next_request()
            except (BadRequest, ValueError):
                self._send(page(400, "Bad Request"), None)
                self._transport.close()
                return
            if request is None:
                return
            fault = self._faults.take(request.path)
            response = self._handler(request, None if fault is None else fault.response)
            if isinstance(response.body, bytes) and fault is None:
                self._send(response, request)
            else:
                self._slow = asyncio.create_task(self._send_slowly(response, request, fault))
                self._slow.add_done_callback(self._resume)

    def _resume(self, task: asyncio.Task[None]) -> None:
        self._slow = None
        if not task.cancelled():
            task.result()
            self._pump()

    def _next_request(self) -> Request | None:
        """The next complete request, or `None` while its end has not come."""
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > HEAD_LIMIT:
                raise BadRequest("a head without an end")
            return None
        request = read_head(self._buffer[:end].decode("latin-1"))
        if "transfer-encoding" in request.headers:
            raise BadRequest("a chunked request")
        length = int(request.headers.get("content-length", "0"))
        if not 0 <= length <= BODY_LIMIT:
            raise BadRequest("a body of that length")
        total = end + 4 + length
        if len(self._buffer) < total:
            return None
        body = bytes(self._buffer[end + 4 : total])
        del self._buffer[:total]
        return replace(request, body=body) if body else request

    def _send(self, response: Response, request: Request | None) -> None:
        """Send a body that is whole."""
        if self._transport is None:
            return
        self._transport.write(self._render(response, request))
        if request is not None and not request.keeps_alive:
            self._transport.close()

    def _render(self, response: Response, request: Request | None) -> bytes:
        """A whole answer as bytes, packed where the client takes that and it pays."""
        assert isinstance(response.body, bytes)
        body, framing = response.body, []
        wants_gzip = request is not None and request.takes_gzip
        if wants_gzip and len(body) > GZIP_FROM and not response.is_packed:
            body = pack(body)
            framing.append(("Content-Encoding", "gzip"))
        framing.append(("Content-Length", str(len(body))))
        return write_head(response, tuple(framing), date=self._date()) + body

    async def _send_slowly(self, response: Response, request: Request, fault: Fault | None) -> None:
        """Send an answer that is late, broken off or made while it is sent."""
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.gate is not None:
                await fault.gate.wait()
        parts = self._parts(response, request)
        left = None if fault is None else fault.cut_after
        for part in parts:
            if left is not None:
                part = part[:left]
                left -= len(part)
            await self._write(part)
            if left == 0:
                break
        if self._transport is not None and (left is not None or not request.keeps_alive):
            self._transport.close()

    def _parts(self, response: Response, request: Request) -> Iterator[bytes]:
        """The whole answer, head and chunk marks included, in pieces."""
        if isinstance(response.body, bytes):
            yield self._render(response, request)
            return
        body, framing = response.body, [("Transfer-Encoding", "chunked")]
        if request.takes_gzip and not response.is_packed:
            body = pack_stream(body)
            framing.append(("Content-Encoding", "gzip"))
        yield write_head(response, tuple(framing), date=self._date())
        for part in body:
            if part:
                yield b"%x\r\n%s\r\n" % (len(part), part)
        yield b"0\r\n\r\n"

    async def _write(self, part: bytes) -> None:
        """Write when the client has room, and let other connections have a turn."""
        await self._may_write.wait()
        await asyncio.sleep(0)
        if self._transport is not None:
            self._transport.write(part)

    def _date(self) -> str:
        return formatdate(self._now(), usegmt=True)
