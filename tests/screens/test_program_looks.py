"""What the screens about the program itself look like. Each picture was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.screens.fake_jobs import FakeJobs, app_on
from tests.screens.sample_calls import calling_jobs
from tests.screens.test_looks import LARGE, LOW, SMALL, Look

LOOKS: Final = (
    Look("calls", calling_jobs, press=("at", "j"), sizes=(SMALL, LARGE, LOW)),
    Look("calls that failed", calling_jobs, press=("at", "f"), theme="terminal"),
    Look("one call", calling_jobs, press=("at", "j", "enter")),
    Look("no calls", FakeJobs, press=("at",), sizes=(SMALL,)),
)
CASES: Final = [
    pytest.param(look, size, id=f"{look.name} {size[0]}x{size[1]}")
    for look in LOOKS
    for size in look.sizes
]


@pytest.mark.parametrize(("look", "size"), CASES)
def test_looks_as_it_did(
    look: Look, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    """What is aligned, dim or bright is what the eye goes by, and no other test sees it."""
    app = app_on(look.jobs(), theme=look.theme)
    assert snap_compare(app, press=look.press, terminal_size=size)
