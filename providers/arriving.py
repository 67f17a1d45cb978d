"""A body on its way in: unpacked, measured, cleaned of our secrets, and never too slow.

It comes in steps between which others have their turn: one read of the network can hold ten
thousand pieces of a body, or unpack to a thousand times its size.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Final

import httpx

from providers.connect import TARGET
from providers.errors import Unreachable
from providers.exchange import Answer, Body, Call
from providers.failures import RAISED
from providers.inflate import Inflater
from providers.leftover import close_unless_clean
from providers.patience import Patience
from providers.redaction import Redactor

_A_TURN: Final = 0.01
"""Seconds after which others have theirs."""


class _Turns:
    """Lets others have their turn when we have had ours for long enough."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    async def give(self) -> None:
        """Step aside if it is time to."""
        if time.monotonic() - self._since > _A_TURN:
            await asyncio.sleep(0)
            self._since = time.monotonic()


class _Pace:
    """Whether a download keeps the least pace, by the time that was spent waiting for it."""

    def __init__(self, patience: Patience, host: str) -> None:
        self._patience = patience
        self._host = host
        self._waited = 0.0
        self._came = 0

    def check(self, waited: float, came: int) -> None:
        """Take note of a wait for the network and of the bytes that ended it.

        Raises:
            Unreachable: It has been too slow for too long.
        """
        self._waited += waited
        self._came += came
        if self._waited < self._patience.slow_for:
            return
        if self._came < self._patience.slowest * self._waited:
            least = f"{self._patience.slowest / 1000:g} kB a second"
            raise Unreachable(
                f"{self._host} sends its answer too slowly: "
                f"less than {least} over {self._patience.slow_for:g} s"
            )
        self._waited, self._came = 0.0, 0


def arriving(response: httpx.Response, call: Call, patience: Patience) -> Body:
    """An answer whose head is here, and whose body is to be read."""
    sent = [*response.headers.items()]
    target = response.extensions.get(TARGET)
    if target is not None:
        sent.append(("location", target))
    headers = call.headers(sent)
    inflater = Inflater(headers.get("content-encoding", ""), call.ask.limit)
    redactor = Redactor(call.ask.secrets)
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)
    pace = _Pace(patience, call.host)
    turns = _Turns()

    async def chunks() -> AsyncGenerator[bytes, None]:
        try:
            waiting_since = time.monotonic()
            # Not by the response itself, which would give its connection away at the end.
            async for chunk in stream:
                body.received += len(chunk)
                if call.ask.is_download:
                    pace.check(time.monotonic() - waiting_since, len(chunk))
                for piece in inflater.feed(chunk):
                    clean = redactor.feed(piece)
                    if clean:
                        yield clean
                    await turns.give()
                # Packed blocks can be empty, and give out no piece.
                await turns.give()
                waiting_since = time.monotonic()
            await close_unless_clean(response, body.received)
        except RAISED as error:
            raise call.failed(error) from error
        inflater.finish()
        rest = redactor.finish()
        if rest:
            yield rest

    head = Answer(response.status_code, headers, b"", host=call.host)
    body = Body(head, chunks(), call=call)
    return body
