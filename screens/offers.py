"""What a person may do to a job at its vendor from here, or why nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from providers.acting import SendState, Sent
from providers.facts import AccountFacts
from providers.kinds import PROVIDER_LABELS, find_kind
from providers.watched import Verdict, Watched
from screens.words import day_time


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be done to one job now."""

    actions: tuple[str, ...] = ()
    """The vendor's words in lower case; none while another action is on its way."""
    unclear: Sent | None = None
    """An action that was sent and whose outcome is not known: a person may settle it."""
    why_none: str = ""
    """Why nothing is offered, in one line; empty when something is."""

    @property
    def words(self) -> str:
        """It in a few words, for the line of keys; empty when there is nothing."""
        return "settle what was sent" if self.unclear else " or ".join(self.actions)


def offer(row: Watched, account: AccountFacts | None, now: datetime) -> Offer:
    """What may be done to a job.

    Args:
        row: The job.
        account: Its account; `None` when that is not configured.
        now: The time, for dates that are today's.
    """
    sent = row.unsettled
    if sent is not None:
        if sent.state is SendState.SENDING:
            at = day_time(sent.at, now)
            return Offer(why_none=f"{sent.action} is being sent since {at}; wait for its answer")
        return Offer(unclear=sent)
    if account is None:
        return Offer(why_none=f"account {row.ref.account} is not configured")
    actions = row.job.actions if row.job is not None else ()
    if actions and account.allows_actions:
        return Offer(actions)
    return Offer(why_none=_why_none(row, account))


def sent_text(sent: Sent, now: datetime) -> str:
    """An action of unknown outcome, in a few words."""
    return f"{sent.action} sent {day_time(sent.at, now)}, answer unknown"


def _why_none(row: Watched, account: AccountFacts) -> str:
    kind = find_kind(row.provider, row.ref.kind)
    known = kind.actions if kind else ()
    if not known:
        vendor = PROVIDER_LABELS.get(row.provider, row.provider)
        label = kind.label if kind else row.ref.kind
        article = "an" if label[:1] in tuple("aeiou") else "a"
        return f"{vendor} offers no actions on {article} {label}"
    if row.job is not None and row.job.state.is_final:
        return f"nothing to {' or '.join(known)}: the job has ended, {row.job.vendor_status}"
    if not account.allows_actions:
        name = account.name
        return f"{name} is read-only: allow_actions = true in [accounts.{name}] of config.toml"
    if row.job is None:
        return "the job has not been seen yet; r asks for it"
    return f"nothing to {' or '.join(known)} in the vendor's state {row.job.vendor_status}"


def account_of(row: Watched, accounts: Sequence[AccountFacts]) -> AccountFacts | None:
    """The job's account; `None` when it is not configured."""
    return next((each for each in accounts if each.name == row.ref.account), None)


def who_does_it(row: Watched, account: AccountFacts | None) -> str:
    """How a job that waits for a person is helped on from here; empty where it is not known."""
    if row.verdict is not Verdict.READY or account is None:
        return ""
    if not account.allows_actions:
        return f"{account.name} is read-only here"
    return "! does that" if row.job is not None and row.job.actions else ""
