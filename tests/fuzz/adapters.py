"""Adapters whose wire is a body in memory: all of their reading, and no network."""

from __future__ import annotations

import random
import zlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Final

from providers.auth import Secret
from providers.base import Account, OpenGate, Provider
from providers.exchange import Answer, Body
from providers.fusebill import Fusebill
from providers.model import Counts, Job, JobRef, JobState, Look, Record
from providers.willsuite import WillSuite
from providers.zoho import Zoho

JSON: Final = {"content-type": "application/json"}
BULK: Final = JobRef("acme", "bulk", "373334")
SERVICE: Final = JobRef("acme", "service", "2607617")
API_JOB: Final = JobRef("wills", "job", "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5")
WRITE: Final = JobRef("crm", "write", "4150868000005350003")
READ: Final = JobRef("crm", "read", "554023000000568002")


class _Source:
    description = "a test"

    async def read(self, *, afresh: bool = False) -> Secret:
        return Secret("unused-secret")


class Delivered:
    """What an adapter takes for its wire: whatever is asked, the one body comes."""

    version = "v8"
    notes: tuple[str, ...] = ()

    def __init__(self, body: bytes, headers: dict[str, str] = JSON) -> None:
        self._body = body
        self._headers = headers

    async def get(self, *_: object, **__: object) -> Answer:
        return Answer(200, self._headers, self._body, "vendor.example")

    @asynccontextmanager
    async def stream(self, *_: object, **__: object) -> AsyncIterator[Body]:
        yield Body(Answer(200, self._headers, b"", "vendor.example"), in_chunks(self._body))

    download = stream


def cuts(body: bytes) -> list[bytes]:
    """The body in pieces, cut at places that depend on nothing but the body."""
    chance = random.Random(zlib.crc32(body))
    places = sorted(chance.randrange(len(body) + 1) for _ in range(chance.randrange(8)))
    return [body[start:end] for start, end in pairwise((0, *places, len(body)))]


async def in_chunks(body: bytes) -> AsyncGenerator[bytes, None]:
    """The body as the network might bring it."""
    for piece in cuts(body):
        yield piece


def reader_of(ref: JobRef, body: bytes) -> Provider:
    """An adapter that hears `body` whatever it asks about a job of that kind."""
    provider = {"acme": "fusebill", "wills": "willsuite", "crm": "zoho"}[ref.account]
    secrets = {name: _Source() for name in ("api_key", "token")}
    account = Account(ref.account, provider, allow_actions=True, secrets=secrets)
    adapter: Provider
    match provider:
        case "fusebill":
            adapter, place = Fusebill(account, OpenGate()), "_wire"
        case "willsuite":
            adapter, place = WillSuite(account, OpenGate()), "_wire"
        case _:
            adapter, place = Zoho(account, OpenGate()), "_opened"
    setattr(adapter, place, Delivered(body))
    return adapter


def look_at(ref: JobRef, raw: bytes = b"{}") -> Look:
    """A look of before, which records are asked for with."""
    provider = {"acme": "fusebill", "wills": "willsuite", "crm": "zoho"}[ref.account]
    return Look(Job(ref, provider, JobState.PARTIAL, "Ended", counts=Counts(total=3)), raw)


async def records_of(adapter: Provider, look: Look) -> tuple[list[Record], Look | None]:
    """All records, and the fresher look where the body held the job too."""
    async with adapter.records(look) as stream:
        records = [record async for batch in stream for record in batch]
        return records, stream.look()
