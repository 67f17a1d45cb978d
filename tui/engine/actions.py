"""Actions as a session does them: sent to their end, shown while open, and read until clear."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeVar

from providers.acting import Plan, SendState, Sent
from providers.base import Account, Provider
from providers.facts import Said
from providers.model import JobRef, Look
from providers.patience import ACTION_WITHIN
from tui.engine.clock import Clock
from tui.engine.journal import JournalError
from tui.engine.naming import brief
from tui.engine.poller import Poller
from tui.engine.sending import Outcome, Sender

NUDGE: Final = 15.0
"""Seconds between looks at a job whose action is not clear."""
GLANCE: Final = 1.0
"""Seconds between glances at the journal, which cost a few microseconds: others write it too."""
NUDGED_FOR: Final = timedelta(minutes=10)
"""How long it is asked so often; after that at the poller's own pace."""

Made = TypeVar("Made")
log = logging.getLogger(__name__)


class Actions:
    """Fits `screens.ports.Actions`."""

    def __init__(
        self,
        accounts: Mapping[str, Account],
        provider_of: Callable[[str], Provider],
        journal: Path | None,
        clock: Clock,
        poller: Poller,
        follow: Callable[[Iterable[JobRef]], None],
        on_news: Callable[[], None],
    ) -> None:
        """Know of no action yet.

        Args:
            accounts: The configured ones, by name.
            provider_of: Opens an account's adapter; may take as long as an import.
            journal: The journal of actions; `None` for none: everything is refused then.
            clock: Tells the time.
            poller: Shows what is open, and reads it until it is clear.
            follow: Follows jobs that nobody watches.
            on_news: Called on the event loop when something changed.
        """
        self._folder = None if journal is None else journal.parent
        self._sender = Sender(accounts, provider_of, journal, clock, self._changed)
        self._clock = clock
        self._poller = poller
        self._follow = follow
        self._on_news = on_news
        self._open: dict[JobRef, Sent] = {}
        self._stamp: object = None
        self._looks: list[Look] = []
        self._wake = asyncio.Event()
        self._nudged_at: float | None = None
        self._under_way: dict[asyncio.Task[Outcome], Plan] = {}
        self._is_leaving = False
        self.last_words: list[str] = []
        """What came of actions that were under way when the person left, a line each."""

    def open(self) -> list[str]:
        """Read which actions are open, and follow their jobs; gives what to tell, a line each."""
        try:
            opened = self._read()
        except JournalError as error:
            said = str(error) if self._folder is None else brief(str(error), self._folder)
            return [f"actions are refused: {said}; mend it"]
        return [_notice(sent) for sent in opened]

    def mark(self) -> None:
        """Show what is open at the jobs as they are followed now."""
        self._follow([ref for ref in self._open if self._poller.row(ref) is None])
        for ref, sent in self._open.items():
            self._poller.mark_sent(ref, sent)

    def seen(self, look: Look) -> None:
        """The vendor has said something about a job, which may make clear what is open."""
        if look.job.ref in self._open or self._sender.ledger.stamp() != self._stamp:
            self._looks.append(look)
            self._wake.set()

    @property
    def under_way(self) -> int:
        """How many are being sent."""
        return len(self._under_way)

    async def prepare(self, ref: JobRef, action: str) -> Plan | Said:
        """Ask the vendor afresh, and say what the action would do, or why it is not offered."""
        plan = await self._sender.prepare(ref, action)
        if isinstance(plan, Outcome):
            # It may have been refused for what another session has left open.
            self._refresh()
            return Said(plan.text, is_trouble=True)
        await self._poller.take(plan.look)
        return plan

    async def send(self, plan: Plan, typed: str) -> Said:
        """Send the action, once, if what was typed is the job's id and nobody else has sent one.

        It goes on when the waiting for it is given up.
        """
        # No group's: it must outlive what waits for it. `finish` waits for its end.
        task = asyncio.get_running_loop().create_task(self._sent(plan, typed))
        self._under_way[task] = plan
        task.add_done_callback(self._over)
        outcome = await asyncio.shield(task)
        return _said(outcome)

    async def settle(self, ref: JobRef, typed: str) -> Said:
        """A person has looked at the vendor's own page: the outcome that was unknown is clear."""
        return _said(await self._sender.settle(ref, typed))

    async def run(self) -> None:
        """See to what is open until cancelled."""
        while True:
            self._wake.clear()
            looks, self._looks = self._looks, []
            for look in looks:
                await self._sender.settle_if_clear(look)
            self._refresh()
            self._nudge()
            if not self._looks:
                await self._clock.rest(GLANCE, self._wake)

    async def finish(self) -> None:
        """Wait for what is under way; what has not ended in time is recorded as unknown."""
        self._is_leaving = True
        try:
            await _until_over(self._under_way, ACTION_WITHIN)
        finally:
            for task in tuple(self._under_way):
                task.cancel()
            await _until_over(self._under_way, None)

    async def _sent(self, plan: Plan, typed: str) -> Outcome:
        outcome = await self._sender.send(plan, typed)
        if outcome.look is not None:
            await self._poller.take(outcome.look)
        return outcome

    def _over(self, task: asyncio.Task[Outcome]) -> None:
        plan = self._under_way.pop(task)
        if task.cancelled():
            self.last_words.append(self._cut_off(plan))
        elif (error := task.exception()) is not None:
            log.error("%s of %s failed", plan.action, plan.ref, exc_info=error)
        elif self._is_leaving:
            self.last_words.append(task.result().text)
        self._on_news()

    def _cut_off(self, plan: Plan) -> str:
        what = f"{plan.ref}: {plan.action}"
        if plan.ref in self._open:
            return f"{what} was cut off while it was sent; its outcome is not known"
        return f"{what} was cut off before it was sent"

    def _refresh(self) -> None:
        """Take note of what other sessions have begun or ended, or left as they died."""
        ledger = self._sender.ledger
        is_as_before = all(ledger.as_it_is(sent) == sent for sent in self._open.values())
        if is_as_before and ledger.stamp() == self._stamp:
            return
        try:
            self._read()
        except JournalError as error:
            log.error("%s", error)
        self._on_news()

    def _read(self) -> list[Sent]:
        self._stamp = self._sender.ledger.stamp()
        opened = self._sender.ledger.open_sent()
        now_open = {sent.ref: sent for sent in opened}
        for ref in self._open.keys() - now_open.keys():
            self._poller.mark_sent(ref, None)
        self._open = now_open
        self.mark()
        return opened

    def _changed(self, ref: JobRef, sent: Sent | None) -> None:
        if sent is None:
            self._open.pop(ref, None)
            self._poller.mark_sent(ref, None)
        else:
            self._open[ref] = sent
            self.mark()
        self._wake.set()
        self._on_news()

    def _nudge(self) -> None:
        """Have what is not clear asked about, now and then."""
        now = self._clock.monotonic()
        if self._nudged_at is not None and now - self._nudged_at < NUDGE:
            return
        young = self._young()
        if young:
            self._nudged_at = now
            self._poller.nudge(young)

    def _young(self) -> list[JobRef]:
        """Jobs that are to be asked about soon, and may be: each try of a held account counts."""
        now, held = self._clock.now(), self._poller.held()
        return [
            ref
            for ref, sent in self._open.items()
            if sent.state is SendState.UNKNOWN
            and ref.account not in held
            # One of a clock gone wrong would be young for long.
            and abs(now - sent.at) < NUDGED_FOR
        ]


def _said(outcome: Outcome) -> Said:
    return Said(outcome.text, is_trouble=outcome.state not in (SendState.DONE, SendState.SETTLED))


def _notice(sent: Sent) -> str:
    at = f"{sent.at:%Y-%m-%d %H:%M}Z"
    if sent.state is SendState.SENDING:
        return f"{sent.action} of {sent.ref} is being sent by another session since {at}"
    return (
        f"{sent.action} of {sent.ref} was sent at {at} and its answer never came; it is being "
        "read until that is clear"
    )


async def _until_over(tasks: Iterable[asyncio.Task[Outcome]], seconds: float | None) -> None:
    waited_for = tuple(tasks)
    if waited_for:
        await asyncio.wait(waited_for, timeout=seconds)
