"""What a person is asked to confirm by typing the job's id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from providers.acting import Plan, Sent
from providers.facts import AccountFacts, Said
from providers.watched import Watched
from screens.action_text import plan_lines, settle_lines
from screens.paint import Line
from screens.ports import Actions


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked to confirm."""

    title: str
    lines: Callable[[int, bool], Sequence[Line]]
    """Its text, for a width in cells; with what matters most first where there is little room."""
    wanted: str
    """What is to be typed."""
    verb: str
    send: Callable[[str], Awaitable[Said]]
    """Does it, once; is given what was typed."""
    asked_at: datetime | None = None
    """When the vendor was asked; `None` when it was not, and won't be sent anything either."""

    @property
    def deed(self) -> str:
        """What Enter does, in a word."""
        return "send" if self.asked_at is not None else self.verb


def sending(actions: Actions, plan: Plan, account: AccountFacts | None, now: datetime) -> Question:
    """Whether to send an action.

    Args:
        actions: What sends it.
        plan: What the vendor has just said that it would do.
        account: The job's account; `None` when that is not configured.
        now: The time, where the look does not say when it was.
    """
    look = plan.look
    row = Watched(plan.ref, look.job.provider, look.job)
    return Question(
        plan.title,
        lambda width, is_tight: plan_lines(plan, row, account, width, is_tight=is_tight),
        plan.confirmation,
        plan.action,
        lambda typed: actions.send(plan, typed),
        look.exchanges[-1].at if look.exchanges else now,
    )


def settling(
    actions: Actions, row: Watched, account: AccountFacts | None, sent: Sent, now: datetime
) -> Question:
    """Whether a person knows what became of an action that was sent."""
    return Question(
        f"Settle what was sent: {sent.action}",
        lambda width, is_tight: settle_lines(row, account, sent, now, width, is_tight=is_tight),
        row.ref.id,
        "settle",
        lambda typed: actions.settle(row.ref, typed),
    )
