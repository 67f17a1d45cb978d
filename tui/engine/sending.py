"""The one road on which something is changed at a vendor.

A person has read what it would do and typed the job's id; nobody else is sending to the same job;
no earlier action on it is open; the vendor, asked once more, says what it said before; and the
line that says so is on the disk. Then one request goes out, and never a second one for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from providers.acting import Plan, SendState, Sent
from providers.base import Account, Provider
from providers.errors import OutcomeUnknown, ProviderError
from providers.kinds import find_kind
from providers.model import JobRef, Look, Record
from providers.text import safe
from tui.engine.action_ledger import Ledger, NotSent
from tui.engine.budget import in_person
from tui.engine.clearing import is_clear, moved
from tui.engine.clock import Clock
from tui.engine.journal import Entry
from tui.engine.reader import UNASKED_MOST

RECORDS_PATIENCE: Final = 30.0
"""Seconds to read a job's records for what they amount to."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of trying an action."""

    text: str
    """One line, fit to show."""
    state: SendState | None = None
    """`None` when nothing was sent and nothing is in the journal about it."""
    error: ProviderError | None = None
    """What the vendor's side failed with; `None` when it did not, or was not asked."""
    look: Look | None = None
    """The job after it, where the vendor answered with that."""


class Sender:
    """Prepares, sends and settles actions, for a screen and for a command alike."""

    def __init__(
        self,
        accounts: Mapping[str, Account],
        provider_of: Callable[[str], Provider],
        journal: Path | None,
        clock: Clock,
        on_change: Callable[[JobRef, Sent | None], None] = lambda ref, sent: None,
    ) -> None:
        """Send nothing yet.

        Args:
            accounts: The configured ones, by name.
            provider_of: Opens an account's adapter; may take as long as an import.
            journal: The file that is written before anything is sent, with the locks beside it;
                `None` for none: everything is refused then.
            clock: Tells the time.
            on_change: Called on the event loop with an action that is open now, or with `None`
                when the job's action no longer is.
        """
        self._accounts = accounts
        self._provider_of = provider_of
        self.ledger = Ledger(journal, clock)
        self._on_change = on_change

    async def prepare(self, ref: JobRef, action: str) -> Plan | Outcome:
        """Ask the vendor afresh, and say what the action would do, or why it is not offered."""
        try:
            with in_person():
                self._check_known(ref, action)
                has_open = await asyncio.to_thread(self.ledger.has_open, ref)
                provider = await asyncio.to_thread(self._provider_of, ref.account)
                look = await provider.fetch(ref)
                if has_open:
                    await self.settle_if_clear(look)
                await asyncio.to_thread(self.ledger.check_closed, ref)
                # Before anything more is asked: whether it is permitted at all.
                provider.plan(look, action, None)
                records, why_none = await _records(provider, look)
                plan = await asyncio.to_thread(provider.plan, look, action, records)
        except NotSent as error:
            return Outcome(str(error))
        except ProviderError as error:
            return Outcome(f"{ref}: {error}; nothing was sent", error=error)
        if records is None:
            plan = replace(plan, facts=(*plan.facts, ("records not read", why_none)))
        return plan

    async def send(self, plan: Plan, typed: str) -> Outcome:
        """Send the action, once, if what was typed is the job's id and nobody else has sent one.

        Cancelled after the request may have begun, it leaves the outcome recorded as unknown.
        """
        ref, action = plan.ref, plan.action
        try:
            if typed.strip() != plan.confirmation:
                raise NotSent(f"{ref}: {safe(typed)!r} is not its id; nothing was sent")
            self._check_known(ref, action)
            with in_person(), self.ledger.alone(ref):
                await asyncio.to_thread(self.ledger.check_closed, ref)
                provider = await asyncio.to_thread(self._provider_of, ref.account)
                fresh = await provider.fetch(ref)
                change = moved(plan.look.job, fresh.job)
                if change:
                    raise NotSent(
                        f"{ref}: nothing was sent; it has changed since you were shown it "
                        f"({change}), look at it anew"
                    )
                provider.plan(fresh, action, None)
                return await self._send(provider, fresh, action)
        except NotSent as error:
            return Outcome(str(error))
        except ProviderError as error:
            return Outcome(f"{ref}: {error}; nothing was sent", error=error)

    async def settle(self, ref: JobRef, typed: str) -> Outcome:
        """Close an action of unknown outcome because a person says that it is clear."""
        if typed.strip() != ref.id:
            return Outcome(f"{ref}: {safe(typed)!r} is not its id; nothing is settled")
        try:
            settled = await asyncio.to_thread(
                self.ledger.settle, ref, lambda sent: "a person has looked"
            )
        except NotSent as error:
            return Outcome(str(error))
        if not settled:
            return Outcome(f"{ref}: no action on it is open")
        self._on_change(ref, None)
        actions = " and ".join(sent.action for sent in settled)
        return Outcome(f"{ref}: {actions} is settled; another may be sent", SendState.SETTLED)

    async def settle_if_clear(self, look: Look) -> bool:
        """Close an action of unknown outcome once the job has moved, so that it is clear.

        Args:
            look: What the vendor said after the action was sent.

        Returns:
            Whether one was closed.
        """
        job = look.job

        def seen(sent: Sent) -> str | None:
            if not is_clear(sent.action, job):
                return None
            return f"the job was seen as {safe(job.vendor_status)}"

        try:
            settled = await asyncio.to_thread(self.ledger.settle, job.ref, seen)
        except NotSent as error:
            # Another session has it in hand, or the journal can't be written: it stays open.
            log.warning("%s", error)
            return False
        if settled:
            self._on_change(job.ref, None)
        return bool(settled)

    async def _send(self, provider: Provider, look: Look, action: str) -> Outcome:
        ref = look.job.ref
        # No `await` stands between this line and the request, nor between the request's end and
        # the line that says it, so that nothing is cancelled without being written down.
        entry = self.ledger.begin(ref, action)
        try:
            self._on_change(ref, entry.sent)
            after = await provider.act(look, action)
        except OutcomeUnknown as error:
            return self._ended(entry, SendState.UNKNOWN, str(error), error)
        except ProviderError as error:
            return self._ended(entry, SendState.REFUSED, str(error), error)
        except BaseException as error:
            outcome = self._ended(entry, SendState.UNKNOWN, "it was cut off")
            if not isinstance(error, Exception):
                raise
            log.exception("%s: the adapter failed while it sent %s", ref, action)
            return outcome
        word = safe(after.job.vendor_status) or "-"
        if is_clear(action, after.job):
            outcome = self._ended(entry, SendState.DONE, f"the vendor says {word}")
        else:
            said = f"the vendor took it, and the job still says {word}"
            outcome = self._ended(entry, SendState.UNKNOWN, said)
        return replace(outcome, look=after)

    def _ended(
        self, entry: Entry, state: SendState, said: str, error: ProviderError | None = None
    ) -> Outcome:
        """Write down what came of it, and say it."""
        closed = self.ledger.end(entry, state, safe(said, 500))
        text = f"{entry.sent.ref}: {entry.sent.action} {_words(state)}; {closed.sent.said}"
        if closed.trouble:
            log.error("%s", closed.trouble)
            text += f"; but {closed.trouble}, so it counts as unknown until it is clear"
        self._on_change(entry.sent.ref, closed.sent if closed.sent.state.is_open else None)
        return Outcome(text, closed.sent.state, error)

    def _check_known(self, ref: JobRef, action: str) -> None:
        """See that there is such an action, and that the account allows any.

        Raises:
            NotSent: It says why not.
        """
        account = self._accounts.get(ref.account)
        if account is None:
            raise NotSent(f"{ref}: no account {ref.account!r} is configured")
        kind = find_kind(account.provider, ref.kind)
        actions = kind.actions if kind else ()
        if action not in actions:
            there_are = f"; there are {', '.join(actions)}" if actions else ""
            raise NotSent(f"{ref}: {account.provider} offers no {safe(action)!r}{there_are}")
        if not account.allow_actions:
            raise NotSent(
                f"{ref}: {action} is not allowed; allow_actions = true in "
                f"[accounts.{account.name}] would allow it"
            )


def _words(state: SendState) -> str:
    match state:
        case SendState.DONE:
            return "is done"
        case SendState.REFUSED:
            return "was refused, nothing was done"
        case _:
            return "was sent, its outcome is not known, and it is not sent again"


async def _records(provider: Provider, look: Look) -> tuple[list[Record] | None, str]:
    """The records of a job that is not too long; else `None`, and why."""
    total = look.job.counts.total
    if total is None:
        return None, "the vendor does not say how many there are"
    if total > UNASKED_MOST:
        return None, f"more than {UNASKED_MOST:,}"
    records: list[Record] = []
    try:
        async with asyncio.timeout(RECORDS_PATIENCE), provider.records(look) as stream:
            async for batch in stream:
                records.extend(batch)
                if len(records) > UNASKED_MOST:
                    return None, f"more than {UNASKED_MOST:,}"
    except ProviderError as error:
        return None, safe(str(error))
    except TimeoutError:
        return None, f"not here within {RECORDS_PATIENCE:.0f} s"
    return records, ""
