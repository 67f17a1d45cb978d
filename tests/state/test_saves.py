"""The watchlist under kills, many writers and a model; the harnesses beside this say how to run
them in full."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from providers.model import JobRef
from tests.state import watchlist_model
from tui.engine.files import scratch_of
from tui.engine.watchlist import Add, Watch, Watchlist

REPO = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tests.state.killed_saves", "20"), "20 kills"),
        (("tests.state.many_writers", "8", "2", "with"), "8 processes x 8 changes, 2 killed, with"),
        (("tests.state.many_writers", "8", "0", "without"), "8 processes x 8 changes, 0 killed"),
    ],
)
def test_kills_and_crowds_lose_nothing_that_was_acknowledged(
    words: tuple[str, ...], told: str
) -> None:
    """In a process of its own: it makes copies of itself, and kills them."""
    ended = subprocess.run(
        [sys.executable, "-m", *words], cwd=REPO, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.startswith(told)


def test_two_sessions_and_an_editor_are_what_the_model_says() -> None:
    """Drawn by chance, and made small when something differs."""
    watchlist_model.run(sequences=15, steps=30)


def test_what_a_kill_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    """A name that only looks like it is somebody's own file."""
    watchlist = Watchlist(tmp_path / "watchlist.toml")
    watchlist.apply([Add(Watch(JobRef("acme", "bulk", "1")))])
    left = tmp_path / ".watchlist.toml.ab12_xyz"
    left.write_bytes(b"version")
    mine = [tmp_path / ".watchlist.toml.swp", tmp_path / "watchlist.toml.ab12_xyz"]
    for each in mine:
        each.write_text("mine")
    assert scratch_of(watchlist.path) == [left]
    watchlist.sweep()
    assert not left.exists()
    assert all(each.exists() for each in mine)
    assert [watch.ref.id for watch in watchlist.read()] == ["1"]
