"""Processing and cancelling: only when allowed, sent once, and never guessed to have failed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from providers.errors import (
    Forbidden,
    NotFound,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unreachable,
)
from providers.fusebill import Fusebill
from providers.model import JobRef, JobState, Look

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

Read = Callable[[str], bytes]
Open = Callable[..., Fusebill]
REF = JobRef("acme", "bulk", "373334")


async def validated(server: Loopback, recorded: Read, adapter: Fusebill) -> Look:
    """A look at the documented job as it waits; the request for it is forgotten."""
    server.says(200, recorded("fusebill_bulk_validated_full"))
    look = await adapter.fetch(REF)
    server.requests.clear()
    return look


@pytest.mark.parametrize(
    ("action", "target", "body"),
    [
        ("process", "/v1/BulkApi/Process", {"id": 373334}),
        ("cancel", "/v1/BulkApi/Cancel/373334", None),
    ],
)
async def test_an_action_is_one_request_of_the_documented_form(
    server: Loopback,
    recorded: Read,
    open_fusebill: Open,
    action: str,
    target: str,
    body: object,
) -> None:
    """The answer is the job after it, so that nothing needs to be asked again."""
    adapter = open_fusebill(f"{server.url}/v1", allow_actions=True)
    look = await validated(server, recorded, adapter)
    server.says(200, recorded("fusebill_bulk_processed_with_errors"))

    after = await adapter.act(look, action)

    (request,) = server.requests
    assert (request.method, request.target) == ("POST", target)
    assert (json.loads(request.body) if request.body else None) == body
    assert request.headers["authorization"] == "Basic MDpEVU1NWQ=="
    assert after.job.state is JobState.FAILED
    assert [e.method for e in after.exchanges] == ["POST"]


UNKNOWN = OutcomeUnknown
ANSWERS: list[tuple[int, bytes, type[ProviderError]]] = [
    (500, b"", UNKNOWN),
    (502, b"<html>", UNKNOWN),
    (503, b"", UNKNOWN),
    (504, b"", UNKNOWN),
    (408, b"", UNKNOWN),
    (200, b"", UNKNOWN),
    (200, b"<html>", UNKNOWN),
    (200, b'{"id":373', UNKNOWN),
    (200, b'{"Errors":[{"Value":"x"}],"HttpStatusCode":500}', UNKNOWN),
    (200, b'{"Errors":[{"Value":"x"}],"HttpStatusCode":400}', Rejected),
    (400, b'{"Errors":[{"Value":"Cannot process Upload 373334"}]}', Rejected),
    (400, b"", UNKNOWN),
    (400, b"<html>", UNKNOWN),
    (400, b"{}", UNKNOWN),
    (400, b'{"Errors":[]}', UNKNOWN),
    (400, b'{"Errors":[{"Value":"Cannot', UNKNOWN),
    (404, b"", UNKNOWN),
    (404, b'{"Errors":[{"Value":"Upload not found"}]}', NotFound),
    (408, b'{"Errors":[{"Value":"x"}]}', UNKNOWN),
    (409, b"", UNKNOWN),
    (409, b'{"Errors":[{"Value":"x"}]}', Rejected),
    (499, b"", UNKNOWN),
    (401, b"", Unauthorized),
    (403, b"<html>", Forbidden),
    (407, b"", Rejected),
    (413, b"", Rejected),
    (429, b"", RateLimited),
    (302, b"", UNKNOWN),
    (307, b"", UNKNOWN),
    (600, b"", UNKNOWN),
    (200, b'{"id":9,"status":"Processing"}', UNKNOWN),
]


@pytest.mark.parametrize(("status", "body", "kind"), ANSWERS)
async def test_only_an_answer_that_can_be_read_says_that_nothing_was_done(
    server: Loopback,
    recorded: Read,
    open_fusebill: Open,
    status: int,
    body: bytes,
    kind: type[ProviderError],
) -> None:
    """A gateway's 502 comes after the vendor began; tried again, invoices are written off twice.

    So may a gateway's 400 or 404: only the vendor's own words say that nothing was done, or a
    refusal at the door, before anybody has looked at what is asked for.
    """
    adapter = open_fusebill(server.url, allow_actions=True)
    look = await validated(server, recorded, adapter)
    server.says(status, body, times=3)

    with pytest.raises(ProviderError) as caught:
        await adapter.act(look, "process")

    assert type(caught.value) is kind
    assert len(server.requests) == 1
    assert [e.status for e in caught.value.exchanges] == [status]


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxx",
        b"nonsense\r\n\r\n",
    ],
)
async def test_an_answer_that_breaks_off_leaves_the_outcome_unknown(
    server: Loopback, recorded: Read, open_fusebill: Open, reply: bytes
) -> None:
    """The request has arrived; whether it was obeyed nobody here knows."""
    adapter = open_fusebill(server.url, allow_actions=True)
    look = await validated(server, recorded, adapter)
    for _ in range(3):
        server.sends(reply)

    with pytest.raises(OutcomeUnknown) as caught:
        await adapter.act(look, "process")

    assert len(server.requests) == 1
    assert len(caught.value.exchanges) == 1


async def test_an_action_whose_connection_is_refused_was_not_done(
    server: Loopback, recorded: Read, open_fusebill: Open
) -> None:
    """Nothing left this machine, so the user may try again without fear."""
    look = await validated(server, recorded, open_fusebill(server.url, allow_actions=True))

    with pytest.raises(Unreachable):
        await open_fusebill("http://127.0.0.1:1", allow_actions=True).act(look, "process")


@pytest.mark.parametrize("case", ["account", "action", "state", "id", "kind"])
async def test_what_is_not_allowed_is_rejected_without_a_request(
    server: Loopback, recorded: Read, open_fusebill: Open, case: str
) -> None:
    """Read-only is the default, and means it."""
    adapter = open_fusebill(server.url, allow_actions=True)
    look = await validated(server, recorded, adapter)
    action = "process"
    match case:
        case "account":
            adapter = open_fusebill(server.url)
        case "action":
            action = "delete"
        case "state":
            look = replace(look, job=replace(look.job, actions=("cancel",)))
        case "id":
            look = replace(look, job=replace(look.job, ref=JobRef("acme", "bulk", "٣٧٣")))
        case _:
            server.says(200, recorded("fusebill_service_not_started"))
            look = await adapter.fetch(JobRef("acme", "service", "2607617"))
            server.requests.clear()

    with pytest.raises(Rejected, match="not allowed"):
        await adapter.act(look, action)
    assert server.requests == []


async def test_there_is_no_result_to_save(
    server: Loopback, recorded: Read, open_fusebill: Open
) -> None:
    """The vendor documents no download."""
    adapter = open_fusebill(server.url)
    look = await validated(server, recorded, adapter)

    with pytest.raises(Rejected, match="no result file"):
        await adapter.save_result(look, "/nowhere/x")
    assert server.requests == []
