"""What the screens about the program itself look like. Each picture was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from providers.setup import Tried
from tests.screens.fake_jobs import FakeJobs, app_on
from tests.screens.sample_calls import calling_jobs
from tests.screens.test_looks import LARGE, LOW, SMALL, Look
from tests.screens.test_settings_screen import SETTINGS

FILL: Final = ("enter", *"acme", "down", *"PROD")
DO: Final = (*("down",) * 4, "enter")


def new_user() -> FakeJobs:
    """Nothing is configured."""
    where = "~/.config/bulkjobs-tui/config.toml"
    return FakeJobs(notices=(f"no account is configured; they go into {where}",))


def refused() -> FakeJobs:
    """The key is not the one."""
    why = "Fusebill refuses the credentials: HTTP 401: The API key is not valid"
    asked = ("GET /v1/BulkApi/0 → 401 in 88 ms",)
    jobs = new_user()
    jobs.setup.tried = [Tried(False, why, "mend the secret, then Enter tests again", asked)]
    return jobs


LOOKS: Final = (
    Look("calls", calling_jobs, press=("at", "j"), sizes=(SMALL, LARGE, LOW)),
    Look("calls that failed", calling_jobs, press=("at", "f"), theme="terminal"),
    Look("one call", calling_jobs, press=("at", "j", "enter")),
    Look("no calls", FakeJobs, press=("at",), sizes=(SMALL,)),
    Look("first run", new_user, sizes=(SMALL, LARGE, LOW)),
    Look("new account", new_user, press=FILL, sizes=(SMALL, LARGE, LOW)),
    Look("new account in the terminal's colours", new_user, press=FILL, theme="terminal"),
    Look("new account with more fields", new_user, press=("enter", *"crm", "up", "left")),
    Look("new account that works", new_user, press=(*FILL, *DO)),
    Look("new account that is refused", refused, press=(*FILL, *DO)),
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


@pytest.mark.parametrize("size", [SMALL, LARGE, LOW], ids=["80x24", "140x40", "60x15"])
def test_settings_look_as_they_did(
    size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    """Values, lines and defaults stand under each other."""
    app = app_on(new_user(), settings=SETTINGS)
    assert snap_compare(app, press=("comma", "j"), terminal_size=size)
