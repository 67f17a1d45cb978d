"""Where this user's files are."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import PlatformDirs

NAME: Final = "bulkjobs-tui"
CLIP: Final = "clip.txt"


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one configuration."""

    config: Path
    state: Path
    """A folder."""

    @property
    def watchlist(self) -> Path:
        """Beside the configuration in use."""
        return self.config.with_name("watchlist.toml")

    @property
    def errors(self) -> Path:
        """What people know about causes of failure. Beside the configuration in use."""
        return self.config.with_name("errors.toml")

    @property
    def store(self) -> Path:
        """What vendors last said."""
        return self.state / "state.sqlite3"

    @property
    def actions(self) -> Path:
        """The journal of what was changed at vendors. Never rebuilt."""
        return self.state / "actions.jsonl"

    @property
    def records(self) -> Path:
        """The folder of jobs' records."""
        return self.state / "records"

    @property
    def clip(self) -> Path:
        """What was copied last, where nobody knows whether it arrived."""
        return self.state / CLIP

    @property
    def log(self) -> Path:
        """What happened behind the screen."""
        return self.state / "log"


def find_places(config: Path | None) -> Places:
    """The user's own places, or those of a configuration given by hand.

    A configuration given by hand has a state folder of its own, so that trying one does not
    mix what two of them remember. By whatever name it is given it is the same one: who has sent
    what to a vendor is known there.
    """
    folders = PlatformDirs(NAME, appauthor=False)
    state = Path(folders.user_state_dir)
    own = Path(folders.user_config_dir) / "config.toml"
    if config is None:
        return Places(own, state)
    given = config.expanduser().absolute()
    real = os.path.realpath(given)
    if real == os.path.realpath(own):
        return Places(given, state)
    name = hashlib.sha256(real.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return Places(given, state / f"config-{name}")
