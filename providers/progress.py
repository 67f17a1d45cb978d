"""How far a request came: what went wrong, and whether anything was asked, hangs on it."""

from __future__ import annotations

import socket
from typing import Final, Protocol, runtime_checkable

import httpx

_KEPT_ALIVE: Final = (
    ("SO_KEEPALIVE", socket.SOL_SOCKET, 1),
    ("TCP_KEEPIDLE", socket.IPPROTO_TCP, 30),
    ("TCP_KEEPINTVL", socket.IPPROTO_TCP, 10),
    ("TCP_KEEPCNT", socket.IPPROTO_TCP, 3),
    ("TCP_USER_TIMEOUT", socket.IPPROTO_TCP, 10_000),
)
"""Options by name, since systems differ in which they have; the last is in milliseconds.

Address translators and firewalls forget idle connections without a word, some after a minute: the
next look would wait out its whole patience for an answer that can't come. A probe each half
minute keeps the entry, finds a dead connection before it is used, and what is sent into the
void ends after ten seconds, upon which the look is asked again over a fresh one.
"""


@runtime_checkable
class _Stream(Protocol):
    def get_extra_info(self, info: str) -> object: ...


@runtime_checkable
class _Socket(Protocol):
    def setsockopt(self, level: int, option: int, value: int, /) -> None: ...


class Progress:
    """One request's way, as the HTTP library's `trace` tells it."""

    def __init__(self) -> None:
        self.peer = ""
        """Who was connected to, `host:port`: the vendor or a proxy. Empty for a connection kept."""
        self.peer_host = ""
        self.is_connected = False
        self.is_tunnelled = False
        """A proxy has agreed to pass on what comes."""
        self.is_securing = False
        """TLS is being agreed on."""
        self.has_begun = False
        """A byte of the request may have left this machine; not so for what only a proxy read."""
        self._has_head_left = False
        self._is_answered = False

    async def note(self, event: str, info: object) -> None:
        """Take note of a step; the HTTP library calls this as its `trace`."""
        told = info if isinstance(info, dict) else {}
        source, _, step = event.partition(".")
        match step:
            case "connect_tcp.started":
                self.peer_host = str(told.get("host", ""))
                self.peer = f"{self.peer_host}:{told.get('port', '')}"
            case "connect_tcp.complete":
                self.is_connected = True
                _keep_alive(told.get("return_value"))
            case "start_tls.started":
                self.is_tunnelled = self.is_tunnelled or source == "proxy"
                self.is_securing = True
            case "start_tls.complete":
                self.is_securing = False
            case _ if getattr(told.get("request"), "method", b"") == b"CONNECT":
                pass
            case "send_request_headers.started":
                self.has_begun = True
            case "send_request_body.started":
                self._has_head_left = True
            case "receive_response_headers.complete" if self.has_begun:
                self._is_answered = True

    def may_have_left(self, error: Exception) -> bool:
        """Whether the vendor may have got the request, or the beginning of it.

        What the library itself refuses to write, before it has written anything, has not left.
        """
        is_ours = isinstance(error, httpx.LocalProtocolError) and not self._has_head_left
        return self.has_begun and not is_ours

    def had_died(self, error: Exception) -> bool:
        """Whether `error` is the end of a connection that the vendor dropped while it was idle."""
        return not (self.peer or self._is_answered) and isinstance(
            error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError
        )


def _keep_alive(stream: object) -> None:
    """Have the system watch over a connection while it is idle."""
    end = stream.get_extra_info("socket") if isinstance(stream, _Stream) else None
    for name, level, value in _KEPT_ALIVE:
        option = getattr(socket, name, None)
        # asyncio gives out no socket but something that is like one.
        if option is not None and isinstance(end, _Socket):
            try:
                end.setsockopt(level, option, value)
            except OSError:
                return
