"""Faults on demand: how a test makes the next requests fail in a chosen way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from providers.sandbox.http import Headers, Response


@dataclass(slots=True)
class Fault:
    """What happens to requests whose path starts with `prefix`."""

    prefix: str
    times: int | None
    """Requests it still applies to; `None` is all of them."""
    response: Response | None = None
    """Sent in place of the vendor's answer."""
    delay: float = 0.0
    """Seconds of real time before the answer."""
    gate: asyncio.Event | None = None
    """The answer waits until this is set."""
    cut_after: int | None = None
    """The connection is dropped after so many bytes of the answer; 0 sends nothing."""


class Faults:
    """The faults that stand ready, the oldest first."""

    def __init__(self) -> None:
        self._ready: list[Fault] = []

    def answer(
        self,
        prefix: str,
        status: int,
        body: bytes = b"",
        headers: Headers = (),
        *,
        times: int | None = 1,
    ) -> None:
        """Answer so, in place of the vendor."""
        self._ready.append(Fault(prefix, times, response=Response(status, body, headers)))

    def delay(self, prefix: str, seconds: float, *, times: int | None = 1) -> None:
        """Answer truly, but late."""
        self._ready.append(Fault(prefix, times, delay=seconds))

    def hold(self, prefix: str, *, times: int | None = 1) -> asyncio.Event:
        """Answer truly once the returned event is set; the request has arrived by then."""
        gate = asyncio.Event()
        self._ready.append(Fault(prefix, times, gate=gate))
        return gate

    def cut(self, prefix: str, after: int = 0, *, times: int | None = 1) -> None:
        """Do what was asked, then drop the connection after so many bytes of the answer."""
        self._ready.append(Fault(prefix, times, cut_after=after))

    def clear(self) -> None:
        """Forget them all."""
        self._ready.clear()

    def take(self, path: str) -> Fault | None:
        """The first fault that applies to `path`, used up by one."""
        for fault in self._ready:
            if path.startswith(fault.prefix):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._ready.remove(fault)
                return fault
        return None
