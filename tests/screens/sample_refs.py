"""The jobs of the sample desk, and when things happened there."""

from __future__ import annotations

from datetime import datetime, timedelta

from providers.model import (
    JobRef,
)
from tests.screens.fake_jobs import NOW

FAIL = JobRef("acme", "bulk", "373334")
PART = JobRef("wills", "job", "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5")
SKIPPED = JobRef("crm", "write", "4150868000005350003")
READY = JobRef("acme", "bulk", "373402")
AUTH = JobRef("crm", "write", "4150868000005349921")
GONE = JobRef("acme", "bulk", "373333")
STALE = JobRef("acme", "bulk", "373377")
RUN = JobRef("acme", "service", "2607617")
BUSY = JobRef("acme", "bulk", "373391")
WAIT = JobRef("wills", "job", "9f1c22e0-55aa-4c1e-8a8e-0a0b1c1b77aa")
DONE = JobRef("acme", "bulk", "373310")


def ago(minutes: float) -> datetime:
    """So many minutes before the test."""
    return NOW - timedelta(minutes=minutes)
