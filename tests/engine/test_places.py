"""Which files belong to a configuration, however it is named."""

from __future__ import annotations

from pathlib import Path

from tui.engine.places import find_places


def test_a_configuration_by_another_name_has_the_same_journal_and_locks(tmp_path: Path) -> None:
    """Else an action of unknown outcome could be sent once more by naming the file differently."""
    own = find_places(None)
    assert find_places(own.config) == own

    given = tmp_path / "prod.toml"
    given.write_text("")
    link = tmp_path / "link.toml"
    link.symlink_to(given)
    (tmp_path / "down").mkdir()
    roundabout = tmp_path / "down" / ".." / "prod.toml"
    states = {find_places(path).state for path in (given, link, roundabout)}
    assert len(states) == 1
    assert own.state not in states


def test_the_users_own_by_a_link_has_the_users_own_state(tmp_path: Path) -> None:
    """Dotfiles are often kept elsewhere."""
    own = find_places(None)
    own.config.parent.mkdir(parents=True)
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    own.config.symlink_to(real)
    places = find_places(real)
    assert places.state == own.state
    assert places.watchlist == tmp_path / "watchlist.toml"


def test_two_configurations_remember_apart(tmp_path: Path) -> None:
    """Trying one must not mix what two of them remember."""
    assert find_places(tmp_path / "a.toml").state != find_places(tmp_path / "b.toml").state
