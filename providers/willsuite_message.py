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
    chunks = (_chunk(lines) for lines in _runs(message))
    return [chunk for chunk in chunks if chunk.text]


def _runs(message: str) -> Iterator[list[str]]:
    """The lines of each chunk, the frame's lines left out."""
    # Not all at once: that would hold the interpreter for as long as a million lines take.
    lines = [found[0] for found in _LINE.finditer(message)]
    run: list[str] = []
    for at, line in enumerate(lines):
        if _RULE.fullmatch(line) and not _awaits_an_error(run):
            yield run
            run = []
        elif run and _begins_entry(lines, at):
            yield run
            run = [line]
        else:
            run.append(line)
    yield run


def _awaits_an_error(run: list[str]) -> bool:
    """Whether a heading and its blank line stand alone: what follows is an error, even dashes."""
    return len(run) == 2 and not run[1].strip(_SPACE) and _heading(run[0]) is not None


def _begins_entry(lines: list[str], at: int) -> bool:
    """Whether an entry begins here although no frame stands before it."""
    return (
        _heading(lines[at]) is not None and at + 1 < len(lines) and not lines[at + 1].strip(_SPACE)
    )


def _heading(line: str) -> re.Match[str] | None:
    return _HEADING.fullmatch(line) if " failed with the following errors:" in line else None


def _chunk(lines: list[str]) -> Chunk:
    raw = "".join(lines)
    first = next((at for at, line in enumerate(lines) if line.strip(_SPACE)), None)
    heading = None if first is None else _heading(lines[first])
    if first is None or heading is None:
        return Chunk(raw)
    told = (heading["rest"], *lines[first + 1 :])
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
