"""What else a job may be whose vendor knows no such job."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from providers.base import Account
from providers.kinds import KINDS
from providers.model import JobRef


def other_kind(
    ref: JobRef,
    accounts: Mapping[str, Account],
    is_watched: Callable[[JobRef], bool] = lambda other: False,
) -> JobRef | None:
    """The same id as the next kind of its provider whose ids look so; `None` when there is none.

    Args:
        ref: What the vendor does not know.
        accounts: The configured ones, by name.
        is_watched: Says of which jobs there is nothing to offer.
    """
    account = accounts.get(ref.account)
    kinds = KINDS[account.provider] if account else {}
    names = list(kinds)
    at = names.index(ref.kind) + 1 if ref.kind in kinds else 0
    for name in (*names[at:], *names[:at]):
        other = JobRef(ref.account, name, ref.id)
        if other != ref and kinds[name].id_pattern.fullmatch(ref.id) and not is_watched(other):
            return other
    return None
