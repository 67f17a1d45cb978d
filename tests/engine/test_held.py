"""A lock by a file's name, where the file system has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.engine import held
from tui.engine.held import held_by_name


def test_one_has_it_and_the_next_one_after_that(tmp_path: Path) -> None:
    """And nothing is left where it was."""
    path = tmp_path / "lock.held"
    refused = pytest.raises(TimeoutError, match="held by another session")
    with held_by_name(path, 1.0), refused, held_by_name(path, 0.05):
        pass
    with held_by_name(path, 0.0):
        assert path.exists()
    assert list(tmp_path.glob("lock*")) == []


def test_what_a_dead_session_left_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the watchlist could never be changed again."""
    monkeypatch.setattr(held, "LEFT", 0.02)
    path = tmp_path / "lock.held"
    path.touch()
    with held_by_name(path, 5.0):
        assert path.exists()
    assert list(tmp_path.glob("lock*")) == []


def test_another_one_that_was_let_in_meanwhile_keeps_it(tmp_path: Path) -> None:
    """Whoever was stalled for too long must not take it from those who took it over."""
    path = tmp_path / "lock.held"
    with held_by_name(path, 1.0):
        path.unlink()
        path.touch()
    assert path.exists()
    before = held._stamp(path)
    held._take_away(path, (0, 0))
    assert held._stamp(path) == before
    assert list(tmp_path.glob("lock*")) == [path]
