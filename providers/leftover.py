"""Whether a connection may be asked again: not when more came over it than the answer.

The HTTP library keeps what follows an answer and takes it for the answer to the next request,
and so on with each: every look would show the job that was asked about before.
"""

from __future__ import annotations

import ssl
from typing import Final, Protocol, runtime_checkable

import httpx

_IN_ONE_READ: Final = 32_000
"""Bytes of body up to which all that came with its end is in sight; beyond, the library's network
layer may hold a part of it."""
_TO_PARSER: Final = ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state")
"""From an answer's stream to what reads it. The libraries give no way that they promise; where
this one ends, no connection is kept."""


@runtime_checkable
class _NetworkStream(Protocol):
    def get_extra_info(self, info: str) -> object: ...

    async def aclose(self) -> None: ...


async def close_unless_clean(response: httpx.Response, received: int) -> None:
    """Close the connection of an answer that was read to its end, unless nothing followed it.

    Args:
        response: The answer; not closed yet, so that nobody else has its connection.
        received: Bytes of its body.
    """
    network = response.extensions.get("network_stream")
    if not isinstance(network, _NetworkStream):
        return
    is_clean = (
        received <= _IN_ONE_READ
        and _parser_is_empty(response)
        and _tls_is_empty(network.get_extra_info("ssl_object"))
    )
    if not is_clean:
        await network.aclose()


def _parser_is_empty(response: httpx.Response) -> bool:
    found: object = response.stream
    for name in _TO_PARSER:
        found = getattr(found, name, None)
    match getattr(found, "trailing_data", None):
        case (b"", bool()):
            return True
        case _:
            return False


def _tls_is_empty(tls: object) -> bool:
    if not isinstance(tls, ssl.SSLObject):
        return tls is None
    try:
        tls.read(1)
    except ssl.SSLWantReadError:
        return True
    except ssl.SSLError:
        return False
    return False
