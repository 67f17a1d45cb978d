"""Actions that were sent and of which nobody knows what came: they outrank any other news."""

from __future__ import annotations

from collections.abc import Iterable

from providers.acting import SendState, Sent
from providers.text import safe
from providers.watched import Watched
from tui.complaints import complain
from tui.engine.action_ledger import Ledger, NotSent
from tui.engine.clearing import is_clear
from tui.engine.journal import JournalError
from tui.exits import Exit


def tell_unknown(ledger: Ledger, rows: Iterable[Watched], *, is_all: bool) -> Exit:
    """Say, a line a job, where an action's outcome is unknown; gives the exit code.

    Args:
        ledger: What was sent.
        rows: The jobs in question, as seen last; one that shows what came of its action settles it.
        is_all: Whether actions on other jobs are told of too.
    """
    seen = {row.ref: row for row in rows}
    try:
        sent = ledger.open_sent()
    except JournalError as error:
        complain(f"no telling whether an action is open: {error}")
        return Exit.FINE
    unknown = {
        each.ref: each
        for each in sent
        if each.state is SendState.UNKNOWN
        and (is_all or each.ref in seen)
        and not _is_settled(ledger, each, seen.get(each.ref))
    }
    for ref, each in unknown.items():
        complain(
            f"{ref}: {each.action} was sent at {each.at:%Y-%m-%d %H:%M} UTC and what came of it is "
            f"not known; once you have looked at the vendor's own page: bulkjobs-tui act {ref} "
            f"settle --confirm {ref.id}"
        )
    return Exit.OUTCOME_UNKNOWN if unknown else Exit.FINE


def _is_settled(ledger: Ledger, sent: Sent, row: Watched | None) -> bool:
    """Whether the job, as it was seen since, shows what came of its action."""
    job = row.job if row else None
    if row is None or job is None or row.seen_at is None or row.seen_at <= sent.at:
        return False
    said = f"the job was seen as {safe(job.vendor_status)}"
    try:
        return bool(
            ledger.settle(sent.ref, lambda each: said if is_clear(each.action, job) else None)
        )
    except NotSent:
        # Another session has it in hand, or the journal can't be written: it stays open.
        return False
