"""Records, read from the bytes of an answer or of a result file."""

from __future__ import annotations

import io
from itertools import chain

import msgspec

from providers import splitter as splitting
from providers import zoho_zip
from providers.errors import Malformed
from providers.splitter import ArraySplitter, elements
from providers.zoho_rows import Table
from tests.fuzz.adapters import API_JOB, BULK, SERVICE, WRITE, cuts, look_at, reader_of, records_of
from tests.fuzz.invariants import check_look, check_records
from tests.fuzz.seeds import zipped

_SMALL = 48
"""Bytes worth a chunk, so that small bodies are cut in many places."""
_LINK = msgspec.json.encode({"status": "COMPLETED", "result": {"download_url": "https://x/y"}})


async def bulk(body: bytes) -> None:
    """A Fusebill bulk job's records, and the job after them."""
    records, fresh = await records_of(reader_of(BULK, body), look_at(BULK))
    check_records(records)
    assert fresh is not None
    check_look(fresh, fresh.raw)


async def tasks(body: bytes) -> None:
    """A Fusebill service job's tasks."""
    records, _ = await records_of(reader_of(SERVICE, body), look_at(SERVICE, body))
    check_records(records)


async def failures(body: bytes) -> None:
    """What a WillSuite job's message names."""
    records, _ = await records_of(reader_of(API_JOB, body), look_at(API_JOB, body))
    check_records(records, are_ours=True)


async def result(body: bytes) -> None:
    """A Zoho result file; what is no zip is taken for a table in one."""
    sent = body if body.startswith(b"PK") else zipped(("Leads-a.csv", body))
    records, _ = await records_of(reader_of(WRITE, sent), look_at(WRITE, _LINK))
    check_records(records, are_ours=True)


def members(body: bytes) -> None:
    """A zip's members, read to their ends."""
    with zoho_zip.in_our_words():
        total = 0
        for member in zoho_zip.tables(io.BytesIO(body)):
            while data := member.content.read(65_536):
                total += len(data)
        assert total <= zoho_zip.DECODED


def rows(body: bytes) -> None:
    """A table's rows."""
    with zoho_zip.in_our_words():
        records = list(Table(io.BytesIO(body), "").records())
    check_records(records, are_ours=True)


def splitter(body: bytes) -> None:
    """The records are the same wherever the network cuts the body."""
    # So that short bodies are cut at work too; to all others it is a constant.
    usual, splitting._ENOUGH = splitting._ENOUGH, _SMALL  # type: ignore[misc]
    try:
        in_pieces = _split(cuts(body))
    finally:
        splitting._ENOUGH = usual  # type: ignore[misc]
    whole = _split([body])
    assert in_pieces == whole, "other records when the body is cut elsewhere"
    if isinstance(whole, str):
        raise Malformed(whole)


def _split(pieces: list[bytes]) -> tuple[list[bytes], bytes] | str:
    """The records and what stands around them, or why there are none."""
    cutter = ArraySplitter("records")
    found: list[bytes] = []
    try:
        for piece in chain.from_iterable(map(cutter.feed, pieces)):
            found += elements(piece)
        for piece in cutter.finish():
            found += elements(piece)
        return found, cutter.rest()
    except Malformed as error:
        return str(error)
