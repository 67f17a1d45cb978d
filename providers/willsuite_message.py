"""The `message` of a WillSuite API job: the failures it names, and whatever else it says.

Source: WillSuite API reference, "API Jobs", its one example. Each failure stands between two
lines of 27 dashes; where two failures meet, the lines run together into one of 54:

    ---------------------------
    Case ID: 4528a261-917d-4cbc-939e-7ea48cffca69 failed with the following errors:

    Case does not exist or record already updated.
    ---------------------------

The reference says that the message holds errors and information alike, so text that is no such
entry is kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from providers.model import Problem, Record, RecordState

_RULE: Final = re.compile(r"[ \t]*-{10,}[ \t]*\r?\n?")
"""A line of the frame. Ten dashes are fewer than the example has, and more than prose does."""

_HEADING: Final = re.compile(
    r"(?P<label>[^\s:-][^:\n]{0,59}?) ID: (?P<id>\S+)"
    r" failed with the following errors:(?P<rest>[^\n]*)\n?"
)
"""The label is `Case` in the example; other types of job are not documented and may have others."""

_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
"""`str.splitlines` would also cut at a dozen characters that are no line ends in a message."""

_SPACE: Final = " \t\r\n"
_HEAD: Final = 3
"""Lines at the beginning of a chunk that tell what it is: a heading, a blank line, and more."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the message between two lines of the frame."""

    raw: str
    """Exactly as it was written, with its line ends."""
    label: str | None = None
    """What sort of thing failed; `None` when the chunk is text that names no failure."""
    id: str = ""
    """The id of what failed; empty for text."""
    errors: tuple[str, ...] = ()
    """The reasons, one a line; empty for text."""

    @property
    def text(self) -> str:
        """The chunk without the space around it."""
        return self.raw.strip(_SPACE)


def read_message(message: str) -> list[Chunk]:
    """The message's chunks, blank ones left out. Takes time in proportion to its length."""
    chunks = (_chunk(raw) for raw in _runs(message))
    return [chunk for chunk in chunks if chunk.text]


def _runs(message: str) -> Iterator[str]:
    """The text of each chunk, the frame's lines left out.

    No list of lines is made: a message may have millions.
    """
    begin = 0
    head: list[str] = []
    lines = _LINE.finditer(message)
    found = next(lines, None)
    while found is not None:
        line, following = found[0], next(lines, None)
        if _RULE.fullmatch(line) and not _awaits_an_error(head):
            yield message[begin : found.start()]
            begin, head = found.end(), []
        elif head and _begins_entry(line, following):
            yield message[begin : found.start()]
            begin, head = found.start(), [line]
        elif len(head) < _HEAD:
            head.append(line)
        found = following
    yield message[begin:]


def _awaits_an_error(head: list[str]) -> bool:
    """Whether a heading and its blank line stand alone: what follows is an error, even dashes."""
    return len(head) == 2 and not head[1].strip(_SPACE) and _heading(head[0]) is not None


def _begins_entry(line: str, following: re.Match[str] | None) -> bool:
    """Whether an entry begins here although no frame stands before it."""
    return _heading(line) is not None and following is not None and not following[0].strip(_SPACE)


def _heading(line: str) -> re.Match[str] | None:
    return _HEADING.fullmatch(line) if " failed with the following errors:" in line else None


def _chunk(raw: str) -> Chunk:
    first = next((line for line in _LINE.finditer(raw) if line[0].strip(_SPACE)), None)
    heading = None if first is None else _heading(first[0])
    if first is None or heading is None:
        return Chunk(raw)
    told = (heading["rest"], *(line[0] for line in _LINE.finditer(raw, first.end())))
    return Chunk(
        raw,
        label=heading["label"],
        id=heading["id"],
        errors=tuple(line.strip(_SPACE) for line in told if line.strip(_SPACE)),
    )


def read_records(chunks: list[Chunk]) -> list[Record]:
    """A record for each failure named and for each stretch of other text, in the message's order.

    Other text may be an error as well as information, so it is a warning: somebody should read
    it. It is no record of the vendor's, which its key, `text 1`, says.
    """
    records: list[Record] = []
    keys: set[str] = set()
    texts = 0
    for row, chunk in enumerate(chunks, start=1):
        if chunk.label is None:
            texts += 1
            text = Problem(chunk.text)
            records.append(
                Record(f"text {texts}", RecordState.WARNING, problems=(text,), raw=chunk.raw)
            )
            continue
        key = chunk.id
        while key in keys:
            key += f"#{row}"
        keys.add(key)
        records.append(
            Record(
                key,
                RecordState.FAILED,
                vendor_status="failed",
                data=f"{chunk.label} ID: {chunk.id}",
                problems=tuple(Problem(error) for error in chunk.errors),
                raw=chunk.raw,
            )
        )
    return records
