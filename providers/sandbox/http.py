"""Requests and answers as plain values, and their form on the wire."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, unquote

JSON: Final = ("Content-Type", "application/json; charset=utf-8")

GZIP_FROM: Final = 1_024
"""Bytes; below this a compressed body is hardly shorter."""

REASONS: Final = {status.value: status.phrase for status in HTTPStatus}
_SLASHES: Final = re.compile("//+")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are in lower case, doubled slashes of the path are one."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def keeps_alive(self) -> bool:
        """Whether the client means to use the connection again."""
        return self.headers.get("connection", "").lower() != "close"

    @property
    def takes_gzip(self) -> bool:
        """Whether the client says it can unpack gzip."""
        return "gzip" in self.headers.get("accept-encoding", "")


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. A body that is an iterator is sent as it is made, never held whole."""

    status: int
    body: bytes | Iterator[bytes] = b""
    headers: Headers = (JSON,)
    is_packed: bool = False
    """The body does not get smaller by gzip (it is a zip)."""


class BadRequest(Exception):
    """Bytes that are no HTTP request."""


def dump(document: object) -> bytes:
    """Compact JSON in UTF-8, as the vendors send it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def answer(status: int, document: object, headers: Headers = ()) -> Response:
    """A JSON answer."""
    return Response(status, dump(document), (JSON, *headers))


def page(status: int, text: str) -> Response:
    """An HTML answer, as a gateway in front of the vendor gives it."""
    body = f"<html><head><title>{text}</title></head><body>{text}</body></html>"
    return Response(status, body.encode(), (("Content-Type", "text/html"),))


def read_head(head: str) -> Request:
    """A request line and its headers, without the blank line that ends them.

    Raises:
        BadRequest: The first line is not `METHOD target HTTP/1.x`.
    """
    line, *rest = head.split("\r\n")
    parts = line.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadRequest(line)
    headers = {}
    for text in rest:
        name, _, value = text.partition(":")
        headers[name.strip().lower()] = value.strip()
    if parts[2] == "HTTP/1.0":
        headers.setdefault("connection", "close")
    path, _, query = parts[1].partition("?")
    return Request(
        method=parts[0],
        path=_SLASHES.sub("/", unquote(path)),
        query=dict(parse_qsl(query, keep_blank_values=True)) if query else {},
        headers=headers,
    )


def write_head(response: Response, framing: Headers, *, date: str) -> bytes:
    """The status line and all headers of an answer."""
    lines = [f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in (("Date", date), *response.headers, *framing)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def pack(body: bytes) -> bytes:
    """A body in gzip, at the level a busy server would choose."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def pack_stream(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same for a body that is still being made."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    for part in parts:
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()
