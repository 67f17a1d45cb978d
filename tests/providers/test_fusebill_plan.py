"""What a person is told before a Fusebill job is processed or cancelled."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from msgspec import structs

from providers.base import Account
from providers.decode import decode
from providers.errors import Rejected
from providers.fusebill_actions import amounts, check_allowed, plan
from providers.fusebill_bulk import BulkJob, read_job
from providers.model import JobRef, Look, Record, RecordState

REF = JobRef("acme", "bulk", "373334")


def look(
    kind: str = "BulkWriteOff",
    status: str = "Validated",
    total: int | None = 3,
    passed: int | None = 3,
    refused: int | None = 0,
    processed: int | None = None,
) -> Look:
    """A look at a job with these figures."""
    document = {
        "id": 373334,
        "type": kind,
        "status": status,
        "totalRecords": total,
        "successfulRecords": passed,
        "failedRecords": refused,
        "totalProcessedRecords": processed,
        "fileName": "jobs.csv",
        "reference": "May",
    }
    raw = json.dumps(document).encode()
    return Look(read_job(decode(raw, BulkJob), REF, allow_actions=True), raw)


def records(*data: str | None, state: RecordState = RecordState.PENDING) -> list[Record]:
    """Records that hold these inputs."""
    return [Record(str(n), state, data=text) for n, text in enumerate(data)]


def test_processing_is_told_in_the_vendors_own_figures() -> None:
    """Passed validation, failed it, and what becomes of each."""
    told = plan(look(passed=2, refused=1, status="ValidatedWithErrors"), "process", None)
    assert told.title == "Process 2 records"
    assert told.effects == (
        "2 records that passed validation are processed as BulkWriteOff; each writes off one "
        "invoice, and what is still owed on it is given up.",
        "1 record failed validation and is not.",
        "Each may still fail: passing validation does not mean success.",
    )
    assert told.irrevocable[0] == "A write-off can't be undone."
    assert dict(told.facts) == {
        "type": "BulkWriteOff",
        "status": "ValidatedWithErrors",
        "records": "3",
        "to process": "2",
        "left out": "1",
        "amounts": "not known: its records were not read",
        "reference": "May",
        "file": "jobs.csv",
    }


def test_a_type_that_nobody_knows_is_named_as_it_is() -> None:
    """The vendor has newer types than its own list."""
    told = plan(look("GeotabThing", passed=1), "process", None)
    assert told.effects[0] == ("1 record that passed validation is processed as GeotabThing.")
    assert told.irrevocable[0] == "What was processed can't be taken back."


def test_figures_that_the_vendor_keeps_back_are_not_made_up() -> None:
    """0 would be a promise."""
    told = plan(look(total=None, passed=None, refused=None), "process", None)
    assert told.title == "Process all records"
    assert (dict(told.facts)["to process"], dict(told.facts)["records"]) == ("-", "-")
    assert "the vendor does not say" in told.effects[1]


def test_cancelling_tells_what_is_failed_and_what_stays() -> None:
    """Its end has no word of its own at this vendor."""
    told = plan(
        look(status="Processing", total=5, passed=4, refused=1, processed=1), "cancel", None
    )
    assert told.title == "Cancel the job"
    assert told.effects[:3] == (
        "3 records that are not complete are marked FailedProcessing: “Manually marked as Failed.”",
        "1 record processed so far stays processed.",
        "The job ends as ProcessedWithErrors: the vendor has no word of its own for cancelled.",
    )
    assert "can't be processed any more" in told.irrevocable[0]


AMOUNTS: list[tuple[Sequence[str | None], str]] = [
    (['{"amount":0.1}', '{"amount":0.2}'], "0.3 in 2 records"),
    (['{"amount":1234567.80,"currency":"EUR"}'], "1,234,567.80 EUR in 1 record"),
    (['{"amount":50.78}', "13789624"], "50.78 in 1 of 2 records; the rest hold none"),
    (['{"amount":1,"currency":"EUR"}', '{"amount":1,"currency":"USD"}'], "different currencies"),
    (['{"amount":1,"currency":"EUR"}', '{"amount":1}'], "different currencies"),
    (['{"amount":-5}', '{"amount":5.5}'], "0.5 in 2 records"),
    (['{"amount":9007199254740993}', '{"amount":0.01}'], "9,007,199,254,740,993.01 in"),
    (['{"amount":1e400}'], "too long to be summed"),
    (['{"amount":1e-400}', '{"amount":1}'], "too long to be summed"),
]
NONE = "the vendor's answer holds no amounts"


@pytest.mark.parametrize(("data", "said"), AMOUNTS)
def test_amounts_are_summed_to_the_last_digit(data: Sequence[str | None], said: str) -> None:
    """It is money: a float's 0.30000000000000004 would be noticed."""
    assert said in amounts(records(*data), len(data))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "123",
        '{"amount":"5"}',
        '{"amount":true}',
        '{"amount":null}',
        '{"amount":NaN}',
        '{"amount":Infinity}',
        '{"Amount":5}',
        '{"a":{"amount":5}}',
        '[{"amount":5}]',
        "{",
        "[" * 100_000,
        '{"amount":' + "9" * 5_000 + "e99999999999999999999}",
    ],
)
def test_what_is_no_amount_is_not_taken_for_one(text: str | None) -> None:
    """Never guessed."""
    assert amounts(records(text), 1) == NONE


def test_only_what_waits_is_counted() -> None:
    """What failed validation is not paid, and what was processed is."""
    failed = records('{"amount":7}', state=RecordState.FAILED)
    done = [structs.replace(record, vendor_status="Processed") for record in failed]
    assert amounts([*failed, *records('{"amount":1}')], 1) == "1 in 1 record"
    assert amounts([*done, *records('{"amount":1}')], 2) == "1 in 1 record"
    assert amounts(failed, 0) == NONE


def test_records_that_disagree_with_their_job_are_told() -> None:
    """The sum would be of something else than what is processed."""
    said = amounts(records('{"amount":1}'), 3)
    assert said == "1 in 1 record; the job speaks of 3 to process, its records of 1"


@pytest.mark.parametrize(
    ("allow", "status", "action", "said"),
    [
        (False, "Validated", "process", "has not set allow_actions = true"),
        (True, "Processing", "process", "not allowed while it is Processing"),
        (True, "Processed", "cancel", "not allowed while it is Processed"),
        (True, "Validated", "delete", "not allowed while it is Validated"),
    ],
)
def test_a_card_is_offered_for_what_would_be_sent_and_nothing_else(
    allow: bool, status: str, action: str, said: str
) -> None:
    """The same check stands before the sending."""
    account = Account("acme", "fusebill", allow_actions=allow)
    with pytest.raises(Rejected, match=said):
        check_allowed(account, look(status=status), action)
