"""Why records of Fusebill bulk jobs fail: texts in the manner of the vendor, and hostile ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Cause:
    """One recurring reason of failure."""

    weight: int
    """Share among a job's failures, in any unit."""
    text: str | None
    """A format string over `customer invoice method amount balance token`; `None` is silence."""


INVOICE_CAUSES: Final = (
    Cause(50, "Invoice {invoice} has no outstanding balance."),
    Cause(30, "Invoice {invoice} is in status Void and cannot be written off."),
    Cause(20, "Customer {customer} is cancelled."),
)
PAYMENT_CAUSES: Final = (
    Cause(38, "Card declined. [gateway code: 51] Transaction {token} was not completed."),
    Cause(22, "Payment method {method} of customer {customer} has expired."),
    Cause(16, "Payment of {amount} exceeds the outstanding balance of {balance}."),
    Cause(11, "Customer {customer} not found."),
    Cause(7, "Cannot allocate {amount} to invoice {invoice}: the invoice is already paid."),
    Cause(4, "An unexpected error has occurred. Reference number {token}."),
    Cause(2, None),
)
VALIDATION_CAUSES: Final = (
    Cause(60, "Customer id {customer} does not exist in this account."),
    Cause(25, "Amount {amount}- is not a number."),
    Cause(15, "The field [Reference] is required."),
)
HOSTILE_CAUSES: Final = tuple(
    Cause(1, text)
    for text in (
        "\x1b[31mred\x1b[0m \x1b]0;owned\x07\x1b[2J\x1b[H cleared?",
        "[/] [@click=app.bell]x[/] [bold red]loud[/bold red] [link=file:///etc/passwd]here",
        "Invoice \u202e9421\u202c is \u200fnot\u200e payable \u2066hidden\u2069",
        "Row too long: " + "0123456789" * 1_200,
        "tab\there, bell\x07, nul\x00, return\rover, line\nbreak, C1 \x9b31m, zero\u200bwidth",
        "{{amount}} %s %(x)d \\n ${{HOME}} `id` '; DROP TABLE jobs; --",
        '=HYPERLINK("http://example.invalid","click") @SUM(1) +1 -1',
        "Zürich 東京 👩‍👩‍👧‍👦 e\u0301 ﷽",
    )
)
