"""What changed since the last look, as it looks. Each picture was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.screens.fake_jobs import FakeJobs, app_on
from tests.screens.sample_since import since_jobs, unchanged_jobs

SMALL, LARGE = (80, 24), (140, 40)

LOOKS: Final = (
    ("jobs that changed", since_jobs, "D j j"),
    ("nothing changed", unchanged_jobs, "D"),
    ("a job's events since", since_jobs, "3 D"),
)

CASES: Final = [
    pytest.param(jobs, keys, size, id=f"{name} {size[0]}x{size[1]}")
    for name, jobs, keys in LOOKS
    for size in (SMALL, LARGE)
]


@pytest.mark.parametrize(("jobs", "pressed", "size"), CASES)
def test_since_looks_as_it_did(
    jobs: Callable[[], FakeJobs],
    pressed: str,
    size: tuple[int, int],
    snap_compare: Callable[..., bool],
) -> None:
    """Then stands beside now in columns, or the eye finds nothing."""
    app = app_on(jobs(), theme="dark")
    assert snap_compare(app, press=pressed.split(), terminal_size=size)
