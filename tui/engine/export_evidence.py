"""All that there is to show of a job: its last answers to the letter, when and how they were read.

Lines of JSON in plain ASCII: the first is about the job, each other one is a record. A text in
quotes is what the vendor wrote; what we told the vendor in confidence was taken out on the way in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from providers.model import Exchange
from providers.reading import Reading
from providers.times import iso
from providers.watched import Watched
from tui.engine.export_rows import Rows
from tui.engine.report import Json, job_json, record_json, to_line

_PIECE: Final = 65_536
"""Characters from which on a piece is given out."""


def evidence_head(
    row: Watched,
    answer: bytes,
    calls: Sequence[Exchange],
    reading: Reading | None,
    *,
    records_note: str,
    written_at: datetime | None,
) -> str:
    """The line about the job.

    Args:
        row: The job, which is known.
        answer: The body of the last answer; empty when it is not kept.
        calls: Those that brought it.
        reading: How the records behind this line were read; `None` when there are none.
        records_note: Why there are none; empty when there are.
        written_at: The time.
    """
    at = calls[-1].at if calls else row.seen_at
    document: dict[str, object] = {
        "job": job_json(row),
        "answer": {
            "read_at": iso(at),
            "calls": [_call(call) for call in calls],
            "body": answer.decode("utf-8", "replace") if answer else None,
        },
        "records": None if reading is None else _reading(reading),
        "note": records_note or None,
        "written_at": iso(written_at),
    }
    return to_line(document) + "\n"


class Evidence:
    """The line about the job, and those of its records."""

    def __init__(self, head: str) -> None:
        self._head = head
        self.notes: Sequence[str] = ()

    def pieces(self, rows: Rows) -> Iterator[bytes]:
        """What is written, some thousand characters at a time."""
        piece, length = [self._head], 0
        for record in rows.chosen(with_raw=True):
            line = to_line({**record_json(record), "raw": record.raw or None}) + "\n"
            piece.append(line)
            length += len(line)
            if length >= _PIECE:
                yield "".join(piece).encode("ascii")
                piece, length = [], 0
        yield "".join(piece).encode("ascii")


def _reading(reading: Reading) -> Json:
    return {
        "read_at": iso(reading.read_at),
        "calls": [_call(call) for call in reading.calls],
        "count": reading.count,
        "expected": reading.expected,
        "state": reading.job_state,
        "trouble": reading.trouble,
    }


def _call(call: Exchange) -> Json:
    return {
        "at": iso(call.at),
        "method": call.method,
        "path": call.path,
        "status": call.status,
        "milliseconds": call.milliseconds,
        "received_bytes": call.received,
        "server_time": iso(call.server_time),
    }
