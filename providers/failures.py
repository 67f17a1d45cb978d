"""What the HTTP library raises, told in our words.

Its own texts are never passed on: some of them quote the header that was refused.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Final

import httpx

from providers.errors import Malformed, ProviderError, Rejected, Unreachable
from providers.progress import Progress
from providers.text import safe

RAISED: Final = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    OSError,
    ValueError,
    RuntimeError,
    ExceptionGroup,
)
"""What sending a request and reading its answer can raise, and the libraries below it."""

_ERRNO_WORDS: Final = {
    errno.ECONNREFUSED: "the connection was refused",
    errno.ECONNRESET: "the connection was cut",
    errno.EPIPE: "the connection was cut",
    errno.EHOSTUNREACH: "there is no route to the host",
    errno.ENETUNREACH: "the network can't be reached",
    errno.ETIMEDOUT: "the connection timed out",
    errno.EMFILE: "this program has too many files and connections open",
    errno.EACCES: "this machine does not permit the connection",
    errno.EPERM: "this machine does not permit the connection",
}

_COMPANY: Final = "its certificate is not trusted; a company CA goes into ca_file"
_CERTIFICATE_WORDS: Final = {
    9: "its certificate is not valid yet (is this machine's clock right?)",
    10: "its certificate has expired (is this machine's clock right?)",
    62: "its certificate is not trusted: it is for another host",
    64: "its certificate is not trusted: it is for another address",
}
"""By OpenSSL's number of what was wrong; any other is a certificate of somebody unknown."""

_NO_TLS: Final = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER")
"""What OpenSSL calls bytes that are no TLS."""
_CAUSES: Final = 20


def as_ours(error: Exception, host: str, progress: Progress, setting: str = "") -> ProviderError:
    """The error of ours that an exception of the HTTP library amounts to.

    Args:
        error: Raised while asking `host`, or while reading its answer.
        host: Who was asked, fit to show.
        progress: How far the request came.
        setting: What names the proxy on the way; empty without one.
    """
    where = _where(host, progress, setting)
    match error:
        case httpx.ProxyError():
            return Unreachable(f"{where} {_proxy_refusal(error, setting)}")
        case httpx.ConnectTimeout() if progress.is_securing:
            return Unreachable(f"{where} did not agree on TLS in time")
        case httpx.ConnectTimeout():
            return Unreachable(f"{where} did not take the connection in time")
        case httpx.PoolTimeout():
            return Unreachable(f"all connections to {host} were busy for too long")
        case httpx.WriteTimeout():
            return Unreachable(f"{where} did not take the request in time")
        case httpx.TimeoutException():
            return Unreachable(f"{where} did not answer in time")
        case httpx.ConnectError() | ExceptionGroup():
            return Unreachable(f"{where}: {_reason(error, progress)}")
        case httpx.LocalProtocolError():
            return Rejected(f"the request to {host} can't be sent as it is")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return Rejected(f"{host} has an address that can't be asked")
        case httpx.RemoteProtocolError():
            return Unreachable(f"{where} broke off its answer")
        case httpx.DecodingError():
            return Malformed("the answer's packing is damaged")
        case ssl.SSLError() if not progress.has_begun:
            return Unreachable(f"{where}: {_tls_reason(error)}")
        case _ if not (progress.peer or progress.has_begun):
            return Rejected(f"the request to {host} can't be put together")
        case _:
            return Unreachable(f"{where}: the connection was cut")


def _where(host: str, progress: Progress, setting: str) -> str:
    """Who is at fault: the host, or the proxy on the way while it has passed on nothing."""
    is_direct = progress.peer_host.casefold().strip("[]") == host.casefold()
    if not setting or is_direct or not progress.peer or progress.is_tunnelled:
        return host
    return f"{host}: the proxy {safe(progress.peer, 80)} ({setting})"


def _proxy_refusal(error: Exception, setting: str) -> str:
    """What the proxy's status amounts to; its text begins with it."""
    found = re.match(r"[0-9]{3}(?![0-9])", str(error))
    if found is None:
        return "refused to pass the request on"
    if found.group() == "407":
        return f"wants a user and a password that it knows, in {setting or 'proxy'} (HTTP 407)"
    return f"refused to pass the request on (HTTP {found.group()})"


def _reason(error: BaseException, progress: Progress) -> str:
    """The reason at the bottom of the chain of causes."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError):
            return _tls_reason(cause)
        if isinstance(cause, socket.gaierror):
            is_passing = cause.errno == socket.EAI_AGAIN
            return (
                "the name service does not answer" if is_passing else "the host name is not known"
            )
        if isinstance(cause, OSError) and cause.errno in _ERRNO_WORDS:
            word = _ERRNO_WORDS[cause.errno]
            return f"{word} while TLS was being agreed on" if progress.is_securing else word
    if progress.is_securing:
        return "it hung up while TLS was being agreed on"
    return "no connection"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it was raised from, and what was tried at once, the nearest first."""
    waiting = [error]
    for _ in range(_CAUSES):
        if not waiting:
            return
        seen = waiting.pop(0)
        yield seen
        below = seen.__cause__ or seen.__context__
        if below is not None:
            waiting.append(below)
        if isinstance(seen, BaseExceptionGroup):
            waiting.extend(seen.exceptions)


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATE_WORDS.get(error.verify_code, _COMPANY)
    if any(word in (error.reason or "") for word in _NO_TLS):
        return "it does not speak TLS at that port"
    return "TLS could not be agreed on"
