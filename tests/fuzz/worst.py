"""Inputs, of any size, that make a careless parser look at the same thing over and over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from providers.splitter import ArraySplitter, elements
from tests.fuzz.adapters import API_JOB, SERVICE

MEGABYTE: Final = 1_000_000
_HEADING: Final = " failed with the following errors:"


@dataclass(frozen=True, slots=True)
class Recipe:
    """An input of which most is the same piece again and again."""

    piece: bytes
    before: bytes = b""
    after: bytes = b""
    wrap: Callable[[bytes], bytes] = bytes
    """What is made of it in the end."""

    def of(self, size: int) -> bytes:
        """The input, of so many bytes or a few less."""
        around = len(self.before) + len(self.after)
        return self.wrap(
            self.before + self.piece * ((size - around) // len(self.piece)) + self.after
        )


def bulk_bodies() -> Iterator[tuple[str, Recipe]]:
    """Bodies of a bulk job, by what they are made of."""
    inside = b'{"records":['
    yield "escapes before", Recipe(b"\\\\", b'{"a":"', b'","records":[]}')
    yield "brackets before", Recipe(b"[", b'{"a":')
    yield "keys before", Recipe(b'"records" ', b'{"a":[')
    yield "space after the key", Recipe(b" ", b'{"records"', b':[{"id":1}]}')
    yield "one record of objects", Recipe(b"{},", inside + b'{"a":[', b"{}]}]}")
    yield "one record without end", Recipe(b"{},", inside + b'{"a":[')
    yield "one record of escapes", Recipe(b"\\\\", inside + b'{"a":"', b'"}]}')
    yield "one record of ends", Recipe(b"},", inside + b'{"a":"', b'"}]}')
    yield "a depth of records", Recipe(b"[", inside)
    yield "no records", Recipe(b"x,", inside, b"x]}")
    yield "records that are none", Recipe(b"{x},", inside, b"1]}")
    yield "halves of characters", Recipe(rb"\ud800", b'{"records":[],"a":"', b'"}')
    yield "bytes that are no text", Recipe(b"\xff", b'{"records":[],"a":"', b'"}')


def _api_job(message: bytes) -> bytes:
    sent = message.replace(b"\n", rb"\n").replace(b"\t", rb"\t")
    return b'{"id":"' + API_JOB.id.encode() + b'","status":"completed","message":"' + sent + b'"}'


def _messages() -> Iterator[tuple[str, Recipe]]:
    heading = b"Case ID: 7" + _HEADING.encode()
    yield "dashes", Recipe(b"-")
    yield "frames", Recipe(b"----------\n")
    yield "headings", Recipe(heading + b"\n\n")
    yield "one id", Recipe(b"x", b"Case ID: ", _HEADING.encode())
    yield "labels", Recipe(b"a ID: ", b"", _HEADING.encode())
    yield "spaces and dashes", Recipe(b" " * 500 + b"-" * 500, after=b"x")
    yield "tabs", Recipe(b"\t", b"----------", b"x")
    yield "empty lines", Recipe(b"\n")
    yield "equal entries", Recipe(b"-" * 27 + b"\n" + heading + b"\n\nNo.\n")


def _api_jobs() -> Iterator[tuple[str, Recipe]]:
    for name, recipe in _messages():
        yield name, replace(recipe, wrap=_api_job)


def _tables() -> Iterator[tuple[str, Recipe]]:
    header = b"Last_Name,Email,Company,STATUS,RECORD_ID,ERRORS\n"
    yield "quotes", Recipe(b'"', header)
    yield "quotes that open", Recipe(b'"a\n', header)
    yield "a quote without end", Recipe(b'""b\n', header + b'"a\n')
    yield "empty lines", Recipe(b"\n", header)
    yield "commas", Recipe(b"," * 900 + b"\n", header)
    yield "codes", Recipe(b":A-b" * 300 + b"\n", header + b"a,b,c,SKIPPED,,")
    yield "colons", Recipe(b":" * 990 + b"A" * 9_000 + b"\n", header + b"a,b,c,SKIPPED,,")
    yield "a long code", Recipe(b"A", header + b"a,b,c,SKIPPED,,:")


def _pasted() -> Iterator[tuple[str, Recipe]]:
    yield "refs of nobody", Recipe(b"acne/bulk/12 ")
    yield "refs of ours", Recipe(b"acme/bulk/12 ")
    yield "links", Recipe(b"https://h/BulkApi/373334 ")
    yield "one link", Recipe(b"/BulkApi", b"https://h")
    yield "slashes", Recipe(b"a/")
    yield "dots", Recipe(b".", b"acme/bulk/1")
    yield "ids", Recipe(b"373334\n")
    yield "halves of a uuid", Recipe(b"00000000-0000-")
    yield "brackets", Recipe(b"{")
    yield "two long names", Recipe(b"acmf" * 10_000 + b"/bulk/1 ")
    yield "blanks before headers", Recipe(b"\n" + b" " * 1_000)
    yield "bodies", Recipe(b'https://h/BulkApi/Process {"id":')


def _causes() -> Iterator[tuple[str, Recipe]]:
    for name, piece in {
        "quotes": b"\"'",
        "addresses": b"a" * 64 + b"@" + b"a" * 63 + b".",
        "names with dots": b"a.",
        "digits": b"1,",
        "ids": b"aaaaaaa1 ",
        "dates": b"2020-01-01T00:00:00.",
    }.items():
        yield name, Recipe(piece)


def _settings() -> Iterator[tuple[str, Recipe]]:
    # The reader of the standard library takes its time over some files of a megabyte; these are
    # the user's own, and what is ours is to find a line in them.
    for name, piece in {"brackets": b"[", "blanks": b" ", "quotes": b'"', "lines": b"x\n"}.items():
        yield name, Recipe(piece, b"unknown = 1\n#", b"\n")


def _others() -> Iterator[tuple[str, str, Recipe]]:
    tasks = b'{"serviceTasks":['
    yield "service-tasks", "tasks", Recipe(b'{"id":1},', tasks, b"{}]}")
    yield "service-tasks", "reasons", Recipe(b'{"error":{"a":[]}},', tasks, b"{}]}")
    data = f'{{"id":{SERVICE.id},"additionalData":'.encode()
    yield "fusebill-service", "keys", Recipe(b'"a":1,', data + b"{", b'"b":1}}')
    yield "fusebill-service", "text", Recipe(rb"\"", data + b'"', b'"}')
    files = b'{"id":"1","status":"COMPLETED","resource":['
    yield "zoho-write", "files", Recipe(b'{"file":{"added_count":-1}},', files, b"{}]}")
    yield "zoho-write", "no files", Recipe(b"{},", files, b"{}]}")
    yield "zoho-errors", "codes", Recipe(b":A-b")
    yield "zoho-errors", "blanks", Recipe(b" ", b":A", b"x")
    yield "safe-text", "marks", Recipe("\u0301".encode())
    yield "safe-text", "lines", Recipe(b"\r\n")
    yield "dates", "digits", Recipe(b"1")
    yield "dates", "dates", Recipe(b"2024-02-21")
    yield "retry-after", "digits", Recipe(b"1")
    yield "retry-after", "commas", Recipe(b"1,")
    yield "retry-after", "days", Recipe(b"Tue, ")


_MADE: Final[Mapping[str, Callable[[], Iterator[tuple[str, Recipe]]]]] = {
    "fusebill-records": bulk_bodies,
    "fusebill-bulk": bulk_bodies,
    "willsuite-message": _messages,
    "willsuite-job": _api_jobs,
    "willsuite-records": _api_jobs,
    "zoho-result": _tables,
    "csv": _tables,
    "recognize": _pasted,
    "causes": _causes,
    "config": _settings,
}


def worst(parser: str) -> Iterator[tuple[str, Recipe]]:
    """The inputs for a parser, by what they are made of."""
    if parser in _MADE:
        yield from _MADE[parser]()
    yield from ((what, recipe) for name, what, recipe in _others() if name == parser)


def in_small_pieces(body: bytes, step: int = 4_096) -> int:
    """Records in a body that arrives a packet at a time, each cut as soon as it can be."""
    cutter = ArraySplitter("records")
    fed = (cutter.feed(body[at : at + step]) for at in range(0, len(body), step))
    return sum(len(elements(piece)) for piece in chain(chain.from_iterable(fed), cutter.finish()))
