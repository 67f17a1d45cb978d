"""What the causes look like. Each picture was looked at before it was taken for right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.screens.fake_jobs import FakeJobs, app_on
from tests.screens.sample_causes import (
    all_well,
    being_read,
    causes_jobs,
    unread_jobs,
    without_records,
)

SMALL, LARGE, LOW = (80, 24), (140, 40), (60, 15)

LOOKS: Final = (
    ("causes of a job", causes_jobs, "e"),
    ("a new cause", causes_jobs, "e j"),
    ("causes across jobs", causes_jobs, "E"),
    ("choice of a cause's jobs", causes_jobs, "E enter j"),
    ("no cause", all_well, "e"),
    ("causes not read", unread_jobs, "E"),
    ("no records to count", without_records, "e"),
    ("causes while reading", being_read, "E"),
)

CASES: Final = [
    pytest.param(jobs, keys, size, id=f"{name} {size[0]}x{size[1]}")
    for name, jobs, keys in LOOKS
    for size in ((SMALL, LARGE, LOW) if name.startswith("causes") else (SMALL, LARGE))
]


@pytest.mark.parametrize(("jobs", "pressed", "size"), CASES)
def test_causes_look_as_they_did(
    jobs: Callable[[], FakeJobs],
    pressed: str,
    size: tuple[int, int],
    snap_compare: Callable[..., bool],
) -> None:
    """What is loud here is what somebody is to do, and no other test sees that."""
    app = app_on(jobs(), theme="dark")
    assert snap_compare(app, press=pressed.split(), terminal_size=size)
