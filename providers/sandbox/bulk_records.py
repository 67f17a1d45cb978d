"""The records of a Fusebill bulk job, made one after the other while they are sent.

A million of them is about 180 MB, so nothing here holds more than one batch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from providers.sandbox.bulk_causes import INVOICE_CAUSES, VALIDATION_CAUSES, Cause
from providers.sandbox.bulk_plans import BulkPlan
from providers.sandbox.bulk_state import BulkState, failures

BATCH: Final = 250
"""Records to a piece: about 45 kB."""

CANCELLED: Final = "Manually marked as Failed."
"""Documented, "Cancel bulk job"."""

_PAYMENT_TYPES: Final = ("BulkPayment", "PaymentImport")
_INVOICE_TYPE: Final = "BulkWriteOff"
_STRIDE: Final = 37
"""Shares no factor with the causes' weights in use, so that causes do not come in blocks."""


def record_parts(state: BulkState) -> Iterator[bytes]:
    """The elements of the `records` array with their commas, without its brackets."""
    rows = _rows(state)
    is_first = True
    while batch := list(islice(rows, BATCH)):
        text = ",".join(batch)
        yield (text if is_first else "," + text).encode()
        is_first = False


def _rows(state: BulkState) -> Iterator[str]:
    plan = state.plan
    first = plan.first_record or plan.id * 1_000_000 + 1
    invalid = passed = 0
    make_data = _data_maker(plan)
    outcome = _outcomes(state)
    for n in range(plan.total):
        invalid_now = (n + 1) * plan.invalid // plan.total
        is_valid = invalid_now == invalid
        invalid = invalid_now
        status, details = outcome(n, passed if is_valid else -1)
        passed += is_valid
        entity = str(8_800_001 + n) if status == "Processed" else "null"
        if plan.spoilt_record and n == 1:
            status = 7
        yield (
            f'{{"accountUploadId":{plan.id},"status":{_quoted(status)},"data":{make_data(n)},'
            f'"details":{"null" if details is None else _quoted(details)},'
            f'"createdEntityId":{entity},"id":{first + n},"uri":null}}'
        )


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _outcomes(state: BulkState) -> Callable[[int, int], tuple[object, str | None]]:
    """Tells status and details of record `n`, the `rank`th valid one; -1 is an invalid one."""
    plan = state.plan
    done = state.done or 0
    failed = 0
    wheel = [cause for cause in plan.causes for _ in range(cause.weight)]
    checks = INVOICE_CAUSES if plan.type == _INVOICE_TYPE else VALIDATION_CAUSES
    invalid_wheel = [cause for cause in checks for _ in range(cause.weight)]

    def outcome(n: int, rank: int) -> tuple[object, str | None]:
        nonlocal failed
        if not state.is_validated:
            return "NotStarted", None
        if rank < 0:
            return "FailedValidation", _text(invalid_wheel, n, plan, n)
        if rank >= done:
            if state.is_cancelled:
                return "FailedProcessing", CANCELLED
            return "PassedValidation", None
        failed_now = failures(plan, rank + 1)
        if failed_now == failed:
            return "Processed", None
        failed = failed_now
        return "FailedProcessing", _text(wheel, failed, plan, n)

    return outcome


def _text(wheel: list[Cause], turn: int, plan: BulkPlan, n: int) -> str | None:
    cause = wheel[turn * _STRIDE % len(wheel)]
    if cause.text is None:
        return None
    return cause.text.format(
        customer=655_080 + n,
        invoice=plan.data[n] if plan.data else _invoice(plan, n),
        method=41_000 + n * 7,
        amount=_amount(n),
        balance=_amount(n * 3),
        token=f"{(plan.id * 2_654_435_761 + n * 40_503) & 0xFFFFFFFF:08x}",
    )


def _invoice(plan: BulkPlan, n: int) -> int:
    return plan.id % 1_000 * 100_000 + 7_001 + n


def _amount(n: int) -> str:
    return f"{5 + n * 7919 % 49_500 / 100:.2f}"


def _data_maker(plan: BulkPlan) -> Callable[[int], str]:
    """Writes the input of record `n` as a JSON string: an invoice, a payment or a CSV row."""
    if plan.data:
        return lambda n: f'"{plan.data[n]}"'
    if plan.type == _INVOICE_TYPE:
        return lambda n: f'"{_invoice(plan, n)}"'
    if plan.type in _PAYMENT_TYPES:
        return lambda n: (
            f'"{{\\"customerId\\":{655_080 + n},\\"reference\\":\\"P-{n + 1:06d}\\",'
            f'\\"amount\\":{_amount(n)}}}"'
        )
    return lambda n: f'"{655_080 + n},Kennedy {n + 1},k{n + 1}@example.com"'
