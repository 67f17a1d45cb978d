"""Jobs and files named in a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from providers.base import Account
from providers.kinds import find_kind
from providers.model import JobRef
from providers.text import shorten_middle


def short(ref: JobRef) -> str:
    """One job, its id cut in the middle."""
    return f"{ref.account} {shorten_middle(ref.id, 17)}"


def brief(text: str, folder: Path) -> str:
    """A message without the folder of the files that it names: a narrow screen cuts its end."""
    return text.replace(f"{folder}/", "").replace(f"{at_home(folder)}/", "")


def jobs_text(refs: Sequence[JobRef]) -> str:
    """One job by its name, several by their number."""
    return short(refs[0]) if len(refs) == 1 else f"{len(refs)} jobs"


def asked_text(
    refs: Sequence[JobRef], later: Mapping[JobRef, float], accounts: Mapping[str, Account]
) -> str:
    """What came of asking about jobs now.

    Args:
        refs: The jobs.
        later: Those that are asked later than now, with the seconds until then.
        accounts: The configured ones, by name.
    """
    if not later:
        return f"asking about {jobs_text(refs)}"
    ref, seconds = max(later.items(), key=lambda item: item[1])
    account = accounts.get(ref.account)
    kind = find_kind(account.provider, ref.kind) if account else None
    source = (kind.floor_source if kind else "") or "the vendor asked us to wait"
    return f"{short(ref)}: too soon, asking in {seconds:.0f} s ({source})"


def at_home(path: Path) -> str:
    """A path as people write it, with `~` for the home folder."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
