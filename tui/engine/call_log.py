"""The calls of this session, for whoever asks whether it is us or them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from providers.base import Gate
from providers.calls import CallMade, numbered

MOST: Final = 2_000
"""Calls that are remembered."""


class CallLog:
    """The last calls; those of other sessions are not among them."""

    def __init__(self) -> None:
        self._calls: deque[CallMade] = deque(maxlen=MOST)
        self._on_call: Callable[[], None] = lambda: None
        self.count = 0
        """Calls made, those included that are no longer remembered."""

    def listen(self, on_call: Callable[[], None]) -> None:
        """Call `on_call` on the event loop after each call from now on. It must not block."""
        self._on_call = on_call

    def add(self, call: CallMade) -> None:
        """Take note of a call."""
        self.count += 1
        self._calls.append(numbered(call, self.count))
        self._on_call()

    def latest(self) -> tuple[CallMade, ...]:
        """Those that are remembered, newest first."""
        return tuple(reversed(self._calls))


class LoggedGate:
    """An account's gate, which tells the log of each call. Fits `Gate`."""

    def __init__(self, gate: Gate, log: CallLog) -> None:
        self._gate = gate
        self._log = log

    async def admit(self, cost: int = 1) -> None:
        """Wait until the account's budget has room."""
        await self._gate.admit(cost)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Let the account's budget take note."""
        self._gate.learn(headers)

    def made(self, call: CallMade) -> None:
        """Tell the log."""
        self._log.add(call)
