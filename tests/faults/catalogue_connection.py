"""Faults below HTTP and in its framing: connections, heads, lengths and chunks."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.shapes import (
    ANY,
    FINE,
    MALFORMED,
    UNREACHABLE,
    Door,
    Drip,
    Endless,
    Fault,
    Good,
    Outcome,
    Send,
    Step,
    Stop,
    chunked,
    head,
    right,
    whole,
)

CHUNKED = "Transfer-Encoding: chunked"


def raw(
    make: Callable[[Good], bytes], end: Stop = Stop.CLOSE
) -> Callable[[Good], tuple[Step, ...]]:
    """Some bytes and an end."""
    return lambda good: (Send(make(good)), end)


def cut(name: str, make: Callable[[Good], bytes], told: str = "") -> list[Fault]:
    """The same bytes, ended in three ways."""
    return [
        Fault(f"{name}, then closed", raw(make, Stop.CLOSE), UNREACHABLE, told=told),
        Fault(f"{name}, then reset", raw(make, Stop.RESET), UNREACHABLE),
        Fault(f"{name}, then silent", raw(make, Stop.HANG), UNREACHABLE, waits=True),
    ]


def broken(
    name: str, make: Callable[[Good], bytes], looks: tuple[Outcome, ...] = UNREACHABLE
) -> Fault:
    """Bytes that no HTTP library takes, and a close."""
    return Fault(name, raw(make), looks)


def answer(good: Good) -> bytes:
    """The right answer."""
    return right(good)


def in_chunks(good: Good) -> bytes:
    """The right answer in chunks."""
    return head(200, CHUNKED, kind=good.kind) + chunked(good.body)


def _nothing(good: Good) -> tuple[Step, ...]:
    return (Stop.HANG,)


DOORS = [
    Fault("refused", _nothing, UNREACHABLE, door=Door.CLOSED, told="refused"),
    Fault(
        "connection never taken",
        _nothing,
        UNREACHABLE,
        door=Door.FULL,
        waits=True,
        told="did not take the connection in time",
    ),
    Fault("closed when connected", _nothing, UNREACHABLE, door=Door.CUTS),
    Fault("reset when connected", _nothing, UNREACHABLE, door=Door.RESETS),
    Fault("babbles when connected", _nothing, UNREACHABLE, door=Door.BABBLES),
]

CUTS = [
    *cut("no answer", lambda good: b"", told="broke off"),
    *cut("cut in the status line", lambda good: b"HTTP/1.1 20"),
    *cut("cut before the headers", lambda good: b"HTTP/1.1 200 OK\r\n"),
    *cut("cut inside a header", lambda good: b"HTTP/1.1 200 OK\r\nContent-Le"),
    *cut("cut after the headers", lambda good: head(200, f"Content-Length: {len(good.body)}")),
    *cut("cut after one byte of body", lambda good: answer(good)[: 1 - len(good.body)]),
    *cut("cut before the last byte", lambda good: answer(good)[:-1], told="broke off"),
    *cut("cut inside a chunk's size", lambda good: head(200, CHUNKED) + b"1"),
    *cut("cut inside a chunk", lambda good: head(200, CHUNKED) + b"ff\r\n{"),
    *cut("cut between chunks", lambda good: head(200, CHUNKED) + b"1\r\n{\r\n"),
    *cut("cut before the last chunk", lambda good: in_chunks(good)[:-5]),
    *cut("cut inside the last chunk", lambda good: in_chunks(good)[:-2]),
]

DRIPS = [
    Fault("headers drip", lambda good: (Drip(answer(good)),), UNREACHABLE, waits=True),
    Fault(
        "body drips",
        lambda good: (Send(head(200, "Content-Length: 9999")), Drip(b" " * 9999)),
        UNREACHABLE,
        waits=True,
    ),
    Fault(
        "chunks drip",
        lambda good: (Send(head(200, CHUNKED)), Drip(b"1\r\n \r\n" * 999)),
        UNREACHABLE,
        waits=True,
    ),
    Fault(
        "a body without length drips",
        lambda good: (Send(head(200)), Drip(b" " * 9999)),
        UNREACHABLE,
        waits=True,
    ),
    Fault(
        "1xx drip",
        lambda good: (Drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 99),),
        UNREACHABLE,
        waits=True,
    ),
    Fault(
        "the end of the headers drips",
        lambda good: (Send(head()[:-2]), Drip(b"X: y\r\n" * 99)),
        UNREACHABLE,
        waits=True,
    ),
]

LENGTHS = [
    broken(
        "length too long",
        lambda good: head(200, f"Content-Length: {len(good.body) + 9}") + good.body,
    ),
    Fault(
        "length too short",
        raw(lambda good: head(200, f"Content-Length: {len(good.body) - 3}") + good.body),
        MALFORMED,
        bodies=ANY,
    ),
    Fault(
        "length nothing, body there",
        raw(lambda good: head(200, "Content-Length: 0") + good.body),
        MALFORMED,
        bodies=ANY,
    ),
    broken(
        "two lengths that differ",
        lambda good: head(200, "Content-Length: 2", "Content-Length: 3") + good.body,
    ),
    Fault(
        "two lengths that agree",
        raw(lambda good: right(good, f"Content-Length: {len(good.body)}")),
        FINE,
    ),
    broken(
        "a length that is no number", lambda good: head(200, "Content-Length: many") + good.body
    ),
    broken("a negative length", lambda good: head(200, "Content-Length: -1") + good.body),
    broken(
        "a length of 5,000 figures",
        lambda good: head(200, "Content-Length: " + "9" * 5000) + good.body,
    ),
    broken(
        "a length of 19 figures", lambda good: head(200, "Content-Length: " + "9" * 19) + good.body
    ),
    Fault(
        "length and chunks",
        raw(
            lambda good: (
                head(200, "Content-Length: 1", CHUNKED, kind=good.kind) + chunked(good.body)
            )
        ),
        FINE,
    ),
    Fault("no length", raw(lambda good: head(200, kind=good.kind) + good.body), FINE),
    Fault(
        "no length, cut short",
        raw(lambda good: head(200, kind=good.kind) + good.body[: len(good.body) // 2]),
        MALFORMED,
        bodies=ANY,
    ),
    Fault(
        "no length, reset",
        raw(lambda good: head(200, kind=good.kind) + good.body[:9], Stop.RESET),
        UNREACHABLE,
    ),
    Fault(
        "no length, never closed",
        raw(lambda good: head(200, kind=good.kind) + good.body, Stop.HANG),
        UNREACHABLE,
        waits=True,
    ),
]

CHUNKS = [
    Fault("chunks", raw(in_chunks), FINE),
    Fault(
        "chunks of one byte",
        raw(lambda good: head(200, CHUNKED, kind=good.kind) + chunked(good.body, 1)),
        FINE,
    ),
    Fault(
        "chunks with extensions",
        raw(
            lambda good: (
                head(200, CHUNKED, kind=good.kind)
                + chunked(good.body, 64).replace(b"40\r\n", b"40;a=b\r\n")
            )
        ),
        FINE,
    ),
    Fault("chunks with trailers", raw(lambda good: in_chunks(good)[:-2] + b"X: y\r\n\r\n"), FINE),
    broken(
        "a chunk size that is no number", lambda good: head(200, CHUNKED) + b"zz\r\n{}\r\n0\r\n\r\n"
    ),
    broken("a negative chunk size", lambda good: head(200, CHUNKED) + b"-2\r\n{}\r\n0\r\n\r\n"),
    broken(
        "a chunk size with a prefix", lambda good: head(200, CHUNKED) + b"0x2\r\n{}\r\n0\r\n\r\n"
    ),
    broken("a chunk size of 30 figures", lambda good: head(200, CHUNKED) + b"f" * 30 + b"\r\n{}"),
    broken("a chunk without size", lambda good: head(200, CHUNKED) + b"\r\n{}\r\n0\r\n\r\n"),
    broken(
        "a chunk longer than its size", lambda good: head(200, CHUNKED) + b"1\r\n{}\r\n0\r\n\r\n"
    ),
    broken(
        "a chunk shorter than its size", lambda good: head(200, CHUNKED) + b"9\r\n{}\r\n0\r\n\r\n"
    ),
    broken("chunks without their end", lambda good: in_chunks(good)[:-5]),
    broken("chunked twice", lambda good: head(200, CHUNKED, CHUNKED) + chunked(good.body)),
    broken(
        "an unknown transfer coding", lambda good: head(200, "Transfer-Encoding: zip") + good.body
    ),
    broken(
        "gzip and chunks as transfer coding",
        lambda good: head(200, "Transfer-Encoding: gzip, chunked") + chunked(good.body),
    ),
    Fault(
        "the body as if chunked, and not",
        raw(lambda good: head(200, CHUNKED) + good.body),
        UNREACHABLE,
    ),
    Fault(
        "a chunk's size of 70,000 zeros",
        raw(lambda good: head(200, CHUNKED) + b"0" * 70_000 + b"1\r\n"),
        UNREACHABLE,
    ),
]

HEADS = [
    broken("HTTP/0.9", lambda good: good.body),
    Fault("HTTP/1.0", raw(lambda good: answer(good).replace(b"HTTP/1.1", b"HTTP/1.0")), FINE),
    broken("HTTP/2 in plain", lambda good: b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x64\r\n\r\n"),
    broken("HTTP/9.9", lambda good: answer(good).replace(b"HTTP/1.1", b"HTTP/9.9"), ANY),
    broken("another protocol", lambda good: b"SSH-2.0-OpenSSH_9.2\r\n"),
    broken("a mail server", lambda good: b"220 mail.example ESMTP\r\n\r\n"),
    broken("a status line without status", lambda good: b"HTTP/1.1\r\n\r\n"),
    broken("a status of two figures", lambda good: whole("20", good.body)),
    broken("a status of four figures", lambda good: whole("2000", good.body)),
    broken("a status that is no number", lambda good: whole("abc", good.body)),
    broken("a negative status", lambda good: whole("-20", good.body)),
    Fault("a status without reason", raw(lambda good: answer(good).replace(b" Played", b"")), FINE),
    Fault(
        "a reason with escapes",
        raw(lambda good: answer(good).replace(b"Played", b"\x1b[2J\x07")),
        ANY,
    ),
    Fault(
        "line feeds without carriage returns",
        raw(lambda good: answer(good).replace(b"\r\n", b"\n")),
        FINE,
    ),
    broken("carriage returns without line feeds", lambda good: head().replace(b"\r\n", b"\r")),
    broken("a header without colon", lambda good: right(good, "What is this")),
    broken("a header without name", lambda good: right(good, ": value")),
    broken("a header with a space in its name", lambda good: right(good, "A B: value")),
    Fault("a header folded", raw(lambda good: right(good, "X: one\r\n two")), FINE),
    broken("a header with a zero byte", lambda good: right(good, "X: a\0b")),
    Fault("a header with escapes", raw(lambda good: right(good, "X: \x1b]52;c;YQ==\x07")), ANY),
    Fault("a header in Latin-1", raw(lambda good: right(good, "X: é")), FINE),
    broken("a header of 1 MB", lambda good: right(good, "X: " + "y" * 1_000_000)),
    broken("9,000 headers", lambda good: right(good, *["X: y" * 4] * 9_000)),
    Fault(
        "endless headers",
        lambda good: (Send(head()[:-2]), Endless(b"X: yyyyyyyy\r\n" * 500)),
        UNREACHABLE,
        floods=True,
    ),
    Fault(
        "one endless header",
        lambda good: (Send(b"HTTP/1.1 200 OK\r\nX: "), Endless(b"y" * 9000)),
        UNREACHABLE,
        floods=True,
    ),
    Fault(
        "an endless status line",
        lambda good: (Endless(b"HTTP/1.1 200 " * 500),),
        UNREACHABLE,
        floods=True,
    ),
    Fault(
        "endless 1xx",
        lambda good: (Endless(b"HTTP/1.1 102 Processing\r\n\r\n" * 400),),
        UNREACHABLE,
        waits=True,
        floods=True,
    ),
    Fault(
        "early hints first",
        raw(lambda good: b"HTTP/1.1 103 Early\r\nLink: </x>\r\n\r\n" + answer(good)),
        FINE,
    ),
    Fault(
        "continue first",
        raw(lambda good: b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + answer(good)),
        FINE,
    ),
    Fault(
        "switching protocols",
        raw(lambda good: b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n" + good.body),
        ANY,
    ),
    Fault(
        "a cookie of 60 kB", raw(lambda good: right(good, "Set-Cookie: a=" + "b" * 60_000)), FINE
    ),
    Fault(
        "cookies that break parsers",
        raw(
            lambda good: right(
                good,
                'Set-Cookie: "\\;=;;expires=Xxx, 99',
                "Set-Cookie: =; domain=..",
                'Set-Cookie2: a; port="x"',
            )
        ),
        FINE,
    ),
    Fault(
        "a good answer and then another", raw(lambda good: answer(good) + whole(500, b"{}")), FINE
    ),
    Fault("a good answer and then garbage", raw(lambda good: answer(good) + b"\0garbage"), FINE),
    Fault("a good answer and then a reset", raw(answer, Stop.RESET), ANY),
]

FAULTS = [*DOORS, *CUTS, *DRIPS, *LENGTHS, *CHUNKS, *HEADS]
