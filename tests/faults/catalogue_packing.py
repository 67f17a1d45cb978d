"""Faults of packing and size: gzip that is cut, damaged or a bomb, and bodies without end."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from functools import cache

from tests.faults.catalogue_connection import CHUNKED, raw
from tests.faults.shapes import (
    ANY,
    FINE,
    MALFORMED,
    UNREACHABLE,
    Endless,
    Fault,
    Good,
    Outcome,
    Send,
    Step,
    Stop,
    head,
    whole,
)

GZIP = "Content-Encoding: gzip"
MILLION = bytes(1_000_000)
LARGE = (*MALFORMED, *UNREACHABLE)


def packed(
    name: str,
    make: Callable[[bytes], bytes],
    looks: tuple[Outcome, ...] = MALFORMED,
    *headers: str,
    told: str = "",
    raw_stream: tuple[Outcome, ...] | None = None,
) -> Fault:
    """A body made of the right one, called gzip unless the headers say otherwise."""
    named = headers or (GZIP,)
    return Fault(
        name,
        raw(lambda good: whole(200, make(good.body), *named, kind=good.kind)),
        looks,
        told=told,
        by_call={} if raw_stream is None else {"wire stream": raw_stream},
    )


def gz(body: bytes) -> bytes:
    """The body, packed."""
    return gzip.compress(body, mtime=0)


@cache
def bomb(megabytes: int) -> bytes:
    """Zeros of that many million bytes, as one member of gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    # Flushed fully, a block can be said again and again: the server has others to answer meanwhile.
    block = packer.compress(MILLION) + packer.flush(zlib.Z_FULL_FLUSH)
    total = 0
    for _ in range(megabytes):
        total = zlib.crc32(MILLION, total)
    end = struct.pack("<II", total, megabytes * len(MILLION))
    return gz(b"")[:10] + block * megabytes + packer.flush() + end


@cache
def nested(layers: int) -> bytes:
    """A small body under that many layers."""
    body = b'{"status":"Processed"}'
    for _ in range(layers):
        body = gz(body)
    return body


def large(name: str, play: Callable[[Good], tuple[Step, ...]]) -> Fault:
    """A body that is refused by its size, if it can be sent in time."""
    return Fault(name, play, LARGE, bodies=ANY, floods=True)


def _empty_blocks() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.flush(zlib.Z_FULL_FLUSH) or b"\0\0\0\xff\xff"


GZIPS = [
    packed("gzip", gz, FINE),
    packed("gzip in capitals", gz, FINE, "CONTENT-ENCODING: GZIP"),
    packed("x-gzip", gz, FINE, "Content-Encoding: x-gzip"),
    packed("gzip of two members", lambda body: gz(body[:9]) + gz(body[9:]), FINE),
    packed("gzip and zeros after it", lambda body: gz(body) + bytes(300), FINE),
    packed("gzip and garbage after it", lambda body: gz(body) + b"garbage", told="after the end"),
    packed("gzip and half a member after it", lambda body: gz(body) + gz(body)[:12]),
    packed("gzip without its end", lambda body: gz(body)[:-8], told="before it is whole"),
    packed("gzip without its last byte", lambda body: gz(body)[:-1], told="before it is whole"),
    packed("gzip cut in the middle", lambda body: gz(body)[: len(gz(body)) // 2]),
    packed("gzip cut in its head", lambda body: gz(body)[:5]),
    packed("gzip of nothing", lambda body: b"", told="before it is whole"),
    packed("gzip of an empty body", lambda body: gz(b""), told="empty", raw_stream=ANY),
    packed(
        "gzip with a wrong sum",
        lambda body: gz(body)[:-8] + b"\1\2\3\4" + gz(body)[-4:],
        told="damaged",
    ),
    packed("gzip with a wrong length", lambda body: gz(body)[:-1] + b"\x7f"),
    packed("gzip with damage inside", lambda body: gz(body)[:12] + b"\xff" * 6 + gz(body)[18:]),
    packed("plain, called gzip", lambda body: body, told="damaged"),
    packed("deflate, called gzip", zlib.compress, told="damaged"),
    packed("gzip, not called so", gz, MALFORMED, "X: y", raw_stream=ANY),
    packed("gzip twice, called once", lambda body: gz(gz(body)), MALFORMED, raw_stream=ANY),
    packed(
        "gzip twice, called twice",
        lambda body: gz(gz(body)),
        MALFORMED,
        "Content-Encoding: gzip, gzip",
        told="did not ask for",
    ),
    packed("gzip twice, in two headers", lambda body: gz(gz(body)), MALFORMED, GZIP, GZIP),
    packed("sixty layers, called once", lambda body: nested(60), raw_stream=ANY),
    packed(
        "sixty layers, called so",
        lambda body: nested(60),
        MALFORMED,
        "Content-Encoding: " + "gzip, " * 60,
    ),
    packed("gzip, then identity", gz, MALFORMED, "Content-Encoding: gzip, identity"),
    packed("brotli", lambda body: body, MALFORMED, "Content-Encoding: br", told="did not ask for"),
    packed("zstd", lambda body: body, MALFORMED, "Content-Encoding: zstd"),
    packed("deflate", zlib.compress, MALFORMED, "Content-Encoding: deflate"),
    packed("identity", lambda body: body, FINE, "Content-Encoding: identity"),
    packed(
        "a packing with escapes in its name",
        lambda body: body,
        MALFORMED,
        "Content-Encoding: \x1b[2J",
    ),
    packed("an empty packing", lambda body: body, FINE, "Content-Encoding: "),
]

SIZES = [
    large(
        "a bomb of 512 MB",
        lambda good: (Send(whole(200, bomb(512), GZIP, kind=good.kind)), Stop.CLOSE),
    ),
    large(
        "a bomb in chunks of one byte",
        lambda good: (
            Send(
                head(200, GZIP, CHUNKED, kind=good.kind)
                + b"".join(b"1\r\n%c\r\n" % byte for byte in bomb(40))
            ),
            Stop.HANG,
        ),
    ),
    large(
        "a bomb without end",
        lambda good: (Send(head(200, GZIP, kind=good.kind) + bomb(32)), Endless(bomb(1))),
    ),
    large(
        "packed blocks that are empty, without end",
        lambda good: (
            Send(head(200, GZIP, kind=good.kind) + gz(b"")[:10]),
            Endless(_empty_blocks() * 4000),
        ),
    ),
    large(
        "members that are empty, without end",
        lambda good: (Send(head(200, GZIP, kind=good.kind)), Endless(gz(b"") * 1000)),
    ),
    large(
        "zeros after gzip, without end",
        lambda good: (
            Send(head(200, GZIP, kind=good.kind) + gz(good.body)),
            Endless(bytes(60_000)),
        ),
    ),
    large(
        "spaces without end", lambda good: (Send(head(200, kind=good.kind)), Endless(b" " * 60_000))
    ),
    large(
        "chunks without end",
        lambda good: (
            Send(head(200, CHUNKED, kind=good.kind)),
            Endless(b"fa00\r\n" + b" " * 64_000 + b"\r\n"),
        ),
    ),
    large(
        "chunks of one byte without end",
        lambda good: (Send(head(200, CHUNKED, kind=good.kind)), Endless(b"1\r\n \r\n" * 9_000)),
    ),
    large(
        "trailers without end",
        lambda good: (
            Send(head(200, CHUNKED, kind=good.kind) + b"0\r\n"),
            Endless(b"X: yyyyyy\r\n" * 900),
        ),
    ),
    large(
        "a chunk's extension without end",
        lambda good: (Send(head(200, CHUNKED, kind=good.kind) + b"1;"), Endless(b"x" * 60_000)),
    ),
    large(
        "an array without end",
        lambda good: (Send(head(200, kind=good.kind)), Endless(b"[" * 60_000)),
    ),
    large(
        "records without end",
        lambda good: (
            Send(head(200, kind=good.kind) + b'{"records":['),
            Endless(b'{"id":1,"status":"Processed"},' * 2_000),
        ),
    ),
    large(
        "one record without end",
        lambda good: (
            Send(head(200, kind=good.kind) + b'{"records":[{"id":1,"data":"'),
            Endless(b"x" * 60_000),
        ),
    ),
    large(
        "a length of 9 GB",
        lambda good: (
            Send(head(200, "Content-Length: 9000000000", kind=good.kind)),
            Endless(b" " * 60_000),
        ),
    ),
    Fault(
        "a body of 8 MB and one byte",
        raw(
            lambda good: whole(200, good.body + b" " * (8_000_001 - len(good.body)), kind=good.kind)
        ),
        MALFORMED,
        bodies=ANY,
        told="larger than the 8 MB",
        floods=True,
    ),
    Fault(
        "a body of 7 MB",
        raw(lambda good: whole(200, good.body + b" " * 7_000_000, kind=good.kind)),
        FINE,
        bodies=ANY,
    ),
]

FAULTS = [*GZIPS, *SIZES]
