"""Fusebill's records: those of a bulk job as they stream, and a service job's tasks."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from providers.base import Provider, RecordStream
from providers.errors import Malformed, NotFound, ProviderError, Unreachable
from providers.fusebill import Fusebill
from providers.fusebill_records import record_state
from providers.model import JobRef, JobState, Look, Problem, Record, RecordState

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

Read = Callable[[str], bytes]
Open = Callable[..., Fusebill]
ReadAll = Callable[[Provider, Look], Awaitable[tuple[list[Record], RecordStream]]]


async def look_at(server: Loopback, adapter: Fusebill, body: bytes, kind: str = "bulk") -> Look:
    """A look at the job of that answer."""
    server.says(200, body)
    return await adapter.fetch(JobRef("acme", kind, str(json.loads(body)["id"])))


async def test_the_documented_records_only_passed_validation(
    server: Loopback, recorded: Read, open_fusebill: Open, read_all: ReadAll
) -> None:
    """Counted as succeeded, they would tell a customer that invoices are written off."""
    body = recorded("fusebill_bulk_validated_full")
    adapter = open_fusebill(server.url)
    look = await look_at(server, adapter, body)
    server.says(200, body)

    records, stream = await read_all(adapter, look)

    assert server.requests[-1].target == "/BulkApi/373334?view=Full"
    assert stream.expected == 3
    assert stream.received_bytes == len(body)
    assert [(r.key, r.state, r.vendor_status, r.data, r.problems) for r in records] == [
        ("3456499", RecordState.PENDING, "PassedValidation", "123", ()),
        ("3456500", RecordState.PENDING, "PassedValidation", "13789624", ()),
        ("3456501", RecordState.PENDING, "PassedValidation", "13789632", ()),
    ]
    assert json.loads(records[0].raw) == json.loads(body)["records"][0]


async def test_records_of_a_processed_job_say_what_became_of_them(
    server: Loopback, recorded: Read, open_fusebill: Open, read_all: ReadAll
) -> None:
    """A failure may have a reason of two lines, or none at all."""
    body = recorded("fusebill_bulk_processed_with_errors_full")
    adapter = open_fusebill(server.url)
    look = await look_at(server, adapter, body)
    server.says(200, body)

    records, stream = await read_all(adapter, look)

    assert [(r.key, r.state, r.entity_id, r.problems) for r in records] == [
        ("9000011", RecordState.SUCCEEDED, "8800001", ()),
        ("9000012", RecordState.FAILED, None, (Problem("Card declined.\nGateway code: 51"),)),
        ("9000013", RecordState.FAILED, None, ()),
    ]
    assert records[0].data == '{"customerId":655080,"amount":50.78}'
    fresh = stream.look()
    assert fresh is not None
    assert fresh.job.state is JobState.PARTIAL
    assert fresh.job.counts == look.job.counts


async def test_a_cancelled_job_is_told_by_its_records(
    server: Loopback, recorded: Read, open_fusebill: Open, read_all: ReadAll
) -> None:
    """The vendor has no cancelled state; without this it looks like a failure of the data."""
    body = recorded("fusebill_bulk_cancelled")
    adapter = open_fusebill(server.url)
    look = await look_at(server, adapter, body)
    server.says(200, body)

    _, stream = await read_all(adapter, look)

    fresh = stream.look()
    assert fresh is not None
    assert "2 records were marked as failed by hand: it was cancelled" in fresh.job.diagnostics


async def test_records_after_the_jobs_fields_are_read_alike(
    server: Loopback, recorded: Read, open_fusebill: Open, read_all: ReadAll
) -> None:
    """JSON has no order of keys, and no vendor promises one."""
    first = json.loads(recorded("fusebill_bulk_processed_with_errors_full"))
    fields = {key: value for key, value in first.items() if key != "records"}
    body = json.dumps({**fields, "records": first["records"]}, indent=2).encode()
    assert body.index(b'"records"') > body.index(b'"status": "ProcessedWithErrors"')
    adapter = open_fusebill(server.url)
    look = await look_at(server, adapter, body)
    server.says(200, body)

    records, stream = await read_all(adapter, look)

    assert [record.key for record in records] == ["9000011", "9000012", "9000013"]
    fresh = stream.look()
    assert fresh is not None
    assert fresh.job == look.job


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ('{"id":2,"status":7}', "$.status"),
        ('{"id":2,"details":{"text":"x"}}', "$.details"),
        ('{"id":[2]}', "$.id"),
        ("null", "not as documented"),
        ('{"id":2,"data":NaN}', "not JSON"),
    ],
)
async def test_a_bad_record_among_good_ones_is_kept_and_says_so(
    server: Loopback,
    recorded: Read,
    open_fusebill: Open,
    read_all: ReadAll,
    bad: str,
    told: str,
) -> None:
    """One odd record among 20,000 must not hide why the others failed."""
    adapter = open_fusebill(server.url)
    look = await look_at(server, adapter, recorded("fusebill_bulk_processed"))
    good = '{"id":%d,"status":"FailedProcessing","details":"No."}'
    body = f'{{"records":[{good % 1},{bad},{good % 3}],"id":500005,"status":"Processed"}}'
    server.says(200, body.encode())

    records, _ = await read_all(adapter, look)

    assert [(r.key, r.state) for r in records] == [
        ("1", RecordState.FAILED),
        ("2", RecordState.UNKNOWN),
        ("3", RecordState.FAILED),
    ]
    assert records[1].problems[0].message.startswith("unreadable: ")
    assert told in records[1].problems[0].message
    assert records[1].raw == bad


async def test_twenty_thousand_records_come_in_batches_and_all_of_them(
    open_fusebill: Open, server: Loopback, read_all: ReadAll
) -> None:
    """The largest jobs are the ones whose failures nobody can read in a browser."""
    adapter = open_fusebill(server.url)
    rows = b",".join(
        b'{"id":%d,"status":"FailedProcessing","data":"{\\"a\\":\\"},{\\"}","details":"No %d"}'
        % (n, n % 2_857)
        for n in range(20_000)
    )
    body = b'{"records":[' + rows + b'],"id":5,"status":"ProcessedWithErrors","totalRecords":20000}'
    look = await look_at(server, adapter, body)
    server.says(200, body)

    async with adapter.records(look) as stream:
        batches = [batch async for batch in stream]

    assert stream.expected == 20_000
    assert len(batches) > 5
    records = [record for batch in batches for record in batch]
    assert [record.key for record in records] == [str(n) for n in range(20_000)]
    assert records[-1].data == '{"a":"},{"}'
    assert records[-1].problems == (Problem("No 0"),)
    assert stream.look() is not None


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b"", Malformed, "is empty"),
        (b"<html>", Malformed, "a web page"),
        (b'{"records":[{"id":1},', Malformed, "inside its records"),
        (b'{"records":[{"id":1}]', Malformed, "not JSON"),
        (b'{"records":[]}', Malformed, "no bulk job"),
    ],
)
async def test_records_without_a_whole_job_around_them_are_no_whole_list(
    server: Loopback,
    recorded: Read,
    open_fusebill: Open,
    body: bytes,
    kind: type[ProviderError],
    told: str,
) -> None:
    """Half a list of failures, exported as all of them, leaves the other half unfixed."""
    adapter = open_fusebill(server.url)
    look = await look_at(server, adapter, recorded("fusebill_bulk_processed"))
    server.says(200, body)
    got: list[Record] = []

    async def read() -> None:
        async with adapter.records(look) as stream:
            async for batch in stream:
                got.extend(batch)

    with pytest.raises(kind, match=told) as caught:
        await read()

    assert len(got) == body.count(b'{"id"')
    assert [e.path for e in caught.value.exchanges] == ["/BulkApi/500005?view=Full"]


async def test_a_connection_cut_among_the_records_is_no_end_of_them(
    server: Loopback, recorded: Read, open_fusebill: Open, read_all: ReadAll
) -> None:
    """SSH hosts and VPNs drop connections in the middle of long answers."""
    adapter = open_fusebill(server.url)
    look = await look_at(server, adapter, recorded("fusebill_bulk_processed"))
    server.sends(b'HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{"records":[{"id":1},')
    server.says(404, recorded("fusebill_error_404_bulk"))

    with pytest.raises(Unreachable, match="broke off"):
        await read_all(adapter, look)
    with pytest.raises(NotFound):
        await read_all(adapter, look)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("PassedValidation", RecordState.PENDING),
        ("FailedProcessing", RecordState.FAILED),
        ("FailedValidation", RecordState.FAILED),
        ("Processed", RecordState.SUCCEEDED),
        ("PassedProcessing", RecordState.SUCCEEDED),
        ("NotStarted", RecordState.PENDING),
        ("Skipped", RecordState.UNKNOWN),
        ("", RecordState.UNKNOWN),
        (None, RecordState.UNKNOWN),
    ],
)
def test_a_records_word_is_read_as_far_as_it_is_known(
    word: str | None, expected: RecordState
) -> None:
    """Two words are documented; that a record passed validation is no success."""
    assert record_state(word) is expected


async def test_a_service_jobs_tasks_are_shown_whatever_their_shape(
    server: Loopback, recorded: Read, open_fusebill: Open, read_all: ReadAll
) -> None:
    """Their shape is not documented at all."""
    adapter = open_fusebill(server.url)
    look = await look_at(
        server, adapter, recorded("fusebill_service_ended_with_failures"), "service"
    )
    listed = b'["plain",7,null,{"error":{"code":3}},{"a":"\\ud800"}]'
    odd = b'{"id":1,"status":"NotStarted","serviceTasks":' + listed + b"}"
    other = await look_at(server, adapter, odd, "service")
    asked = len(server.requests)

    tasks, _ = await read_all(adapter, look)
    shown, _ = await read_all(adapter, other)

    assert [(task.key, task.state, task.problems) for task in tasks] == [
        ("1", RecordState.SUCCEEDED, ()),
        (
            "2",
            RecordState.FAILED,
            (Problem("Subscription is cancelled; charges cannot be created."),),
        ),
    ]
    assert [(task.key, task.data) for task in shown] == [
        ("1", "plain"),
        ("2", "7"),
        ("3", "null"),
        ("4", '{"error":{"code":3}}'),
        ("5", '{"a":"\\ufffd"}'),
    ]
    assert shown[3].problems == (Problem('{"code":3}'),)
    assert len(server.requests) == asked


@pytest.mark.parametrize("name", ["fusebill_service_not_started", "fusebill_service_odd"])
async def test_a_service_job_without_tasks_has_none(
    server: Loopback, recorded: Read, open_fusebill: Open, read_all: ReadAll, name: str
) -> None:
    """The documented example has an empty list, and null is as good."""
    adapter = open_fusebill(server.url)
    look = await look_at(server, adapter, recorded(name), "service")

    assert (await read_all(adapter, look))[0] == []
