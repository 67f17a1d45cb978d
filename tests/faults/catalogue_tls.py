"""Faults of TLS, and cuts inside it."""

from __future__ import annotations

from tests.faults.catalogue_connection import CHUNKED, answer, in_chunks, raw
from tests.faults.shapes import (
    ANY,
    FINE,
    MALFORMED,
    UNREACHABLE,
    Door,
    Endless,
    Fault,
    Good,
    Send,
    Step,
    Stop,
    head,
)


def _nothing(good: Good) -> tuple[Step, ...]:
    return (Stop.HANG,)


def door(name: str, at: Door, told: str, *, waits: bool = False) -> Fault:
    """A door that does not open."""
    return Fault(f"TLS: {name}", _nothing, UNREACHABLE, door=at, told=told, waits=waits)


DOORS = [
    door("self-signed", Door.TLS_SELF_SIGNED, "ca_file"),
    door("for another host", Door.TLS_WRONG_HOST, "for another"),
    door("expired", Door.TLS_EXPIRED, "has expired"),
    door("not valid yet", Door.TLS_NOT_YET, "not valid yet"),
    door("closed in the handshake", Door.TLS_CUT_AFTER_HELLO, "TLS"),
    door("reset in the handshake", Door.TLS_RESET_AFTER_HELLO, "TLS"),
    door("silent in the handshake", Door.TLS_SILENT, "did not agree on TLS in time", waits=True),
    door("garbage in the handshake", Door.TLS_GARBAGE, "does not speak TLS"),
    door("refused in the handshake", Door.TLS_ALERT, "TLS could not be agreed on"),
    door("of an old version", Door.TLS_OLD, "TLS could not be agreed on"),
    door("a plain port", Door.TLS_PLAIN, "does not speak TLS"),
]

INSIDE = [
    Fault("TLS: the right answer", raw(answer, Stop.HANG), FINE, door=Door.TLS),
    Fault("TLS: chunks", raw(in_chunks, Stop.HANG), FINE, door=Door.TLS),
    Fault("TLS: no answer, closed", raw(lambda good: b""), UNREACHABLE, door=Door.TLS),
    Fault("TLS: no answer, reset", raw(lambda good: b"", Stop.RESET), UNREACHABLE, door=Door.TLS),
    Fault("TLS: silence", raw(lambda good: b"", Stop.HANG), UNREACHABLE, door=Door.TLS, waits=True),
    Fault(
        "TLS: cut in the headers", raw(lambda good: answer(good)[:30]), UNREACHABLE, door=Door.TLS
    ),
    Fault("TLS: cut in the body", raw(lambda good: answer(good)[:-1]), UNREACHABLE, door=Door.TLS),
    Fault(
        "TLS: reset in the body",
        raw(lambda good: answer(good)[:-1], Stop.RESET),
        UNREACHABLE,
        door=Door.TLS,
    ),
    Fault(
        "TLS: cut in a chunk",
        raw(lambda good: head(200, CHUNKED) + b"ff\r\n{"),
        UNREACHABLE,
        door=Door.TLS,
    ),
    Fault(
        "TLS: no length, cut in the body",
        raw(lambda good: head(200, kind=good.kind) + good.body[:40]),
        MALFORMED,
        bodies=ANY,
        door=Door.TLS,
    ),
    Fault(
        "TLS: spaces without end",
        lambda good: (Send(head(200, kind=good.kind)), Endless(b" " * 60_000)),
        (*MALFORMED, *UNREACHABLE),
        bodies=ANY,
        door=Door.TLS,
        floods=True,
    ),
]

FAULTS = [*DOORS, *INSIDE]
