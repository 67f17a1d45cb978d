"""No test sees the machine it runs on: no home folder, no settings, no colours."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# Examples run beside other tests on machines of any speed; a limit of time would fail by chance.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

KEPT = (
    *("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "PYTHONPATH", "TMPDIR"),
    "TEXTUAL_SNAPSHOT_TEMPDIR",
)

for number in (signal.SIGINT, signal.SIGQUIT):
    # A shell that runs the suite in the background has both ignored, by all that it starts.
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


def pytest_xdist_auto_num_workers() -> int:
    """Five for two processors: half of what screens and processes are tested for is waiting."""
    return 5 * (os.cpu_count() or 1) // 2


@pytest.fixture(autouse=True)
def _nobodys_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home of the test's own, and nothing of the machine's environment."""
    for name in os.environ:
        if name not in KEPT and not name.startswith("PYTEST"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    for name, folder in {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_DATA_HOME": home / "data",
    }.items():
        monkeypatch.setenv(name, str(folder))
