"""`bulkjobs-tui act`: does something to a job at its vendor, once; the desk's card as text."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import dataclass, field, replace

from providers.acting import Plan, SendState
from providers.errors import ProviderError, Rejected
from providers.model import JobRef, Look
from providers.text import safe
from providers.watched import Watched
from tui.commands.fitting import width_of_output, wrapped
from tui.commands.setting import Setting, UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.engine.claims import Claims
from tui.engine.clock import SystemClock
from tui.engine.connections import Connections
from tui.engine.journal import JournalError
from tui.engine.report import Json, job_json, to_line
from tui.engine.secret_run import Terminal
from tui.engine.sending import Outcome, Sender
from tui.engine.single_look import keep_look
from tui.engine.store import Store
from tui.exits import Exit, exit_for_error

SETTLE = "settle"
"""In the place of an action: a person has looked, and what was unknown is clear."""


def run(options: argparse.Namespace) -> int:
    """Say what an action would do; with the id to confirm it, do it."""
    try:
        setting = read_setting(options.config, Terminal.at_hand())
        refs = named_jobs([options.job], setting)
        if len(refs) > 1:
            raise UsageError(f"{options.job!r} names {len(refs)} jobs; give one")
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    desk = _Desk.of(setting, refs[0], options.confirm, is_json=options.json)
    try:
        return asyncio.run(desk.act(options.action))
    except KeyboardInterrupt:
        complain(desk.interrupted(options.action))
        return Exit.INTERRUPTED
    finally:
        desk.store.close()


@dataclass(frozen=True, slots=True)
class _Desk:
    """One job, and all that it takes to do something to it."""

    ref: JobRef
    confirm: str | None
    """What was given to confirm it; `None` when nothing was."""
    sender: Sender
    connections: Connections
    store: Store
    clock: SystemClock
    is_json: bool
    """Whether one object is printed in the place of sentences."""
    said: list[Outcome] = field(default_factory=list)
    """What has been told of the action's end; one at most."""

    @classmethod
    def of(cls, setting: Setting, ref: JobRef, confirm: str | None, *, is_json: bool) -> _Desk:
        clock = SystemClock()
        store = Store(setting.places.store)
        accounts = setting.config.accounts
        connections = Connections(accounts, clock, store.database)
        sender = Sender(accounts, connections.provider, setting.places.actions, clock)
        return cls(ref, confirm, sender, connections, store, clock, is_json)

    async def act(self, action: str) -> Exit:
        """Do it or say why not, and tell what came of it before anything else is waited for."""
        try:
            outcome = await self._done(action)
            code = _exit_for(outcome.state, outcome.error)
            self.said.append(outcome)
            if self.is_json:
                print(to_line(self._json(action, outcome)), flush=True)
            elif code is Exit.FINE:
                print(safe(outcome.text, 2_000), flush=True)
            if code is not Exit.FINE:
                complain(outcome.text)
            if outcome.look is not None:
                await asyncio.to_thread(self._keep, outcome.look)
            return code
        finally:
            await self.connections.close()

    def interrupted(self, action: str) -> str:
        """What is left of an action that Ctrl+C cut off."""
        if self.said:
            return f"{self.ref}: interrupted after that"
        try:
            is_open = any(sent.ref == self.ref for sent in self.sender.ledger.open_sent())
        except JournalError as error:
            return f"{self.ref}: interrupted; {error}"
        if is_open:
            return (
                f"{self.ref}: {action} was cut off while it was sent; its outcome is not known, "
                "and it is not sent again"
            )
        return f"{self.ref}: interrupted; nothing was sent"

    async def _done(self, action: str) -> Outcome:
        """Settle it, or show what the action would do and, when that is confirmed, do it."""
        if action == SETTLE:
            return await self._settle()
        plan = await self.sender.prepare(self.ref, action)
        if isinstance(plan, Outcome):
            return plan
        if not self.is_json:
            _print_card(plan)
        if self.confirm is None:
            return Outcome(
                f"nothing was sent; to do it: bulkjobs-tui act {self.ref} {plan.action} "
                f"--confirm {plan.confirmation}"
            )
        outcome = await self.sender.send(plan, self.confirm)
        if outcome.state is SendState.UNKNOWN:
            return await self._read_again(outcome)
        return outcome

    def _json(self, action: str, outcome: Outcome) -> Json:
        """The end of an action for scripts; its job is `null` where it was never seen."""
        seen = self.store.jobs([self.ref]).get(self.ref)
        job = seen.job if seen else None
        at = seen.seen_at if seen else None
        if outcome.look is not None:
            job, at = outcome.look.job, self.clock.now()
        row = Watched(self.ref, job.provider, job, seen_at=at) if job else None
        return {
            "ref": str(self.ref),
            "action": action,
            "state": outcome.state,
            "said": outcome.text,
            "job": job_json(row) if row else None,
        }

    def _keep(self, look: Look) -> None:
        """Keep what the vendor said, for the sessions beside this one too."""
        before = self.store.jobs([self.ref]).get(self.ref)
        row = Watched(self.ref, look.job.provider, before.job if before else None)
        keep_look(self.store, Claims(self.store.database, self.clock), row, look, self.clock.now())

    async def _settle(self) -> Outcome:
        if self.confirm is not None:
            return await self.sender.settle(self.ref, self.confirm)
        return Outcome(
            f"nothing is settled; once you have looked at the vendor's own page: "
            f"bulkjobs-tui act {self.ref} {SETTLE} --confirm {self.ref.id}"
        )

    async def _read_again(self, outcome: Outcome) -> Outcome:
        """Look once more, which may make clear what came of it."""
        way_out = (
            f"`bulkjobs-tui status {self.ref}` shows where it is, and `act {self.ref} {SETTLE}` "
            "settles it once a person has looked"
        )
        try:
            provider = await asyncio.to_thread(self.connections.provider, self.ref.account)
            look = await provider.fetch(self.ref)
        except ProviderError:
            return replace(outcome, text=f"{outcome.text}; {way_out}")
        word = safe(look.job.vendor_status) or "-"
        if not await self.sender.settle_if_clear(look):
            said = f"{outcome.text}; the job says {word}; {way_out}"
            return replace(outcome, text=said, look=look)
        return Outcome(
            f"{outcome.text}; it is clear now: the job says {word}", SendState.SETTLED, look=look
        )


def _print_card(plan: Plan) -> None:
    """What the action would do, as the desk's card says it."""
    lines = [f"{plan.ref}: {plan.title}", *(f"  {effect}" for effect in plan.effects)]
    lines += [f"  ! {text}" for text in plan.irrevocable]
    width = max((len(label) for label, _ in plan.facts), default=0)
    lines += [f"  {label:<{width}}  {text}" for label, text in plan.facts]
    columns = width_of_output()
    for line in lines:
        for part in wrapped(safe(line, 1_000), columns, 4):
            print(part)
    sys.stdout.flush()


def _exit_for(state: SendState | None, error: ProviderError | None) -> Exit:
    """The exit code of an action.

    Args:
        state: What became of it; `None` when nothing was sent.
        error: What the vendor's side failed with; `None` when it did not, or was not asked.
    """
    match state, error:
        case ((SendState.DONE | SendState.SETTLED), _):
            return Exit.FINE
        case ((SendState.UNKNOWN | SendState.SENDING), _):
            return Exit.OUTCOME_UNKNOWN
        case SendState.REFUSED, Rejected():
            return Exit.JOB_FAILED
        case _, (None | Rejected()):
            return Exit.USAGE
        case _, failed:
            return exit_for_error(failed)
