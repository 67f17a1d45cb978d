"""What is to be shown of the accounts; for the screens, so that commands do not load it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from providers.base import Account
from providers.facts import AccountFacts
from providers.kinds import PROVIDER_LABELS, find_kind
from providers.watched import Watched
from tui.engine.budget import Budget


def facts_of(
    accounts: Mapping[str, Account],
    budgets: Mapping[str, Budget],
    rows: Iterable[Watched],
    held: Mapping[str, str],
    stretch_of: Callable[[str], float],
) -> list[AccountFacts]:
    """What is to be shown of the accounts, in the configuration's order.

    Args:
        accounts: The configured ones, by name.
        budgets: What each may ask.
        rows: The jobs that are watched.
        held: Accounts that wait for a person, and why.
        stretch_of: How much an account's budget stretches the intervals between looks.
    """
    kinds: dict[str, set[str]] = {}
    for row in rows:
        kinds.setdefault(row.ref.account, set()).add(row.ref.kind)
    return [
        _facts(account, budgets[name], held.get(name), kinds.get(name, set()), stretch_of(name))
        for name, account in accounts.items()
    ]


def _facts(
    account: Account, budget: Budget, held: str | None, kinds: Iterable[str], stretch: float
) -> AccountFacts:
    watched = [find_kind(account.provider, kind) for kind in kinds]
    slowest = max((k for k in watched if k), key=lambda kind: kind.floor, default=None)
    closed = budget.closed
    return AccountFacts(
        name=account.name,
        provider=account.provider,
        provider_label=PROVIDER_LABELS[account.provider],
        label=account.label,
        allows_actions=account.allow_actions,
        is_held=held is not None,
        held_reason=held or (budget.why(closed) if closed else ""),
        calls=budget.calls,
        day_share=budget.day_share,
        day_left=budget.limits.day_left,
        held_until=datetime.fromtimestamp(closed.until, UTC) if closed else None,
        stretch=stretch,
        floor=slowest.floor / account.time_scale if slowest else 0.0,
        floor_source=slowest.floor_source if slowest else "",
    )
