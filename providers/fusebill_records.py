"""The records of a Fusebill bulk job, as `view=Full` sends them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import msgspec

from providers.decode import NOTHING, as_text, decode, decode_body
from providers.errors import Malformed, ProviderError
from providers.exchange import Answer, Body
from providers.fusebill_bulk import BulkJob, read_job
from providers.model import Look, Problem, Record, RecordState, fold
from providers.splitter import ArraySplitter, elements

CANCELLED: Final = "Manually marked as Failed."
"""What cancelling a job writes into each record it cuts off (vendor's reference, "Cancel")."""

_WORTH_A_THREAD: Final = 128 * 1024
"""Bytes collected before they are decoded beside the event loop."""


class BulkRecord(msgspec.Struct, rename="camel", gc=False):
    """One record as it is sent."""

    id: int | str | None = None
    status: str | None = None
    data: msgspec.Raw = NOTHING
    """Documented as a string: the input, opaque."""
    details: str | None = None
    created_entity_id: int | str | None = None


class _Again(msgspec.Struct):
    """What is left where the records were taken out."""

    records: msgspec.Raw = NOTHING


class BulkRecords:
    """A job's records as they arrive; after them, the job itself."""

    def __init__(
        self,
        body: Body,
        look: Look,
        error_inside: Callable[[Answer], ProviderError | None],
        allow_actions: bool,
    ) -> None:
        """Begin before anything has come.

        Args:
            body: The job and its records, arriving.
            look: The look whose job they are of.
            error_inside: Finds the error that came in place of a job.
            allow_actions: Whether the account may do something to the job.
        """
        self.expected: int | None = look.job.counts.total
        self._body = body
        self._asked = look
        self._error_inside = error_inside
        self._allow_actions = allow_actions
        self._splitter = ArraySplitter("records")
        self._count = 0
        self._cancelled = 0
        self._fresh: Look | None = None

    @property
    def received_bytes(self) -> int:
        """Bytes of body so far."""
        return self._body.received

    async def __aiter__(self) -> AsyncIterator[list[Record]]:
        waiting = bytearray()
        async for chunk in self._body.chunks:
            waiting += chunk
            if len(waiting) >= _WORTH_A_THREAD:
                whole, waiting = bytes(waiting), bytearray()
                for batch in await asyncio.to_thread(self._take, whole):
                    yield batch
        for batch in await asyncio.to_thread(self._take, bytes(waiting), is_last=True):
            yield batch
        self._fresh = await asyncio.to_thread(self._read_job)

    def look(self) -> Look | None:
        """The job as the same body described it."""
        return self._fresh

    def _take(self, chunk: bytes, *, is_last: bool = False) -> list[list[Record]]:
        pieces = list(self._splitter.feed(chunk))
        if is_last:
            pieces.extend(self._splitter.finish())
        return [self._batch(piece) for piece in pieces]

    def _batch(self, piece: bytes) -> list[Record]:
        raws = elements(piece)
        sent = _decoded(piece, raws)
        rows = range(self._count + 1, self._count + 1 + len(raws))
        self._count += len(raws)
        self._cancelled += sum(
            each.details == CANCELLED for each in sent if isinstance(each, BulkRecord)
        )
        return list(map(read_record, sent, raws, rows))

    def _read_job(self) -> Look:
        answer = self._body.answer(self._splitter.rest())
        error = self._error_inside(answer)
        if error is not None:
            raise error
        sent = decode_body(answer, BulkJob)
        job = read_job(sent, self._asked.job.ref, allow_actions=self._allow_actions)
        notes = []
        if self._cancelled:
            notes.append(
                f"{self._cancelled:,} records were marked as failed by hand: it was cancelled"
            )
        if self._count and bytes(decode(answer.body, _Again).records) not in (b"[]", b"null"):
            notes.append("the answer has two lists of records, of which the first is shown")
        job = replace(job, diagnostics=(*job.diagnostics, *notes))
        return Look(job, answer.body, self._body.exchanges)


def _decoded(piece: bytes, raws: list[bytes]) -> Sequence[BulkRecord | Malformed]:
    """The records, all at once; one by one when one of them is not as documented."""
    try:
        return decode(piece, list[BulkRecord])
    except Malformed:
        return [_decoded_alone(raw) for raw in raws]


def _decoded_alone(raw: bytes) -> BulkRecord | Malformed:
    try:
        return decode(raw, BulkRecord)
    except Malformed as error:
        # Without the way it came: there may be half a million of them.
        return Malformed(str(error))


def read_record(sent: BulkRecord | Malformed, raw: bytes, row: int) -> Record:
    """The vendor's record as ours; one that can't be read is kept, and says so.

    Args:
        sent: The record, or why it is none.
        raw: The record as it was written.
        row: Its place in the answer, from 1: its key where the vendor gives it no id.
    """
    text = raw.decode("utf-8", "replace")
    if isinstance(sent, Malformed):
        return Record(
            str(row), RecordState.UNKNOWN, problems=(Problem(f"unreadable: {sent}"),), raw=text
        )
    entity = sent.created_entity_id
    return Record(
        str(row if sent.id in (None, "") else sent.id),
        record_state(sent.status),
        sent.status,
        None if entity is None else str(entity),
        as_text(sent.data),
        (Problem(sent.details),) if sent.details else (),
        text,
    )


@lru_cache(maxsize=256)
def record_state(word: str | None) -> RecordState:
    """Our state for a record's word, of which the vendor documents two.

    What begins with `Failed` is bad; `Processed` is good; what only passed validation is still
    to be processed.
    """
    folded = fold(word or "")
    if folded.startswith("failed"):
        return RecordState.FAILED
    if folded == "passedvalidation":
        return RecordState.PENDING
    if folded.startswith("passed") or folded == "processed":
        return RecordState.SUCCEEDED
    if folded in ("notstarted", "validating", "pending", "processing"):
        return RecordState.PENDING
    return RecordState.UNKNOWN
