"""Whether two looks at a job say the same, and whether one shows that an action took effect."""

from __future__ import annotations

from typing import Final

from providers.model import Job, JobState
from tui.engine.news import NO_CHANGE, describe

ANOTHER: Final = "asked for "
"""How `providers.model.told_of_another` begins its note."""
_MOVING = frozenset({JobState.QUEUED, JobState.RUNNING})


def moved(before: Job, after: Job) -> str:
    """What an action would find changed since it was confirmed; empty when nothing that matters.

    The counts of a job that runs change all the time, which is no reason not to cancel it; in a
    job that waits for a person nothing may have changed at all.

    Args:
        before: What the person was shown.
        after: What the vendor says now.
    """
    if before.ref != after.ref:
        return f"it is {after.ref} now"
    changes = describe(before, after)
    if (before.state, before.vendor_status) != (after.state, after.vendor_status):
        return changes
    if (before.title, before.actions) != (after.title, after.actions):
        return "what it is or permits has changed"
    if before.counts.total != after.counts.total:
        return changes
    if after.state in _MOVING:
        return ""
    parts = [(part.name, part.counts) for part in before.parts]
    if parts != [(part.name, part.counts) for part in after.parts]:
        return changes if changes != NO_CHANGE else "its counts have changed"
    return changes if before.counts != after.counts else ""


def is_clear(action: str, job: Job) -> bool:
    """Whether the job has gone where the action leads, so that it can't be needed again.

    A state that we do not know shows nothing, nor does an answer about another job.

    Args:
        action: The vendor's word in lower case.
        job: What the vendor said after the action was sent.
    """
    if any(note.startswith(ANOTHER) for note in job.diagnostics):
        return False
    # A look from before the job waited for a person may be long on its way.
    is_processed = job.state is JobState.RUNNING and job.phase != "validation"
    return job.state.is_final or (action == "process" and is_processed)
