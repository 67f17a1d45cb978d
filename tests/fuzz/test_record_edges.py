"""Records with odd JSON in them: each costs itself at most, and none is changed on its way."""

from __future__ import annotations

import asyncio
import json

import pytest

from providers.errors import Malformed
from providers.model import Look, Record, RecordState
from tests.fuzz.adapters import API_JOB, BULK, SERVICE, look_at, reader_of, records_of
from tests.fuzz.invariants import check_records

GOOD = b'{"id":1,"status":"Processed","data":"a,b"}'


def bulk(*records: bytes, after: bytes = b'"id":373334') -> tuple[list[Record], Look]:
    """Records as the adapter reads them, and the job that came with them."""
    body = b'{"records":[' + b",".join(records) + b"]," + after + b"}"
    found, look = asyncio.run(records_of(reader_of(BULK, body), look_at(BULK)))
    check_records(found)
    assert look is not None
    return found, look


def tasks(*written: bytes) -> list[Record]:
    """Tasks as the adapter reads them."""
    body = b'{"id":2607617,"serviceTasks":[' + b",".join(written) + b"]}"
    found, _ = asyncio.run(records_of(reader_of(SERVICE, body), look_at(SERVICE, body)))
    check_records(found)
    return found


@pytest.mark.parametrize(
    "odd",
    [
        b'{"id":' + b"1" * 5_000 + b"}",
        b'{"id":1e18}',
        b'{"id":4150868000005350003.0}',
        b'{"id":true}',
        b'{"id":2,"status":5}',
        b'{"id":2,"details":["a"]}',
        b'{"id":2,"x":NaN}',
        b'{"id":2,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"id":2,"data":' + b"[" * 1_100 + b"]" * 1_100 + b"}",
        b'{"id":2,"data":"\\x"}',
        b"null",
        b"[]",
        b"3",
        b'"text"',
    ],
    ids=lambda odd: odd[:24].decode(),
)
def test_a_record_that_cant_be_read_is_kept_and_costs_only_itself(odd: bytes) -> None:
    """One odd record among 20,000 must not hide why the others failed."""
    (first, bad, last), look = bulk(GOOD, odd, GOOD.replace(b"1", b"3"))
    assert (first.key, last.key) == ("1", "3")
    assert first.state is last.state is RecordState.SUCCEEDED
    assert (bad.key, bad.state) == ("2", RecordState.UNKNOWN)
    assert bad.problems[0].message.startswith("unreadable: ")
    assert bad.raw == odd.decode()
    assert look.job.diagnostics


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        (b'"a,b"', "a,b"),
        (rb'"cut\ud83d"', "cut\ufffd"),
        (b'"Ren\xe9"', "Ren\ufffd"),
        (rb'"a\u0000"', "a\0"),
        (b"4150868000005350003.0", "4150868000005350003.0"),
        (b"1e18", "1e18"),
        (b"1e999", "1e999"),
        (b"1" * 5_000, "1" * 5_000),
        (b'{"id" : 4150868000005350003,"x":1.10}', '{"id" : 4150868000005350003,"x":1.10}'),
        (b"[" * 900 + b"]" * 900, "[" * 900 + "]" * 900),
        (b"null", None),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_was_sent_is_given_back_as_it_was_written(
    literal: bytes, expected: str | None
) -> None:
    """People paste it into a ticket to the vendor, who searches for just that."""
    (record,), _ = bulk(b'{"id":9,"status":"Processed","data":' + literal + b"}")
    assert (record.key, record.data) == ("9", expected)


@pytest.mark.parametrize("number", ["9007199254740993", "4150868000005350003", "1" * 30])
def test_ids_of_records_keep_every_digit(number: str) -> None:
    """The entity is looked up at the vendor by its id."""
    sent = f'{{"id":{number},"createdEntityId":{number}}}'.encode()
    (record,), _ = bulk(sent)
    (task,) = tasks(sent)
    assert (record.key, record.entity_id, task.key) == (number, number, number)


def test_two_lists_of_records_are_told() -> None:
    """Of two equal keys the last counts, but the first is shown by the time that one comes."""
    records, look = bulk(GOOD, after=b'"id":373334,"records":[{"id":7},{"id":8}]')
    assert [record.key for record in records] == ["1"]
    assert any("two lists of records" in note for note in look.job.diagnostics)
    for once in (b'"id":373334', b'"id":373334,"records":[]', b'"id":373334,"records":null'):
        _, look = bulk(GOOD, after=once)
        assert not any("two lists" in note for note in look.job.diagnostics)


@pytest.mark.parametrize(
    ("written", "key", "state"),
    [
        (b'{"id":1e18,"status":"Failed"}', "1", RecordState.FAILED),
        (b'{"id":{"a":1},"status":"Failed"}', "1", RecordState.FAILED),
        (b'{"id":"","status":"Failed"}', "1", RecordState.FAILED),
        (b'{"id":7,"status":3}', "7", RecordState.UNKNOWN),
        (b'{"id":7,"status":"Failed","x":1e999}', "7", RecordState.FAILED),
        (b'{"id":7,"status":"Failed","x":' + b"1" * 5_000 + b"}", "7", RecordState.FAILED),
        (b"null", "1", RecordState.UNKNOWN),
        (b"[[]]", "1", RecordState.UNKNOWN),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_task_of_any_shape_is_shown(written: bytes, key: str, state: RecordState) -> None:
    """No task is documented, so none is wrong; a rounded id would be another's."""
    (task,) = tasks(written)
    assert (task.key, task.state, task.raw) == (key, state, written.decode())


def test_a_reason_of_any_shape_is_given_as_it_was_written() -> None:
    """Whatever stands there is all that anybody will learn."""
    (task,) = tasks(b'{"status":"Failed","error":{"code":4150868000005350003.0},"message":"No"}')
    told = {problem.message for problem in task.problems}
    assert told == {"No", '{"code":4150868000005350003.0}'}


@pytest.mark.parametrize("body", [b'{"serviceTasks":[{]}', b'{"serviceTasks":[NaN]}', b"[]", b""])
def test_tasks_in_what_is_no_json_are_one_line(body: bytes) -> None:
    """The look was good when it came; what is kept of it may not be."""
    with pytest.raises(Malformed):
        asyncio.run(records_of(reader_of(SERVICE, body), look_at(SERVICE, body)))


def test_a_message_keeps_nul_and_loses_half_characters() -> None:
    """It is the only place in which a failure stands."""
    said = "Case ID: 7 failed with the following errors:\n\nNo\0!"
    body = json.dumps({"id": API_JOB.id, "message": said}).encode()[:-2] + rb'\ud83d"}'
    found, _ = asyncio.run(records_of(reader_of(API_JOB, body), look_at(API_JOB, body)))
    assert [problem.message for problem in found[0].problems] == ["No\0!\ufffd"]
