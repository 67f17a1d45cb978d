"""What the HTTP library raises, told in our words.

Its own texts are never passed on: some of them quote the header that was refused.
"""

from __future__ import annotations

import errno
import socket
import ssl
from typing import Final

import httpx

from providers.errors import Malformed, ProviderError, Rejected, Unreachable

RAISED: Final = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError)
"""What sending a request and reading its answer can raise."""

_ERRNO_WORDS: Final = {
    errno.ECONNREFUSED: "the connection was refused",
    errno.ECONNRESET: "the connection was cut",
    errno.EHOSTUNREACH: "there is no route to the host",
    errno.ENETUNREACH: "the network can't be reached",
    errno.ETIMEDOUT: "the connection timed out",
}


def never_left(error: Exception) -> bool:
    """Whether the request certainly did not reach the vendor."""
    return isinstance(
        error,
        httpx.ConnectError
        | httpx.ConnectTimeout
        | httpx.PoolTimeout
        | httpx.UnsupportedProtocol
        | httpx.InvalidURL
        | httpx.LocalProtocolError
        | httpx.ProxyError,
    )


def as_ours(error: Exception, host: str) -> ProviderError:
    """The error of ours that `error`, raised while asking `host`, amounts to."""
    match error:
        case httpx.ConnectTimeout():
            return Unreachable(f"{host} did not take the connection in time")
        case httpx.TimeoutException():
            return Unreachable(f"{host} did not answer in time")
        case httpx.ConnectError():
            return Unreachable(f"{host}: {_connect_reason(error)}")
        case httpx.ProxyError():
            return Unreachable(f"the proxy on the way to {host} refused")
        case httpx.LocalProtocolError():
            return Rejected(f"the request to {host} can't be sent as it is")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return Rejected(f"{host} has an address that can't be asked")
        case httpx.RemoteProtocolError():
            return Unreachable(f"{host} broke off its answer")
        case httpx.DecodingError():
            return Malformed("the answer's packing is damaged")
        case ssl.SSLError():
            return Unreachable(f"{host}: {_tls_reason(error)}")
        case _:
            return Unreachable(f"{host}: the connection was cut")


def _connect_reason(error: BaseException) -> str:
    """The reason at the bottom of the chain of causes."""
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            break
        if isinstance(seen, ssl.SSLError):
            return _tls_reason(seen)
        if isinstance(seen, socket.gaierror):
            return "the host name is not known"
        if isinstance(seen, OSError) and seen.errno in _ERRNO_WORDS:
            return _ERRNO_WORDS[seen.errno]
        seen = seen.__cause__ or seen.__context__
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "its certificate is not trusted; a company CA goes into ca_file"
    if "All connection attempts failed" in text:
        return "the connection was refused"
    return "no connection"


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not trusted; a company CA goes into ca_file"
    return "TLS could not be agreed on"
