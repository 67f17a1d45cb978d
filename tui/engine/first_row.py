"""A job's row before anybody has asked about it in this session."""

from __future__ import annotations

from dataclasses import replace

from providers.kinds import Kind, find_kind
from providers.watched import Alert, Watched
from tui.engine.config import Config
from tui.engine.naming import at_home
from tui.engine.store import Store
from tui.engine.watch import Watch


def first_row(
    watch: Watch, config: Config, store: Store, *, is_saved: bool
) -> tuple[Watched, Kind | None]:
    """What is remembered of a job, marked old, or why it can't be asked about.

    Args:
        watch: The job, as it stands in the watchlist or would.
        config: The accounts, and the file they stand in.
        store: What is remembered.
        is_saved: Whether it stands in the watchlist.

    Returns:
        The row, and its kind; `None` for a kind when it can't be asked about.
    """
    ref = watch.ref
    account = config.accounts.get(ref.account)
    kind = find_kind(account.provider, ref.kind) if account else None
    row = noted(Watched(ref), watch if is_saved else None)
    if account is not None and kind is not None:
        row = replace(row, provider=account.provider)
    elif account is not None:
        row = replace(row, trouble=f"{account.provider} has no kind {ref.kind!r}")
    else:
        where = at_home(config.path)
        row = replace(row, trouble=f"there is no [accounts.{ref.account}] in {where}")
    kept = store.jobs([ref]).get(ref)
    if kept is not None:
        is_old = not kept.job.state.is_final
        row = replace(row, job=kept.job, seen_at=kept.seen_at, is_old=is_old)
    return row, kind


def noted(row: Watched, watch: Watch | None) -> Watched:
    """A row with what the watchlist says of its job; `None` where it says nothing."""
    said = watch or Watch(row.ref)
    is_known = said.alert in tuple(Alert)
    now = replace(
        row,
        is_saved=watch is not None,
        memo=said.memo,
        alert=Alert(said.alert) if is_known else Alert.OFF,
        interval=said.interval,
    )
    return row if now == row else now
