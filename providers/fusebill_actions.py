"""What may be done to a Fusebill bulk job, and what it would do.

Source: Stax Bill API reference, "Submit bulk job for processing" and "Cancel bulk job". Nothing
there can be taken back: no call undoes a record that was processed, or revives a cancelled job.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import MAX_EMAX, Context, Decimal, DecimalException, Inexact, InvalidOperation
from typing import Final

from providers.acting import Plan
from providers.base import Account
from providers.errors import Rejected
from providers.fusebill_bulk import BulkJob
from providers.fusebill_records import CANCELLED
from providers.kinds import KINDS
from providers.model import Counts, Job, Look, Record, RecordState
from providers.text import safe

_LARGEST: Final = 30
"""Digits before the point of an amount that is one; beyond, a figure means something else."""
_EXACT: Final = Context(prec=200, Emax=MAX_EMAX, traps=[Inexact, InvalidOperation])
"""Sums to the last digit, or raises."""

_DOES: Final = {
    "BulkWriteOff": "each writes off one invoice, and what is still owed on it is given up",
    "BulkPayment": "each makes one payment, and a card may be charged for it",
    "PaymentImport": "each makes one payment, and a card may be charged for it",
}
"""What processing one record of a job does, where the type's name leaves no doubt."""
_FINAL_WORD: Final = {
    "BulkWriteOff": "A write-off can't be undone.",
    "BulkPayment": "A payment that was made is not taken back by cancelling the job.",
    "PaymentImport": "A payment that was made is not taken back by cancelling the job.",
}


def check_allowed(account: Account, look: Look, action: str) -> None:
    """See that the account and the job permit an action.

    Raises:
        Rejected: One of them does not.
    """
    job = look.job
    if not account.allow_actions:
        raise Rejected(
            f"{action} is not allowed: account {account.name} has not set allow_actions = true"
        )
    is_number = KINDS["fusebill"]["bulk"].id_pattern.fullmatch(job.ref.id)
    if job.ref.kind != "bulk" or not is_number or action not in job.actions:
        word = f" while it is {safe(job.vendor_status)}" if job.vendor_status else " now"
        raise Rejected(f"{action} is not allowed{word}")


def plan(look: Look, action: str, records: Sequence[Record] | None) -> Plan:
    """What `process` or `cancel` would do to a job.

    Args:
        look: What the vendor said a moment ago.
        action: One of the job's.
        records: Its records; `None` when they have not been read.
    """
    job = look.job
    if action == "cancel":
        return _cancelling(look, job, records)
    return _processing(look, job, records)


def tells_of_another(sent: BulkJob, job: Job) -> bool:
    """Whether the answer to an action is about another job than it was sent for."""
    return sent.id is not None and str(sent.id) != job.ref.id


def _processing(look: Look, job: Job, records: Sequence[Record] | None) -> Plan:
    validation = _part(job, "validation")
    passed, refused = validation.succeeded, validation.failed
    what = _records(passed)
    does = _DOES.get(job.title)
    effects = [
        f"{_capital(what)} that passed validation {_is(passed)} processed"
        f"{f' as {job.title}' if job.title else ''}" + (f"; {does}." if does else "."),
    ]
    if refused is None:
        effects.append("How many failed validation the vendor does not say; those are left out.")
    elif refused:
        effects.append(f"{_capital(_records(refused))} failed validation and {_is(refused)} not.")
    effects.append("Each may still fail: passing validation does not mean success.")
    return Plan(
        look,
        "process",
        f"Process {what}",
        tuple(effects),
        (
            _FINAL_WORD.get(job.title, "What was processed can't be taken back."),
            "Once it runs, only cancelling stops it; what was processed by then stays.",
        ),
        _facts(job, records, (("to process", _figure(passed)), ("left out", _figure(refused)))),
    )


def _cancelling(look: Look, job: Job, records: Sequence[Record] | None) -> Plan:
    left = _incomplete(job)
    done = _part(job, "processing").processed
    effects = [
        f"{_capital(_records(left))} that {_is(left)} not complete {_is(left)} marked "
        f"FailedProcessing: “{CANCELLED}”",
        "The job ends as ProcessedWithErrors: the vendor has no word of its own for cancelled.",
        "Other bulk jobs of the account may start again.",
    ]
    if done:
        effects.insert(1, f"{_capital(_records(done))} processed so far stay{_s(done)} processed.")
    return Plan(
        look,
        "cancel",
        "Cancel the job",
        tuple(effects),
        (
            "A cancelled job can't be processed any more; its records need a new job.",
            "What was processed until the vendor cancels it stays processed.",
        ),
        _facts(job, records, (("not complete", _figure(left)), ("processed", _figure(done)))),
    )


def _incomplete(job: Job) -> int | None:
    """Records that have no outcome yet; `None` when the counts do not tell."""
    passed = _part(job, "validation").succeeded
    if passed is None:
        return job.counts.total
    return max(0, passed - (_part(job, "processing").processed or 0))


def _part(job: Job, name: str) -> Counts:
    return next((part.counts for part in job.parts if part.name == name), Counts())


def _facts(
    job: Job, records: Sequence[Record] | None, figures: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    shown = dict(job.facts)
    facts = (
        ("type", job.title),
        ("status", job.vendor_status),
        ("records", _figure(job.counts.total)),
        *figures,
        ("amounts", amounts(records, _part(job, "validation").succeeded)),
        ("reference", shown.get("reference", "")),
        ("file", shown.get("file", "")),
    )
    return tuple((label, text) for label, text in facts if text)


def amounts(records: Sequence[Record] | None, passed: int | None) -> str:
    """What the records that wait to be processed come to, in words; nothing is guessed.

    Only a number under `amount` in a record's JSON counts.

    Args:
        records: The job's records; `None` when they have not been read.
        passed: How many the job says are to be processed; `None` when it does not say.
    """
    if records is None:
        return "not known: its records were not read"
    pending = [record for record in records if record.state is RecordState.PENDING]
    found = [sum_ for record in pending if (sum_ := _amount(record)) is not None]
    if not found:
        return "the vendor's answer holds no amounts"
    note = ""
    where = _records(len(found))
    if len(found) < len(pending):
        where = f"{len(found):,} of {_records(len(pending))}"
        note = "; the rest hold none"
    if passed is not None and passed != len(pending) and not _is_begun(records):
        note += f"; the job speaks of {passed:,} to process, its records of {len(pending):,}"
    currencies = {currency for _, currency in found}
    if len(currencies) > 1:
        return f"{len(found):,} in different currencies, not summed{note}"
    total = _total([value for value, _ in found])
    if total is None:
        return f"{len(found):,}, too long to be summed{note}"
    (currency,) = currencies
    return f"{total}{f' {currency}' if currency else ''} in {where}{note}"


def _is_begun(records: Sequence[Record]) -> bool:
    """Whether some have been processed already, so that fewer are left than passed."""
    return any(record.vendor_status == "Processed" for record in records)


def _amount(record: Record) -> tuple[Decimal, str] | None:
    """A record's amount and currency, empty when it names none; `None` when it has no amount."""
    try:
        sent = json.loads(record.data or "", parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError, DecimalException):
        return None
    match sent:
        case {"amount": Decimal() as amount} if amount.is_finite():
            currency = sent.get("currency")
            return amount, currency if isinstance(currency, str) else ""
    return None


def _total(values: Sequence[Decimal]) -> str | None:
    """The exact sum, with thousands marked; `None` when it can't be had."""
    total = Decimal(0)
    try:
        for value in values:
            if value and (value.adjusted() > _LARGEST or value.adjusted() < -_LARGEST):
                return None
            total = _EXACT.add(total, value)
    except (Inexact, InvalidOperation):
        return None
    return f"{total:,f}"


def _records(count: int | None) -> str:
    if count is None:
        return "all records"
    return "1 record" if count == 1 else f"{count:,} records"


def _is(count: int | None) -> str:
    return "is" if count == 1 else "are"


def _s(count: int) -> str:
    return "s" if count == 1 else ""


def _figure(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
