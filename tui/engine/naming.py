"""Jobs named in a message."""

from __future__ import annotations

from collections.abc import Sequence

from providers.model import JobRef
from providers.text import shorten_middle


def short(ref: JobRef) -> str:
    """One job, its id cut in the middle."""
    return f"{ref.account} {shorten_middle(ref.id, 17)}"


def jobs_text(refs: Sequence[JobRef]) -> str:
    """One job by its name, several by their number."""
    return short(refs[0]) if len(refs) == 1 else f"{len(refs)} jobs"
